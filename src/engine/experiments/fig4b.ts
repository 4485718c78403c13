import { predictReliability, stateDistances } from '#shared/reliability';
import type { Experiment, ExperimentContext } from './experiment';
import { combinations } from './experiment';
import type { PictureMemories } from './pictures';
import { pictureColumns, pictureMemories, pictureRow, pixelsOf } from './pictures';
import { rowOf } from '../vectors';
import { occludedQueries, pictureModelSpec, queryRange, recallIn, rmsDifference } from './recall';
import { drdamOperations } from './operations';

const paper = {
  side: 32,
  numMemories: 10,
  shown: 0.5,
  betas: [40, 60, 70, 75, 80],
  features: [10_000, 40_000, 90_000, 160_000, 360_000],
  stepSize: 0.1,
  mrdamSteps: 400,
  drdamSteps: 3600,
};
const quick = { ...paper, betas: [40, 60, 80], features: [10_000, 40_000, 160_000], drdamSteps: 400 };
/** The number of the memory that the query is made from. */
const QUERY = 6;

/** One picture recalled from its upper half, over beta and Y. */
export const fig4b: Experiment = {
  columns: {
    ...pictureColumns,
    mrdam_steps: 'number of steps of MrDAM',
    drdam_steps: 'number of steps of DrDAM',
    query: 'number of the memory that the query was made from',
    psnr: 'decibels: 20 log10(1 / rms), between the last states of DrDAM and MrDAM, pixels 0 to 1',
    rms: 'root mean square difference of pixels between the last states of both models',
    psnr_memory: 'decibels between the last state of DrDAM and the memory',
    mrdam_psnr_memory: 'decibels between the last state of MrDAM and the memory',
    mrdam_nearest: 'memory nearest to the last state of MrDAM',
    drdam_nearest: 'memory nearest to the last state of DrDAM',
    drdam_stopped: 'step at which DrDAM diverged and was stopped; -1 where it did not',
    drdam_clipped: 'true where the last state of DrDAM is frozen at the clip',
    snr: 'predicted signal to noise at the query',
    noise_wells: 'predicted depth of the wells in the noise; that of a memory is 1',
    pixel_noise: 'predicted root mean square noise of a recalled picture',
  },
  async plan(context) {
    const setting = context.spec.quick ? quick : paper;
    const pictures = await pictureMemories(context, setting.numMemories, setting.side);
    return {
      data: pictures.data,
      stamp: pictures.stamp,
      cells: combinations({ beta: setting.betas, features: setting.features }).map(({ beta, features }) => ({
        key: `β ${String(beta)}, Y ${String(features)}`,
        operations: setting.drdamSteps * drdamOperations(1, features, pictures.memories.dim, 'auto'),
        run: () => reconstruct(context, setting, pictures, beta, features),
      })),
    };
  },
};

async function reconstruct(
  context: ExperimentContext,
  setting: typeof paper,
  pictures: PictureMemories,
  beta: number,
  features: number,
) {
  const { stepSize, mrdamSteps, drdamSteps } = setting;
  const { memories, shape } = pictures;
  const { dim, items, states } = memories;
  const query = Math.min(QUERY, items.length - 1);
  const all = occludedQueries(memories, items.length, { share: 1 - setting.shown, seed: context.spec.seed });
  const queries = queryRange(all, query, query + 1);
  const spec = { ...pictureModelSpec(context, { numFeatures: features }), beta };
  const recallWith = (model: 'mrdam' | 'drdam', steps: number) =>
    recallIn(context, model, spec, memories, queries, { stepSize, steps });
  const mrdam = await recallWith('mrdam', mrdamSteps);
  const drdam = await recallWith('drdam', drdamSteps);
  const memory = rowOf(states, query, dim);
  const between = rmsDifference(drdam.states, mrdam.states);
  const trust = predictReliability(stateDistances(states, queries.states, queries.clamped, dim), {
    beta,
    numFeatures: features,
  });
  const row = {
    ...pictureRow(context, pictures, { beta, features, stepSize, kept: setting.shown }),
    mrdam_steps: mrdamSteps,
    drdam_steps: drdamSteps,
    query,
    psnr: decibels(between),
    rms: between,
    psnr_memory: decibels(rmsDifference(drdam.states, memory)),
    mrdam_psnr_memory: decibels(rmsDifference(mrdam.states, memory)),
    mrdam_nearest: mrdam.nearest[0] ?? -1,
    drdam_nearest: drdam.nearest[0] ?? -1,
    drdam_stopped: drdam.stopped[0] ?? -1,
    drdam_clipped: drdam.clipped[0] ?? false,
    snr: trust.signalToNoise[0] ?? NaN,
    noise_wells: trust.noiseWells,
    pixel_noise: trust.pixelNoise,
  };
  const named = { query: queries.states, drdam: drdam.states, mrdam: mrdam.states, memory };
  return { rows: [row], pictures: Object.keys(named), pixels: pixelsOf(Object.values(named), shape) };
}

function decibels(difference: number): number {
  return 20 * Math.log10(1 / difference);
}
