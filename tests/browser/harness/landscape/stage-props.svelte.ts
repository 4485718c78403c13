import { View } from '../../../../src/renderer/views/view-state.svelte';
import type { Theme } from '../../../../src/renderer/theme/theme';
import type { Moment } from '../../../../src/renderer/domain/run/moment';

/** What the stage is given, so that the page can change it. */
export class StageProps {
  readonly view = new View();
  moment: Moment;
  theme: Theme;
  /** Clicks choose what stands on the landscapes. */
  isPicking = $state(false);

  constructor(moment: Moment, theme: Theme) {
    this.moment = $state.raw(moment);
    this.theme = $state.raw(theme);
  }
}
