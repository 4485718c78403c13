import type { StepRange } from './distances';
import type { StepScale } from './plot-scale';

/** A plot of fewer steps than these shows nothing of interest. */
const MIN_STEPS = 4;

/** The range of `width` steps, within the run, in which `step` lies at a fraction of the width. */
function rangeAround(step: number, fraction: number, width: number, lastStep: number): StepRange {
  const steps = Math.min(lastStep, Math.max(Math.min(MIN_STEPS, lastStep), Math.round(width)));
  const first = Math.min(lastStep - steps, Math.max(0, Math.round(step - fraction * steps)));
  return [first, first + steps];
}

/** Scales a range by `factor`. The step stays at its fraction of the width as far as the run's ends allow. */
export function zoomedRange(
  [first, last]: StepRange,
  step: number,
  factor: number,
  lastStep: number,
  fraction = (step - first) / Math.max(1, last - first),
): StepRange {
  return rangeAround(step, Math.min(1, Math.max(0, fraction)), (last - first) * factor, lastStep);
}

/** Shifts a range by a number of steps, within the run. */
export function pannedRange([first, last]: StepRange, by: number, lastStep: number): StepRange {
  return rangeAround(first + by, 0, last - first, lastStep);
}

/** A notch of a wheel, 100 px, zooms by about a sixth. */
const ZOOM_PER_PX = 0.0018;
const LINE_PX = 16;
/** After so many pixels a rest that has not changed the range is dropped. */
const MAX_REST_PX = 120;

/** Zooms and pans a range of steps by wheel events. Small movements add up until they are worth a step. */
export class WheelZoom {
  #rest = 0;
  #isPanning = false;

  /** Zooms around the pointer; pans with Shift, or where the wheel moves sideways. */
  rangeAfter(event: WheelEvent, scale: StepScale, lastStep: number): StepRange {
    const { range, left, right } = scale;
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const isPanning = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (isPanning !== this.#isPanning) this.#rest = 0;
    this.#isPanning = isPanning;
    this.#rest += (isPanning && event.deltaX !== 0 ? event.deltaX : event.deltaY) * unit;
    const width = right - left;
    const fraction = (event.offsetX - left) / width;
    const steps = (this.#rest * (range[1] - range[0])) / width;
    const factor = Math.exp(this.#rest * ZOOM_PER_PX);
    const next = isPanning
      ? pannedRange(range, Math.trunc(steps), lastStep)
      : zoomedRange(range, scale.step(event.offsetX), factor, lastStep, fraction);
    const isUsedUp = isPanning ? Math.abs(steps) >= 1 : Math.abs(this.#rest) >= MAX_REST_PX;
    if (isUsedUp || next[0] !== range[0] || next[1] !== range[1]) this.#rest = 0;
    return next;
  }
}
