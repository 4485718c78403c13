import type { Verdict } from '#shared/reliability';
import { UNRELIABLE, RELIABLE } from '#shared/reliability';

export const VERDICT_TITLE: Readonly<Record<Verdict, string>> = {
  reliable: 'DrDAM is reliable here',
  marginal: 'DrDAM is marginal here',
  unreliable: 'DrDAM is unreliable here',
  merged: 'The memories merge here',
  saturated: 'DrDAM is saturated here',
};

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

/** The gauge of the noise wells: their depth as a share of a memory's. */
export function wellsGauge(depth: number) {
  const grade = depth <= RELIABLE.noiseWells ? 'good' : depth <= UNRELIABLE.noiseWells ? 'middling' : 'bad';
  return {
    label: 'Noise wells',
    value: depth.toFixed(2),
    note: `(max ${String(RELIABLE.noiseWells)})`,
    grade,
    segments: [
      { grade: 'good', width: 7 },
      { grade: 'middling', width: 3 },
      { grade: 'bad', width: 5 },
    ],
    position: depth / 1.5,
  } as const;
}

export function digits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
