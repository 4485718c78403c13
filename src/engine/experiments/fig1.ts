import type { ModelName } from '#shared/setup';
import type { Experiment, ExperimentContext } from './experiment';
import type { PictureMemories } from './pictures';
import { pictureColumns, pictureRow } from './picture-columns';
import { pictureMemories, pixelsOf, stateOf } from './pictures';
import { modelOf, occluded, recall } from './recall';
import { drdamOperations } from './operations';

/** The paper's; quick is the same, because it takes seconds. */
const setting = {
  side: 64,
  numMemories: 4,
  kept: 0.33,
  beta: 60,
  features: 180_000,
  stepSize: 0.1,
  steps: 300,
};

/** Recall of four pictures from a third of their pixels: energies of every step, and what both models recall. */
export const fig1: Experiment = {
  columns: {
    ...pictureColumns,
    model: 'mrdam or drdam',
    query: 'number of the query, and of the memory it was made from',
    step: 'step of the descent',
    energy: 'energy of the state at that step',
    nearest: 'memory nearest to the last state',
    distance: 'root mean square difference of its pixels to the last state',
  },
  async plan(context) {
    const pictures = await pictureMemories(context, setting.numMemories, setting.side);
    const { dim, items } = pictures.memories;
    const work = setting.steps * drdamOperations(items.length, setting.features, dim, 'auto');
    return {
      data: pictures.data,
      stamp: pictures.stamp,
      cells: [
        { key: 'MrDAM', work: work / 50, run: () => fallIn('mrdam', context, pictures) },
        { key: 'DrDAM', work, run: () => fallIn('drdam', context, pictures) },
      ],
    };
  },
};

async function fallIn(model: ModelName, context: ExperimentContext, pictures: PictureMemories) {
  const { memories, shape } = pictures;
  const { dim, states } = memories;
  const { beta, features, stepSize, steps, kept } = setting;
  const count = memories.items.length;
  const queries = occluded(memories, count, { share: 1 - kept, seed: context.spec.seed });
  const spec = { ...modelOf(context, { numFeatures: features }), models: [model], beta };
  const { [model]: fallen } = await recall(context, spec, memories, queries, { stepSize, steps });
  const rows = Array.from({ length: (steps + 1) * count }, (_, i) => {
    const [step, query] = [Math.floor(i / count), i % count];
    return {
      ...pictureRow(context, pictures, setting),
      model,
      query,
      step,
      energy: fallen.energies[i] ?? NaN,
      nearest: fallen.nearest[query] ?? -1,
      distance: fallen.distances[query] ?? NaN,
    };
  });
  const shown = Array.from({ length: count }, (_, q) => ({
    [`${model} ${String(q)}`]: stateOf(fallen.states, q, dim),
    ...(model === 'mrdam' && {
      [`query ${String(q)}`]: stateOf(queries.states, q, dim),
      [`memory ${String(q)}`]: stateOf(states, q, dim),
    }),
  }));
  const named = Object.assign({}, ...shown) as Record<string, Float32Array>;
  return { rows, pictures: Object.keys(named), pixels: pixelsOf(Object.values(named), shape) };
}
