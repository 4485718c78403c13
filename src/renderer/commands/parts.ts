import type { Experiments } from '../session/experiments/experiments.svelte';
import type { SessionFiles } from '../session/files/session-files.svelte';
import type { Opening } from '../session/opening.svelte';
import type { Session } from '../session/session.svelte';
import type { View } from '../views/view-state.svelte';
import type { Appearance } from '../theme/appearance.svelte';
import type { Panels } from '../views/chrome/panels.svelte';

/** The dialogs of the window, of which at most one is open. */
export type DialogName = 'film' | 'find' | 'guide' | 'keys';

/** Holds the parts of the window that commands act on. */
export interface WindowParts {
  readonly session: Session;
  readonly experiments: Experiments;
  readonly appearance: Appearance;
  readonly panels: Panels;
  readonly opening: Opening;
  readonly files: SessionFiles;
  readonly showDialog: (name: DialogName) => void;
  readonly view: View;
  /** Shows or hides the table of readings. */
  readonly showTable: () => void;
}

/** Returns why commands on the descent are unavailable, or undefined if the descent is shown. */
export function awayFromDescent({ session, experiments, opening }: WindowParts): string | undefined {
  return (
    whileExperiments({ experiments }) ??
    whileOpening({ opening }) ??
    (session.moment ? undefined : 'Open a set first.')
  );
}

/** Returns why commands on the descent are unavailable if the experiments are shown instead. */
export function whileExperiments({ experiments }: Pick<WindowParts, 'experiments'>): string | undefined {
  return experiments.isShown ? 'Press X to return to the descent first.' : undefined;
}

/** Returns why the session cannot be changed while a set is being opened. */
export function whileOpening({ opening }: Pick<WindowParts, 'opening'>): string | undefined {
  return opening.isUnderWay ? 'A set is being opened. Press Esc to cancel it.' : undefined;
}
