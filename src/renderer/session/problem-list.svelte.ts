import type { Problem } from '../domain/problem';

/** What a person should know now, one of each kind. */
export class ProblemList {
  all = $state.raw<readonly Problem[]>([]);

  readonly raise = (problem: Problem): void => {
    this.all = [...this.all.filter(({ id }) => id !== problem.id), problem];
  };

  dismiss(id: string): void {
    this.all = this.all.filter((problem) => problem.id !== id);
  }

  /** Another run begins. */
  clear(): void {
    this.all = this.all.filter(({ isLasting }) => isLasting);
  }

  /** Something else is opened. */
  clearAll(): void {
    this.all = [];
  }
}
