import { View } from '../../../../src/renderer/views/view-state.svelte';
import type { Theme } from '../../../../src/renderer/theme/theme';
import type { Moment } from '../../../../src/renderer/domain/run/moment';

/** The stage's props, which the page can change. */
export class StageProps {
  readonly view = new View();
  moment: Moment;
  theme: Theme;
  /** Whether clicks pick memories and states. */
  isPicking = $state(false);

  constructor(moment: Moment, theme: Theme) {
    this.moment = $state.raw(moment);
    this.theme = $state.raw(theme);
  }
}
