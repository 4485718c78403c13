import type { Span } from './distances';
import type { StepScale } from './plot-scale';
import { panned, zoomed } from './span';

/** Of a wheel's notch, 100 px, about a sixth. */
const ZOOM_PER_PX = 0.0018;
const LINE_PX = 16;
/** What zooming has not come to a step by then does not wait for more. */
const MOST_REST_PX = 120;

/** What a wheel turned over the step axis makes of the stretch that is shown. Small turns add up until they are worth a step. */
export class Wheel {
  #rest = 0;
  #isPanning = false;

  /** Around the pointer it zooms; with Shift, or sideways, it pans. */
  turn(event: WheelEvent, scale: StepScale, lastStep: number): Span {
    const { span, left, right } = scale;
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const isPanning = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (isPanning !== this.#isPanning) this.#rest = 0;
    this.#isPanning = isPanning;
    this.#rest += (isPanning && event.deltaX !== 0 ? event.deltaX : event.deltaY) * unit;
    const width = right - left;
    const share = (event.offsetX - left) / width;
    const steps = (this.#rest * (span[1] - span[0])) / width;
    const factor = Math.exp(this.#rest * ZOOM_PER_PX);
    const next = isPanning
      ? panned(span, Math.trunc(steps), lastStep)
      : zoomed(span, scale.step(event.offsetX), factor, lastStep, share);
    const isWorthOne = isPanning ? Math.abs(steps) >= 1 : Math.abs(this.#rest) >= MOST_REST_PX;
    if (isWorthOne || next[0] !== span[0] || next[1] !== span[1]) this.#rest = 0;
    return next;
  }
}
