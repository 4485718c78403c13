import type { DescentReport, DeviceReport, SampleReport } from '#shared/api';
import type { OpenedSource } from '#shared/host';
import type { DialogName } from '../../commands/parts';
import type { Phase } from '../../domain/run/session-state';
import type { AppearanceChoice } from '../../theme/appearance.svelte';

/** What the top bar shows and what its controls do. Getters keep each part reactive by itself. */
export interface TopBarModel {
  /** Experiments are shown in place of the descent. */
  readonly isExperiments: boolean;
  readonly opened: OpenedSource | null;
  /** The session's file; null if it was never saved. */
  readonly file: { readonly name: string; readonly isChanged: boolean } | null;
  readonly samples: readonly SampleReport[];
  readonly phase: Phase;
  readonly canResume: boolean;
  readonly device: DescentReport['device'] | null;
  readonly devices: readonly DeviceReport[];
  /** Why no film can be made yet; undefined if one can. */
  readonly noFilmReason: string | undefined;
  readonly isDark: boolean;
  readonly appearance: AppearanceChoice;
  readonly open: (what: 'folder' | 'files' | SampleReport) => void;
  readonly listDevices: () => void;
  readonly chooseDevice: (id: DeviceReport['id'] | 'auto') => void;
  readonly showDialog: (name: DialogName) => void;
  readonly run: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
  readonly chooseAppearance: (choice: AppearanceChoice) => void;
  readonly showExperiments: (isShown: boolean) => void;
}
