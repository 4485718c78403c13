import type { Moment } from '../../../../src/renderer/domain/run/moment';

/** The shown moment, which the page can change. */
export class ShownMoment {
  moment: Moment;

  constructor(moment: Moment) {
    this.moment = $state.raw(moment);
  }
}
