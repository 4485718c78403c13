import type { Experiment, ExperimentContext } from './experiment';
import type { PictureMemories } from './pictures';
import { pictureColumns, pictureMemories, pictureRow, pixelsOf, samplePictures } from './pictures';
import { rowOf } from '../vectors';
import { occludedQueries, pictureModelSpec, recallIn } from './recall';
import { drdamOperations } from './operations';

/**
 * Four pictures of the sample that both models recall at the paper's setting, as they recall those of its Figure 1, and
 * MrDAM also at twice its beta. Of a hundred random draws they show it most clearly (docs/figures.md).
 */
const SAMPLE_PICTURES = [
  'animals/flamingo.png',
  'food/grapes.png',
  'things/anchor.png',
  'animals/octopus.png',
];

/** The paper's beta, and a higher one, at which Y features no longer suffice. */
const BETAS = [60, 120];

/** The paper's settings. The quick ones are the same, because they take seconds. */
const setting = {
  side: 64,
  numMemories: 4,
  kept: 0.33,
  features: 180_000,
  stepSize: 0.1,
  steps: 300,
};

/**
 * Recall of four pictures from a third of their pixels, at the paper's beta and at twice it: energies of every step, and
 * what both models recall.
 */
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
    const { numMemories, side } = setting;
    const pictures = await (context.spec.images
      ? pictureMemories(context, numMemories, side)
      : samplePictures(context, SAMPLE_PICTURES, side));
    const { dim, items } = pictures.memories;
    const operations = setting.steps * drdamOperations(items.length, setting.features, dim, 'auto');
    return {
      data: pictures.data,
      stamp: pictures.stamp,
      cells: BETAS.flatMap((beta) => [
        {
          key: `MrDAM, β ${String(beta)}`,
          operations: operations / 50,
          run: () => recallPictures('mrdam', beta, context, pictures),
        },
        {
          key: `DrDAM, β ${String(beta)}`,
          operations,
          run: () => recallPictures('drdam', beta, context, pictures),
        },
      ]),
    };
  },
};

async function recallPictures(
  model: 'mrdam' | 'drdam',
  beta: number,
  context: ExperimentContext,
  pictures: PictureMemories,
) {
  const { memories, shape } = pictures;
  const { dim, states } = memories;
  const { features, stepSize, steps, kept } = setting;
  const count = memories.items.length;
  const queries = occludedQueries(memories, count, { share: 1 - kept, seed: context.spec.seed });
  const spec = { ...pictureModelSpec(context, { numFeatures: features }), beta };
  const result = await recallIn(context, model, spec, memories, queries, { stepSize, steps });
  const rows = Array.from({ length: (steps + 1) * count }, (_, i) => {
    const [step, query] = [Math.floor(i / count), i % count];
    return {
      ...pictureRow(context, pictures, { ...setting, beta }),
      model,
      query,
      step,
      energy: result.energies[i] ?? NaN,
      nearest: result.nearest[query] ?? -1,
      distance: result.distances[query] ?? NaN,
    };
  });
  const shown = Object.fromEntries(
    Array.from({ length: count }, (_, q): [string, Float32Array][] => [
      [`${model} ${String(q)}`, rowOf(result.states, q, dim)],
      // queries and memories are the same in every cell
      ...(model === 'mrdam'
        ? ([
            [`query ${String(q)}`, rowOf(queries.states, q, dim)],
            [`memory ${String(q)}`, rowOf(states, q, dim)],
          ] satisfies [string, Float32Array][])
        : []),
    ]).flat(),
  );
  return { rows, pictures: Object.keys(shown), pixels: pixelsOf(Object.values(shown), shape) };
}
