import type { Experiment } from './experiment';
import { combinations, rowsCell } from './experiment';
import { paper as bitPatterns } from './fig3';
import { QUERY_KINDS } from './patterns';
import { measureRetrieval, retrievalColumns, retrievalWork } from './retrieval';

const paper = { ...bitPatterns, stepSize: 0.03, steps: 1000 };
/** A fifth of the memories has the noise of the paper's at a fifth of its features. */
const quick = {
  dims: [30, 100],
  betas: [10, 30, 50],
  features: [1e3, 4e3, 16e3],
  numMemories: 100,
  numQueries: 25,
  stepSize: 0.1,
  steps: 300,
};

/** Where both models end, from queries at, near and far from the memories, against Y, beta and D. */
export const fig4a: Experiment = {
  columns: retrievalColumns,
  plan(context) {
    const { dims, betas, features, ...rest } = context.spec.quick ? quick : paper;
    return Promise.resolve({
      data: `${String(rest.numMemories)} random bit patterns, seed ${String(context.spec.seed)}`,
      cells: combinations({ dim: dims, beta: betas, numFeatures: features, kind: QUERY_KINDS }).map(
        (choice) => {
          const setting = { ...choice, ...rest };
          const { dim, beta, numFeatures, kind } = choice;
          const key = `D ${String(dim)}, β ${String(beta)}, Y ${String(numFeatures)}, ${kind}`;
          return rowsCell(key, retrievalWork(setting), async () => [
            await measureRetrieval(context, setting),
          ]);
        },
      ),
    });
  },
};
