import type { RecallAxes, Row } from '#shared/experiments';
import { DEFAULT_RECALL_AXES } from '#shared/experiments';
import { countRecalled } from '#shared/recall-count';
import type { Corruption } from '#shared/setup';
import type { QueryStates } from '../memories/queries';
import { makeQueries } from '../memories/queries';
import { mean, meanRate } from '../statistics';
import { rowOf } from '../vectors';
import type { Experiment, ExperimentContext } from './experiment';
import { combinations, rowsCell, stampOf } from './experiment';
import { drdamOperations } from './operations';
import type { PictureMemories } from './pictures';
import { pictureColumns, pictureMemories, pictureRow } from './pictures';
import type { RecallResult } from './recall';
import { pictureModelSpec, recallInBoth, rmsDifference } from './recall';

/** A point of a curve; every seed of it draws other pictures, corruptions and features. */
interface RecallPoint {
  readonly corruption: RecallAxes['corruption'];
  /** The share that is occluded or flipped, or the sigma of the noise in pixel units. */
  readonly level: number;
  readonly beta: number;
  readonly numFeatures: number;
  readonly steps: number;
}

const NUM_QUERIES = 8;
const STEP_SIZE = 0.1;

const quick = {
  side: 32,
  numSeeds: 3,
  steps: 100,
  base: { beta: 120, features: 30_000, memories: 8 },
  curves: { beta: [30, 60, 120], features: [10_000, 30_000, 90_000], memories: [4, 8, 32] },
  levels: {
    occlude: [0, 0.25, 0.5, 0.65, 0.8, 0.95],
    noise: [0, 0.1, 0.2, 0.3, 0.4, 0.6],
    flip: [0, 0.05, 0.1, 0.2, 0.3, 0.4],
  },
};
const full: typeof quick = {
  side: 64,
  numSeeds: 8,
  steps: 300,
  base: { beta: 120, features: 180_000, memories: 8 },
  curves: {
    beta: [30, 60, 120, 240],
    features: [20_000, 60_000, 180_000, 540_000],
    memories: [4, 8, 32, 128],
  },
  levels: {
    occlude: [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    noise: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8],
    flip: [0, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5],
  },
};

/** The recall rate of both models against the corruption of the queries. */
export const recallRate: Experiment = {
  columns: {
    ...pictureColumns,
    seed: 'first seed of pictures, corruptions and S',
    seeds: 'number of seeds, consecutive from the first',
    steps: 'number of steps',
    corruption: 'how queries are corrupted: occlude (bottom), noise, flip',
    level: 'share of the pixels that is occluded or flipped; sigma of the noise, pixels 0 to 1',
    curves: 'parameter that the curves of the figure differ in',
    model: 'mrdam or drdam',
    n: 'number of queries, of all seeds together',
    recalled: 'how many of them ended at the memory that they were made from',
    recall_rate: 'their share, the mean over the seeds',
    recall_rate_se: 'its standard error over the seeds',
    mean_distance: 'mean RMS of pixels between the last state and the memory that the query was made from',
  },
  async plan(context) {
    const { spec } = context;
    const axes = spec.recall ?? DEFAULT_RECALL_AXES;
    const size = spec.quick ? quick : full;
    const { numSeeds, steps } = size;
    const curves = await curvesOf(context, axes.curves, size);
    const largest = curves.at(-1)?.groups ?? [];
    const levels = size.levels[axes.corruption];
    return {
      data: `${largest[0]?.data ?? ''} to ${String(spec.seed + numSeeds - 1)}`,
      stamp: stampOf(
        [],
        curves.flatMap(({ groups }) => groups.map(({ stamp }) => stamp)),
      ),
      cells: combinations({ curve: curves, level: levels }).map(({ curve, level }) => {
        const { label, beta, numFeatures, groups } = curve;
        const { dim, items } = groups[0].memories;
        const count = Math.min(NUM_QUERIES, items.length);
        const operations = numSeeds * steps * drdamOperations(count, numFeatures, dim, 'auto');
        return rowsCell(`${label}, ${axes.corruption} ${String(level)}`, operations, () =>
          measureRecall(context, { corruption: axes.corruption, level, beta, numFeatures, steps }, groups),
        );
      }),
    };
  },
};

/** Pictures drawn by consecutive seeds, at least one group. */
type Groups = readonly [PictureMemories, ...PictureMemories[]];

