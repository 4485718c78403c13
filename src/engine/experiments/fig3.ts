import { errorColumns, errorsWork, measureErrors } from './errors';
import type { Experiment } from './experiment';
import { combinations, rowsCell } from './experiment';

/** The paper's, of Figure 4A too. */
export const paper = {
  dims: [30, 100, 500],
  betas: [10, 30, 40, 50],
  features: [5e3, 4e4, 8e4, 12e4, 16e4, 2e5, 3e5, 4e5, 5e5],
  numMemories: 500,
  numQueries: 500,
};
const quick = {
  ...paper,
  dims: [30, 100, 300],
  betas: [10, 30, 50],
  features: [5e3, 1e4, 2e4, 4e4, 8e4],
  numQueries: 100,
};

/** Error of energy and gradient against Y, beta and D, at, near and far from the memories. */
export const fig3: Experiment = {
  columns: errorColumns,
  plan(context) {
    const { dims, betas, features, numMemories, numQueries } = context.spec.quick ? quick : paper;
    return Promise.resolve({
      data: `${String(numMemories)} random bit patterns, seed ${String(context.spec.seed)}`,
      cells: combinations({ dim: dims, beta: betas }).map(({ dim, beta }) => {
        const setting = { dim, beta, features, numMemories, numQueries };
        const key = `D ${String(dim)}, β ${String(beta)}`;
        return rowsCell(key, errorsWork(setting), () => measureErrors(context, setting));
      }),
    });
  },
};
