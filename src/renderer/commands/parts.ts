import type { Experiments } from '../session/experiments/experiments.svelte';
import type { SessionFiles } from '../session/files/session-files.svelte';
import type { Opening } from '../session/opening.svelte';
import type { Session } from '../session/session.svelte';
import type { View } from '../views/view-state.svelte';
import type { Appearance } from '../theme/appearance.svelte';
import type { Panels } from '../views/chrome/panels.svelte';

/** Sheets over the window; one is open at a time. */
export type SheetName = 'film' | 'find' | 'guide' | 'keys';

/** What commands act upon. */
export interface WindowParts {
  readonly session: Session;
  readonly experiments: Experiments;
  readonly appearance: Appearance;
  readonly panels: Panels;
  readonly opening: Opening;
  readonly files: SessionFiles;
  readonly showSheet: (name: SheetName) => void;
  readonly view: View;
  /** What the landscapes show, as numbers. */
  readonly showTable: () => void;
}

/** Why what concerns the descent cannot be done; nothing where it is shown. */
export function awayFromDescent({ session, experiments, opening }: WindowParts): string | undefined {
  return (
    whileExperiments({ experiments }) ??
    whileOpening({ opening }) ??
    (session.moment ? undefined : 'Nothing has been recalled yet: open a set first.')
  );
}

/** Why the descent cannot be acted upon while experiments are in its place. */
export function whileExperiments({ experiments }: Pick<WindowParts, 'experiments'>): string | undefined {
  return experiments.isShown ? 'Experiments are shown: X goes back to the descent.' : undefined;
}

/** Why what is shown cannot be changed while something else is on its way. */
export function whileOpening({ opening }: Pick<WindowParts, 'opening'>): string | undefined {
  return opening.isUnderWay ? 'Something is being opened: Esc cancels it.' : undefined;
}
