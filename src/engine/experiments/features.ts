import type { Experiment } from './experiment';
import { rowsCell } from './experiment';
import { compareProjections, projectionColumns, projectionsWork } from './projections';

const shared = { betas: [10, 30], numMemories: 20, numQueries: 20 };

/** Y, and the largest of them that explicit rows are drawn for: orthogonal ones take O(Y D^2). */
const quick = {
  counts: [128, 512, 2048, 8192, 32_768],
  cases: [
    { dim: 12, gaussian: 32_768, orthogonal: 32_768 },
    { dim: 64, gaussian: 32_768, orthogonal: 32_768 },
    { dim: 256, gaussian: 8192, orthogonal: 8192 },
    { dim: 512, gaussian: 8192, orthogonal: 2048 },
  ],
  numSeeds: 8,
};
const full = {
  counts: [...quick.counts, 131_072],
  cases: [
    { dim: 12, gaussian: 131_072, orthogonal: 131_072 },
    { dim: 64, gaussian: 131_072, orthogonal: 131_072 },
    { dim: 256, gaussian: 131_072, orthogonal: 32_768 },
    { dim: 1024, gaussian: 32_768, orthogonal: 8192 },
  ],
  numSeeds: 20,
};

/** Gaussian, orthogonal and structured rows of S: errors at equal Y, at equal time and at equal memory. */
export const features: Experiment = {
  columns: projectionColumns,
  plan(context) {
    const { counts, cases, numSeeds } = context.spec.quick ? quick : full;
    const upTo = (most: number) => counts.filter((count) => count <= most);
    return Promise.resolve({
      data: `${String(shared.numMemories)} random bit patterns, ${String(numSeeds)} seeds from ${String(context.spec.seed)}`,
      cells: cases.map(({ dim, gaussian, orthogonal }) => {
        const features = { gaussian: upTo(gaussian), orthogonal: upTo(orthogonal), structured: counts };
        const setting = { dim, features, numSeeds, ...shared };
        return rowsCell(`D ${String(dim)}`, projectionsWork(setting), () =>
          compareProjections(context, setting),
        );
      }),
    });
  },
};
