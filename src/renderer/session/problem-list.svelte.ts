import type { Problem } from '../domain/problem';

/** The current problems, at most one for each id. */
export class ProblemList {
  all = $state.raw<readonly Problem[]>([]);

  readonly raise = (problem: Problem): void => {
    this.all = [...this.all.filter(({ id }) => id !== problem.id), problem];
  };

  dismiss(id: string): void {
    this.all = this.all.filter((problem) => problem.id !== id);
  }

  /** Removes the problems of the last run when another one begins. */
  clear(): void {
    this.all = this.all.filter(({ isLasting }) => isLasting);
  }

  /** Removes all problems when another set or session is opened. */
  clearAll(): void {
    this.all = [];
  }
}
