import type { Orbit } from '../../../../src/renderer/scene/orbit';
import { OBLIQUE } from '../../../../src/renderer/scene/orbit';
import type { Theme } from '../../../../src/renderer/theme/theme';
import type { Moment } from '../../../../src/renderer/views/view-model';

/** What the stage is given, so that the page can change it. */
export class StageProps {
  moment: Moment;
  theme: Theme;
  orbit: Orbit = $state.raw(OBLIQUE);

  constructor(moment: Moment, theme: Theme) {
    this.moment = $state.raw(moment);
    this.theme = $state.raw(theme);
  }
}
