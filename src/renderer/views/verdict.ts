import type { DescentReport } from '#shared/api';
import type { Reliability } from '#shared/reliability';
import type { Verdict } from '#shared/verdict';
import { ALIKE, RELIABLE, UNRELIABLE } from '#shared/verdict';

/** What DrDAM is predicted to be for a query. */
export const VERDICT_TITLE: Readonly<Record<Verdict, string>> = {
  reliable: 'DrDAM is reliable',
  marginal: 'DrDAM is marginal',
  unreliable: 'DrDAM is unreliable',
  merged: 'The memories merge',
  saturated: 'DrDAM is saturated',
};

const VERDICT_GRADE: Readonly<Record<Verdict, 'good' | 'middling' | 'bad'>> = {
  reliable: 'good',
  marginal: 'middling',
  merged: 'middling',
  unreliable: 'bad',
  saturated: 'bad',
};

/** Whether DrDAM ends where MrDAM does, in words: as predicted, and once a run has measured it, as measured. */
export interface QueryVerdict {
  readonly grade: 'good' | 'middling' | 'bad';
  readonly title: string;
}

/** Returns the verdict on a query; null where it is neither measured nor predicted. */
export function queryVerdict(
  reliability: Reliability | null,
  measured: DescentReport['measured'] | null,
  query: number,
): QueryVerdict | null {
  const apart = measured?.endDistances?.[query] ?? null;
  if (apart !== null) {
    return apart <= ALIKE
      ? { grade: 'good', title: 'Both models ended alike' }
      : { grade: 'bad', title: 'The models ended apart' };
  }
  const verdict = reliability?.verdicts[query] ?? null;
  return verdict && { grade: VERDICT_GRADE[verdict], title: VERDICT_TITLE[verdict] };
}

/** The title where DrDAM's end cannot be predicted. */
export const NO_VERDICT = 'DrDAM’s end is not predicted';

/** The gauge of a query's signal-to-noise ratio. */
export function signalGauge(signal: number) {
  const grade =
    signal >= RELIABLE.signalToNoise ? 'good' : signal >= UNRELIABLE.signalToNoise ? 'middling' : 'bad';
  return {
    label: 'Signal to noise',
    value: signal >= 100 ? signal.toFixed(0) : signal.toPrecision(2),
    note: `(needs ${String(RELIABLE.signalToNoise)})`,
    grade,
    segments: (['bad', 'middling', 'good'] as const).map((one) => ({ grade: one, width: 1 })),
    // 1, 5 and 25 at a third each
    position: (Math.log(Math.max(signal, 1e-9)) / Math.log(5) + 1) / 3,
  } as const;
}

/**
 * The gauge of the noise wells: their depth beside that of MrDAM's end, both as shares of a memory's depth. Where the end
 * is not known, they are graded beside a memory.
 */
export function wellsGauge(depth: number, end: number | null) {
  const ratio = depth / (end ?? 1);
  const [most, tooMuch] = [1 / RELIABLE.endOverWells, 1 / UNRELIABLE.endOverWells];
  return {
    label: 'Noise wells',
    value: depth.toFixed(2),
    note: end === null ? '(a memory: 1)' : `(MrDAM ends at ${end.toFixed(2)})`,
    grade: ratio <= most ? 'good' : ratio <= tooMuch ? 'middling' : 'bad',
    segments: [
      { grade: 'good', width: most },
      { grade: 'middling', width: tooMuch - most },
      { grade: 'bad', width: 2 * most - tooMuch },
    ],
    position: ratio / (2 * most),
  } as const;
}

/** Returns a threshold with three digits, never below it. */
export function thresholdText(value: number): string {
  if (value === 0) return '0';
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2);
  return String(Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(3)));
}

export function digits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
