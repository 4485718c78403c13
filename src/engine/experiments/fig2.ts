import { separatingBeta, squaredDistances } from '#shared/reliability';
import type { Experiment, ExperimentContext } from './experiment';
import type { PictureMemories } from './pictures';
import { pictureColumns, pictureMemories, pictureRow, pixelsOf } from './pictures';
import { rowOf } from '../vectors';
import { occludedQueries, pictureModelSpec, queryRange, recallInBoth, rmsDifference } from './recall';
import { drdamOperations } from './operations';

const paper = {
  side: 64,
  numMemories: 20,
  kept: 0.6,
  beta: 60,
  features: 200_000,
  stepSize: 0.1,
  steps: 1000,
};
const quick = { ...paper, steps: 150 };

/** The number of queries in one cell. */
const QUERIES_PER_CELL = 5;

/** Twenty memories in one vector: recall from three fifths of the pixels, and how many numbers each model holds. */
export const fig2: Experiment = {
  columns: {
    ...pictureColumns,
    query: 'number of the query, and of the memory it was made from',
    beta_star: 'below this beta the memories merge in either model',
    steps: 'number of steps',
    mrdam_nearest: 'memory nearest to the last state of MrDAM',
    drdam_nearest: 'memory nearest to the last state of DrDAM',
    mrdam_rms: 'root mean square difference of pixels between the last state of MrDAM and the memory',
    drdam_rms: 'the same of DrDAM',
    rms_between: 'the same between the last states of both models',
    mrdam_parameters: 'numbers that MrDAM holds: K D',
    drdam_parameters: 'numbers that DrDAM holds: the 2 Y of T',
    compression: 'drdam_parameters / mrdam_parameters',
    compression_paper: 'Y / (K D), as the paper counts',
  },
  async plan(context) {
    const setting = context.spec.quick ? quick : paper;
    const pictures = await pictureMemories(context, setting.numMemories, setting.side);
    const { items, dim } = pictures.memories;
    const groups = Array.from(
      { length: Math.ceil(items.length / QUERIES_PER_CELL) },
      (_, g) => g * QUERIES_PER_CELL,
    );
    return {
      data: pictures.data,
      stamp: pictures.stamp,
      cells: groups.map((first) => {
        const last = Math.min(first + QUERIES_PER_CELL, items.length);
        return {
          key: `queries ${String(first)} to ${String(last - 1)}`,
          operations: setting.steps * drdamOperations(last - first, setting.features, dim, 'auto'),
          run: () => recallGroup(context, setting, pictures, first, last),
        };
      }),
    };
  },
};

async function recallGroup(
  context: ExperimentContext,
  setting: typeof paper,
  pictures: PictureMemories,
  first: number,
  last: number,
) {
  const { beta, features, stepSize, steps, kept } = setting;
  const { memories, shape } = pictures;
  const { dim, states, items } = memories;
  const all = occludedQueries(memories, items.length, { share: 1 - kept, seed: context.spec.seed });
  const queries = queryRange(all, first, last);
  const spec = { ...pictureModelSpec(context, { numFeatures: features }), beta };
  const { mrdam, drdam } = await recallInBoth(context, spec, memories, queries, { stepSize, steps });
  const squares = squaredDistances(states, states, dim);
  const betaStar = separatingBeta({ memories: squares, numMemories: items.length });
  const shown: Record<string, Float32Array> = {};
  const rows = Array.from({ length: last - first }, (_, i) => {
    const query = first + i;
    const ends = { mrdam: rowOf(mrdam.states, i, dim), drdam: rowOf(drdam.states, i, dim) };
    const memory = rowOf(states, query, dim);
    shown[`query ${String(query)}`] = rowOf(queries.states, i, dim);
    shown[`drdam ${String(query)}`] = ends.drdam;
    shown[`mrdam ${String(query)}`] = ends.mrdam;
    return {
      ...pictureRow(context, pictures, setting),
      query,
      beta_star: betaStar,
      steps,
      mrdam_nearest: mrdam.nearest[i] ?? -1,
      drdam_nearest: drdam.nearest[i] ?? -1,
      mrdam_rms: rmsDifference(ends.mrdam, memory),
      drdam_rms: rmsDifference(ends.drdam, memory),
      rms_between: rmsDifference(ends.mrdam, ends.drdam),
      mrdam_parameters: items.length * dim,
      drdam_parameters: 2 * features,
      compression: (2 * features) / (items.length * dim),
      compression_paper: features / (items.length * dim),
    };
  });
  return { rows, pictures: Object.keys(shown), pixels: pixelsOf(Object.values(shown), shape) };
}
