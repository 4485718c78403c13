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
 * Predicts the reliability of DrDAM from T alone: K_eff is |T|^2, and the kernel sums at the queries follow
 * from DrDAM's energy there, so no memory is read. Returns null if the laws do not apply to the model.
 * `states` and `clamped` are [B, dim]. Cost: one evaluation of the energy, as in a step.
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
    if (queries.length === 0) continue; // this shard has no query
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

const VERDICT_SUMMARY: Readonly<Record<Verdict, string>> = {
  reliable: 'DrDAM is predicted to be reliable',
  marginal: 'DrDAM is predicted to be marginal and may fail',
  unreliable: 'DrDAM is predicted to fail',
  merged: 'β is below β*, where both models may merge memories',
  saturated: 'DrDAM is saturated and can recall nothing',
};

const MORE_RELIABLE =
  'Use more features, store fewer memories, lower β, keep more pixels fixed, or fill with the mean.';

/** Returns the notice of a prediction, with a tip if DrDAM is not predicted to be reliable. */
export function reliabilityNotice(reliability: Reliability, beta: number): Notice {
  const verdict = verdictOf(reliability, beta);
  const snr = Math.min(...reliability.signalToNoise).toPrecision(2);
  const summary =
    `${VERDICT_SUMMARY[verdict]}: signal to noise from ${snr}, noise wells ${reliability.noiseWells.toFixed(2)} of a memory's depth, ` +
    `pixel noise ${reliability.pixelNoise.toFixed(3)}, β ${String(beta)} with β* ${reliability.separatingBeta.toPrecision(3)}.`;
  const tips: Partial<Record<Verdict, string>> = {
    marginal: MORE_RELIABLE,
    unreliable: MORE_RELIABLE,
    merged: 'Raise β, or store fewer memories.',
    saturated: `T holds the equivalent of ${formatApproximate(reliability.effectiveMemories)} separate memories, but these features can hold only ${formatApproximate(maxEffectiveMemories(reliability))}. Store far fewer memories, or use far more features.`,
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
 * Measures in a finished run what `predictReliability` predicts: the mean error of DrDAM's energy at the
 * queries, and the root mean square distance between both models' final states in the same basin. `isWhole`
 * means that the run started at its queries, where both models have the same states, so their energies can be
 * compared. Values are null if unknown.
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
  const sameBasin = a.flatMap((basin, q) => (basin >= 0 && basin === b[q] ? [q] : []));
  const squares = sameBasin.map((q) =>
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
