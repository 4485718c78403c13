import type { Moment } from '../../../../src/renderer/views/view-model';

/** The moment that is shown, so that the page can change it. */
export class Shown {
  moment: Moment;

  constructor(moment: Moment) {
    this.moment = $state.raw(moment);
  }
}
