import type { Moment } from '../../../../src/renderer/domain/run/moment';

/** The moment that is shown, so that the page can change it. */
export class Shown {
  moment: Moment;

  constructor(moment: Moment) {
    this.moment = $state.raw(moment);
  }
}
