import type { DescentReport } from '#shared/api';
import { squaredDistance } from '#shared/distances';
import type { Notice } from '#shared/progress';
import { mrdamDescents } from '#shared/mrdam-end';
import type { DescentSpec, ModelSpec } from '#shared/setup';
import type { Reliability } from '#shared/reliability';
import {
  clearBeta,
  freeCoordinates,
  maxEffectiveMemories,
  reliabilityFrom,
  reliabilitySettings,
} from '#shared/reliability';
import { formatApproximate } from '#shared/units';
import { Verdict } from '#shared/verdict';
import { yieldToEventLoop } from './cooperative-yield';
import { evaluate } from './descent/evaluate';
import type { DescentProblem } from './descent/problem';
import type { OutcomeTracker } from './descent/convergence';
import { mean } from './statistics';
import type { Runtime } from './graphs/runtime';
import { energyOutside } from './memories/subspace';
import type { OpenModels } from './energies/open-models';
import { rowOf } from './vectors';

/**
 * Returns the kernel sum at the end of MrDAM's descent of each query; null where it is not computed: among memories that
 * are streamed or too many, and where there is no verdict.
 */
export async function mrdamEndSums(
  { memories, queries: { states, clamped, dim } }: Pick<DescentProblem, 'memories' | 'queries'>,
  spec: ModelSpec,
  { stepSize, steps }: DescentSpec,
  signal: AbortSignal,
): Promise<(number | null)[]> {
  const isPredicted = memories && reliabilitySettings(spec)?.hasVerdict;
  const descents = isPredicted ? mrdamDescents(memories, states, clamped, dim) : null;
  if (!descents) return Array.from({ length: states.length / dim }, () => null);
  const sums: number[] = [];
  for (const descent of descents) {
    sums.push(descent.end({ beta: spec.beta, stepSize, steps }).kernelSum);
    await yieldToEventLoop(signal);
  }
  return sums;
}

/**
 * Predicts the reliability of DrDAM from T: K_eff is |T|^2, and the kernel sums at the queries follow from DrDAM's energy
 * there, so no memory is read. Returns null if the laws do not apply to the model. Cost: one evaluation of the energy, as
 * in a step.
 */
export async function predictReliability(
  { shards, subspace }: OpenModels,
  runtime: Runtime,
  spec: ModelSpec,
  { queries: { states, clamped, dim }, separatingBeta }: Pick<DescentProblem, 'queries' | 'separatingBeta'>,
  endSums: readonly (number | null)[],
  signal: AbortSignal,
): Promise<Reliability | null> {
  const laws = reliabilitySettings(spec);
  if (!laws) return null;
  const free = freeCoordinates(clamped, dim).map((one) => (subspace ? Math.min(one, subspace.size) : one));
  const perQuery: Pick<Reliability, 'signalToNoise' | 'queryWells' | 'endSums' | 'verdicts'> = {
    signalToNoise: [],
    queryWells: [],
    endSums: [],
    verdicts: [],
  };
  let [worst, errors]: [Reliability | null, number] = [null, 0];
  for (const { model, effectiveMemories, numFeatures } of shards) {
    if (effectiveMemories === null) return null;
    const { energies } = await evaluate(runtime, model, states, dim, signal);
    const queries = model.queries ?? [...energies.keys()];
    if (queries.length === 0) continue; // this shard has no query
    const inputs = {
      effectiveMemories,
      signals: queries.map((q) => {
        const outside = subspace ? energyOutside(subspace, rowOf(states, q, dim)) : 0;
        return Math.exp(-laws.beta * ((energies[q] ?? NaN) - outside));
      }),
      freeCoordinates: queries.map((q) => free[q] ?? NaN),
      separatingBeta,
      endSums: queries.map((q) => endSums[q] ?? null),
    };
    const ofShard = reliabilityFrom(inputs, { ...laws, numFeatures });
    queries.forEach((q, i) => {
      perQuery.signalToNoise[q] = ofShard.signalToNoise[i] ?? NaN;
      perQuery.queryWells[q] = ofShard.queryWells[i] ?? NaN;
      perQuery.endSums[q] = ofShard.endSums[i] ?? null;
      perQuery.verdicts[q] = ofShard.verdicts[i] ?? null;
    });
    errors += queries.length * ofShard.energyError;
    if (!worst || ofShard.noiseWells > worst.noiseWells) worst = ofShard;
  }
  return worst && { ...worst, ...perQuery, energyError: errors / perQuery.signalToNoise.length };
}

