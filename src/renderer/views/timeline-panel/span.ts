import type { Span } from './distances';

/** A plot that shows fewer steps than these says nothing. */
const LEAST = 4;

/** The stretch of so many steps in which `step` stands at a share of the width, within the run. */
function around(step: number, share: number, wanted: number, lastStep: number): Span {
  const width = Math.min(lastStep, Math.max(Math.min(LEAST, lastStep), Math.round(wanted)));
  const first = Math.min(lastStep - width, Math.max(0, Math.round(step - share * width)));
  return [first, first + width];
}

/** Shows `factor` times as many steps; `step` stays at its share of the width, as far as the run's ends allow. */
export function zoomed(
  [first, last]: Span,
  step: number,
  factor: number,
  lastStep: number,
  share?: number,
): Span {
  const at = share ?? (step - first) / Math.max(1, last - first);
  return around(step, Math.min(1, Math.max(0, at)), (last - first) * factor, lastStep);
}

export function panned([first, last]: Span, by: number, lastStep: number): Span {
  return around(first + by, 0, last - first, lastStep);
}
