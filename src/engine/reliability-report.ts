import type { DescentReport } from '#shared/api';
import { squaredDistance } from '#shared/distances';
import type { Notice } from '#shared/progress';
import type { ModelSpec } from '#shared/setup';
import type { Reliability, Verdict } from '#shared/reliability';
import {
  reliabilitySettings,
  maxEffectiveMemories,
  mostFreeCoordinates,
  reliabilityFrom,
  verdictOf,
} from '#shared/reliability';
import { formatApproximate } from '#shared/units';
import { evaluate } from './descent/evaluate';
import type { OutcomeTracker } from './descent/convergence';
import { mean } from './statistics';
import type { Runtime } from './graphs/runtime';
import type { QueryStates } from './memories/queries';
import { energyOutside } from './memories/subspace';
import type { OpenModels } from './energies/open-models';
import { rowOf } from './vectors';

/**
 * Reliability as T itself tells it: K_eff is |T|^2, and the kernel sums at the queries are read from DrDAM's energy there, so
 * that no picture is looked at. Null where the laws do not apply. Cost: that of a step.
 */
export async function predictReliability(
  { shards, subspace }: OpenModels,
  runtime: Runtime,
  spec: ModelSpec,
  separatingBeta: number,
  { states, clamped, dim }: QueryStates,
  signal: AbortSignal,
): Promise<Reliability | null> {
  const laws = reliabilitySettings(spec);
  if (!laws) return null;
  const free = mostFreeCoordinates(clamped, dim);
  const freeCoordinates = subspace ? Math.min(free, subspace.size) : free;
  const signalToNoise: number[] = [];
  let [worst, errors]: [Reliability | null, number] = [null, 0];
  for (const { model, effectiveMemories, numFeatures } of shards) {
    if (effectiveMemories === null) return null;
    const { energies } = await evaluate(runtime, model, states, dim, signal);
    const queries = model.queries ?? [...energies.keys()];
    if (queries.length === 0) continue; // none falls in it
    const signals = queries.map((q) => {
      const outside = subspace ? energyOutside(subspace, rowOf(states, q, dim)) : 0;
      return Math.exp(-laws.beta * ((energies[q] ?? NaN) - outside));
    });
    const inputs = { effectiveMemories, signals, freeCoordinates, separatingBeta };
    const ofShard = reliabilityFrom(inputs, { ...laws, numFeatures });
    queries.forEach((q, i) => {
      signalToNoise[q] = ofShard.signalToNoise[i] ?? NaN;
    });
    errors += queries.length * ofShard.energyError;
    if (!worst || ofShard.noiseWells > worst.noiseWells) worst = ofShard;
  }
  return worst && { ...worst, signalToNoise, energyError: errors / signalToNoise.length };
}

const WORDS: Readonly<Record<Verdict, string>> = {
  reliable: 'DrDAM is predicted to hold',
  marginal: 'DrDAM may fail',
  unreliable: 'DrDAM is predicted to fail',
  merged: 'β is below β*, where both models may merge memories',
  saturated: 'Nothing can be recalled from DrDAM',
};

/** Returns the notice of a prediction, with what helps where it is poor. */
export function reliabilityNotice(trust: Reliability, beta: number): Notice {
  const verdict = verdictOf(trust, beta);
  const snr = Math.min(...trust.signalToNoise).toPrecision(2);
  const summary =
    `${WORDS[verdict]}: signal to noise from ${snr}, noise wells ${trust.noiseWells.toFixed(2)} of a memory's depth, ` +
    `pixel noise ${trust.pixelNoise.toFixed(3)}, β ${String(beta)} with β* ${trust.separatingBeta.toPrecision(3)}.`;
  const tips: Partial<Record<Verdict, string>> = {
    marginal: 'More features, fewer memories, a smaller β, more pixels kept or the mean as fill help.',
    unreliable: 'More features, fewer memories, a smaller β, more pixels kept or the mean as fill help.',
    merged: 'A larger β keeps them apart, or fewer of them.',
    saturated: `T holds as much as ${formatApproximate(trust.effectiveMemories)} memories that lie apart, and these features can hold ${formatApproximate(maxEffectiveMemories(trust))}: store far fewer, or use far more features.`,
  };
  const tip = tips[verdict];
  return {
    id: 'trust',
    severity: verdict === 'reliable' ? 'info' : 'warning',
    summary,
    ...(tip !== undefined && { tip }),
  };
}

/**
 * What a run says of the same. `isWhole`: it began at its queries, where both models have one state, so that their
 * energies can be compared.
 */
export function measureReliability(
  outcomes: readonly OutcomeTracker[],
  reports: DescentReport['models'],
  dim: number,
  isWhole: boolean,
): DescentReport['measured'] {
  const [exact, estimated] = (['mrdam', 'drdam'] as const).map((name) =>
    outcomes.find(({ model }) => model === name),
  );
  if (!exact || !estimated) return { energyError: null, pixelNoise: null };
  const basinsOf = ({ model }: OutcomeTracker) => reports[model]?.basins ?? [];
  const [a, b] = [basinsOf(exact), basinsOf(estimated)];
  const alike = a.flatMap((basin, q) => (basin >= 0 && basin === b[q] ? [q] : []));
  const squares = alike.map((q) =>
    squaredDistance(rowOf(exact.states, q, dim), rowOf(estimated.states, q, dim)),
  );
  const errors = exact.firstEnergies.map((energy, q) =>
    Math.abs(energy - (estimated.firstEnergies[q] ?? NaN)),
  );
  return {
    energyError: isWhole ? mean(errors) : null,
    pixelNoise: squares.length > 0 ? Math.sqrt(mean(squares)) : null,
  };
}