const VERDICT_SUMMARY: Readonly<Record<Verdict, string>> = {
  reliable: 'predicted to end where MrDAM does',
  marginal: 'marginal, so that DrDAM may end elsewhere',
  unreliable: 'predicted to end elsewhere than in MrDAM',
  merged: 'below β* and may end elsewhere than in MrDAM',
  saturated: 'lost, because DrDAM is saturated and can recall nothing',
};

const MORE_RELIABLE =
  'Use more features, store fewer memories, lower β, keep more pixels fixed, or fill with the mean.';

/** Returns the notice of a prediction, with a tip if any query is not predicted to be reliable. */
export function reliabilityNotice(reliability: Reliability, beta: number): Notice {
  const { verdicts, signalToNoise, noiseWells, pixelNoise, separatingBeta } = reliability;
  const countOf = (verdict: Verdict | null) => verdicts.filter((one) => one === verdict).length;
  const parts = Verdict.options.filter((verdict) => countOf(verdict) > 0);
  const summary = [
    ...parts.map(
      (verdict) =>
        `${String(countOf(verdict))} of ${String(verdicts.length)} queries ${countOf(verdict) === 1 ? 'is' : 'are'} ${VERDICT_SUMMARY[verdict]}`,
    ),
    ...(countOf(null) > 0 ? [`${String(countOf(null))} cannot be predicted`] : []),
  ].join('; ');
  const numbers =
    `signal to noise from ${Math.min(...signalToNoise).toPrecision(2)}, noise wells ${noiseWells.toFixed(2)} of a memory's depth, ` +
    `pixel noise ${pixelNoise.toFixed(3)}, β ${String(beta)} with β* ${separatingBeta.toPrecision(3)}`;
  const tips: Partial<Record<Verdict, string>> = {
    marginal: MORE_RELIABLE,
    unreliable: MORE_RELIABLE,
    merged: MORE_RELIABLE,
    saturated: `T holds the equivalent of ${formatApproximate(reliability.effectiveMemories)} separate memories, but these features can hold only ${formatApproximate(maxEffectiveMemories(reliability))}. Store far fewer memories, or use far more features.`,
  };
  const tip = parts.map((verdict) => tips[verdict]).findLast((text) => text !== undefined);
  return {
    id: 'trust',
    severity: tip === undefined ? 'info' : 'warning',
    summary: `${summary}: ${numbers}.`,
    ...(tip !== undefined && { tip }),
  };
}

/** Returns the notice of a beta below beta*; null above it. */
export function mergingNotice(beta: number, separatingBeta: number): Notice | null {
  if (beta >= separatingBeta) return null;
  return {
    id: 'merging',
    severity: 'warning',
    summary: `β ${String(beta)} is below β* = ${String(Number(separatingBeta.toPrecision(3)))}, where both models may end in blends of memories.`,
    tip: `Raise β to ${String(Math.ceil(clearBeta(separatingBeta)))}, which separates these memories, or store fewer.`,
  };
}

/**
 * Measures in a finished run what `predictReliability` predicts: the mean error of DrDAM's energy at the
 * queries, the root mean square distance between both models' final states in the same basin, and their distance for each query. `isWhole`
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
  if (!exact || !estimated) return { energyError: null, pixelNoise: null, endDistances: null };
  const basinsOf = ({ model }: OutcomeTracker) => reports[model]?.basins ?? [];
  const [a, b] = [basinsOf(exact), basinsOf(estimated)];
  const squares = a.map((_, q) =>
    squaredDistance(rowOf(exact.states, q, dim), rowOf(estimated.states, q, dim)),
  );
  const inSameBasin = squares.filter((_, q) => (a[q] ?? -1) >= 0 && a[q] === b[q]);
  const errors = exact.firstEnergies.map((energy, q) =>
    Math.abs(energy - (estimated.firstEnergies[q] ?? NaN)),
  );
  return {
    energyError: isWhole ? mean(errors) : null,
    pixelNoise: inSameBasin.length > 0 ? Math.sqrt(mean(inSameBasin)) : null,
    endDistances: squares.map((square) => (Number.isFinite(square) ? Math.sqrt(square) : null)),
  };
}