interface RecallCurve {
  readonly label: string;
  readonly beta: number;
  readonly numFeatures: number;
  readonly groups: Groups;
}

/** Returns a curve for each value of a parameter. A set with fewer pictures than K has fewer curves over K. */
async function curvesOf(
  context: ExperimentContext,
  varied: RecallAxes['curves'],
  { side, numSeeds, base, curves }: typeof quick,
): Promise<RecallCurve[]> {
  const draw = async (count: number): Promise<Groups> => {
    const [seed, ...others] = Array.from({ length: numSeeds }, (_, i) => context.spec.seed + i);
    const drawn: [PictureMemories, ...PictureMemories[]] = [
      await pictureMemories(context, count, side, seed),
    ];
    for (const other of others) drawn.push(await pictureMemories(context, count, side, other));
    return drawn;
  };
  const { beta, features: numFeatures } = base;
  if (varied === 'memories') {
    const byCount = new Map<number, Groups>();
    for (const count of curves.memories) {
      const groups = await draw(count);
      byCount.set(groups[0].memories.items.length, groups);
    }
    return [...byCount].map(([count, groups]) => ({
      label: `K ${String(count)}`,
      beta,
      numFeatures,
      groups,
    }));
  }
  const groups = await draw(base.memories);
  if (varied === 'beta')
    return curves.beta.map((value) => ({ label: `β ${String(value)}`, beta: value, numFeatures, groups }));
  return curves.features.map((value) => ({ label: `Y ${String(value)}`, beta, numFeatures: value, groups }));
}

/** Returns a row for each model, over groups of memories that were drawn by consecutive seeds. */
async function measureRecall(context: ExperimentContext, point: RecallPoint, groups: Groups): Promise<Row[]> {
  const { beta, numFeatures, level, corruption, steps } = point;
  const { seed: firstSeed, recall = DEFAULT_RECALL_AXES } = context.spec;
  const ends: { pictures: PictureMemories; results: { mrdam: RecallResult; drdam: RecallResult } }[] = [];
  for (const [i, pictures] of groups.entries()) {
    const seed = firstSeed + i;
    const spec = { ...pictureModelSpec(context, { numFeatures, seed }), beta };
    const queries = corruptedQueries(pictures, point, seed);
    const rule = { stepSize: STEP_SIZE, steps };
    ends.push({ pictures, results: await recallInBoth(context, spec, pictures.memories, queries, rule) });
  }
  return (['mrdam', 'drdam'] as const).map((model) => {
    const counts = ends.map(({ results: { [model]: result } }) =>
      countRecalled(
        result,
        result.nearest.map((_, q) => q),
      ),
    );
    const distances = ends.flatMap(({ pictures: { memories }, results: { [model]: result } }) =>
      result.nearest.map((_, q) =>
        rmsDifference(rowOf(result.states, q, memories.dim), rowOf(memories.states, q, memories.dim)),
      ),
    );
    const rate = meanRate(counts.map(({ recalled, queries }) => ({ count: recalled, of: queries })));
    return {
      ...pictureRow(context, groups[0], {
        beta,
        features: numFeatures,
        stepSize: STEP_SIZE,
        kept: corruption === 'occlude' ? 1 - level : 0,
        fill: 'mean',
      }),
      seeds: groups.length,
      steps,
      corruption,
      level,
      curves: recall.curves,
      model,
      n: counts.reduce((sum, { queries }) => sum + queries, 0),
      recalled: counts.reduce((sum, { recalled }) => sum + recalled, 0),
      recall_rate: rate.mean,
      recall_rate_se: rate.error,
      mean_distance: mean(distances),
    };
  });
}

/** Returns the first memories corrupted; the pixels that an occlusion leaves are fixed, and none otherwise. */
function corruptedQueries(
  { memories: { states, dim, shape } }: PictureMemories,
  { corruption, level }: RecallPoint,
  seed: number,
): QueryStates {
  const kinds: Record<RecallPoint['corruption'], Corruption> = {
    occlude: { kind: 'side', side: 'bottom', fraction: level },
    noise: { kind: 'noise', sigma: level },
    flip: { kind: 'flip', fraction: level },
  };
  const clamp = corruption === 'occlude';
  const corruptions = [kinds[corruption]];
  return makeQueries(states, dim, shape, {
    from: 'memories',
    count: NUM_QUERIES,
    corruptions,
    fill: 'mean',
    clamp,
    seed,
  });
}
