import { errorColumns, errorsWork, measureErrors } from './errors';
import type { Experiment } from './experiment';
import { combinations, rowsCell } from './experiment';

const paper = {
  dims: [30, 100, 1000],
  betas: [10, 30, 40, 50],
  counts: [50, 100, 200, 400, 650, 1000],
  features: 2e5,
};
const quick = { dims: [30, 100], betas: [10, 30, 50], counts: [50, 100, 200, 400], features: 4e4 };
const NUM_QUERIES = 50;

/** Error of energy and gradient against the number of memories. */
export const fig5: Experiment = {
  columns: errorColumns,
  plan(context) {
    const { dims, betas, counts, features } = context.spec.quick ? quick : paper;
    return Promise.resolve({
      data: `random bit patterns, seed ${String(context.spec.seed)}`,
      cells: combinations({ dim: dims, beta: betas, numMemories: counts }).map((choice) => {
        const setting = { ...choice, features: [features], numQueries: NUM_QUERIES };
        const key = `D ${String(choice.dim)}, β ${String(choice.beta)}, K ${String(choice.numMemories)}`;
        return rowsCell(key, errorsWork(setting), () => measureErrors(context, setting));
      }),
    });
  },
};
