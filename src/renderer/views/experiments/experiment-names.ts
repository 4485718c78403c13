import type { ExperimentName } from '#shared/experiments';
import { EXPERIMENT_TITLE } from '#shared/experiments';
import type { ExperimentRun } from '../../session/experiments/run.svelte';

/** "Figure 3: error of energy" -> what it is called, and what the rest of its title says. */
export function experimentNames(name: ExperimentName): { short: string; rest: string } {
  const [short = '', rest = ''] = EXPERIMENT_TITLE[name].split(': ');
  return { short, rest: rest.charAt(0).toUpperCase() + rest.slice(1) };
}

/** The others are ours. */
export function isPapers(name: ExperimentName): boolean {
  return name.startsWith('fig');
}

/** A run's state in a word or two; nothing where nothing happened. */
export function stateOf(run: ExperimentRun): string {
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
