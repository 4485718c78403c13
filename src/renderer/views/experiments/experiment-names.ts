import type { ExperimentName } from '#shared/experiments';
import { EXPERIMENT_TITLE } from '#shared/experiments';
import type { RunView } from './experiment-views';

/** Splits a title such as "Figure 3: error of energy" into the short name "Figure 3" and the rest "Error of energy". */
export function experimentNames(name: ExperimentName): { short: string; rest: string } {
  const [short = '', rest = ''] = EXPERIMENT_TITLE[name].split(': ');
  return { short, rest: rest.charAt(0).toUpperCase() + rest.slice(1) };
}

/** Returns whether an experiment is a figure of the paper. */
export function isOfPaper(name: ExperimentName): boolean {
  return name.startsWith('fig');
}

/** Returns a run's state in a word or two; empty before its start. */
export function stateOf(run: RunView): string {
  switch (run.phase) {
    case 'new':
      return '';
    case 'running':
      return `${String(Math.round(100 * run.share))} %`;
    case 'stopped':
      return `${String(run.numDone)} of ${String(run.numCells)}`;
    case 'done':
      return 'done';
  }
}
