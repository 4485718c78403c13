import type { Row } from '#shared/experiments';
import type { Experiment, ExperimentContext } from './experiment';
import { rowsCell } from './experiment';
import { patternColumns, patternRow, QUERY_KINDS } from './patterns';
import type { ProjectionName, ProjectionSetting, Sample } from './projection-samples';
import { PROJECTIONS, sampleProjections, TIMED_QUERIES } from './projection-samples';
import { confidenceInterval, interpolateLogLog, median } from '../statistics';
import { drdamOperations } from './operations';

/** What two projections may have in common when their errors are compared. */
const EQUAL = {
  features: { of: 'number of features', value: ({ numFeatures }: Point) => numFeatures },
  time: { of: 'time of a step', value: ({ milliseconds }: Point) => milliseconds },
  memory: { of: 'number of bytes for S', value: ({ bytes }: Point) => bytes },
} as const;

const MEASURES = ['energy', 'gradient'] as const;

const ratioColumns = Object.fromEntries(
  MEASURES.flatMap((measure) =>
    Object.entries(EQUAL).flatMap(([name, { of }]): [string, string][] => {
      const column = `${measure}_ratio_equal_${name}`;
      return [
        [
          column,
          `${measure}_rms over that of Gaussian rows of the same ${of}, which is read off between the measured ones: geometric mean over seeds; none where nothing that large or small was measured`,
        ],
        [`${column}_low`, 'lower end of its 95 % confidence interval'],
        [`${column}_high`, 'upper end of it'],
      ];
    }),
  ),
);

/** The columns of the comparison. */
const projectionColumns = {
  ...patternColumns,
  seed: 'first of the seeds of patterns, queries and S; they follow each other',
  seeds: 'number of seeds',
  snr: 'predicted signal to noise of Gaussian rows, median of queries and seeds: below 3 errors are those of a few queries',
  energy_rms: 'root mean square over queries of E DrDAM - E MrDAM, mean over seeds',
  energy_rms_ci: 'half of the 95 % confidence interval of that mean over seeds (Student)',
  gradient_rms: 'root mean square over queries of the norm of dE DrDAM - dE MrDAM, mean over seeds',
  gradient_rms_ci: 'half of the 95 % confidence interval of that mean over seeds (Student)',
  ms: `milliseconds for energy and gradient of ${String(TIMED_QUERIES)} states, which is a step: median over rounds and seeds of this run`,
  bytes: 'what stands for S: 4 Y D, or signs, norms and factors of the structured one',
  ...ratioColumns,
} as const;

/** The samples of all seeds at one projection, Y, beta and kind of query. */
interface Point {
  readonly numFeatures: number;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly samples: readonly Sample[];
}

/** The operations of `compareProjections`: drawing orthogonal rows, and evaluating with all. */
function projectionOperations(setting: ProjectionSetting): number {
  const { dim, betas, features, numMemories, numQueries, numSeeds } = setting;
  const passes = PROJECTIONS.flatMap((projection) =>
    features[projection].map((count) =>
      drdamOperations(
        betas.length * (numMemories + QUERY_KINDS.length * numQueries),
        count,
        dim,
        projection === 'structured' ? 'structured' : 'gaussian',
      ),
    ),
  );
  const drawing = ORTHOGONALITY * Math.max(...features.orthogonal) * dim ** 2;
  return numSeeds * passes.reduce((sum, operations) => sum + operations, drawing);
}

/** Operations to orthogonalise, for each number of S and dimension: two passes, each a product and a difference. */
const ORTHOGONALITY = 20;

/** Compares rows of S over many draws, and returns one row for each projection, Y, beta and kind of query. */
export async function compareProjections(
  context: ExperimentContext,
  setting: ProjectionSetting,
): Promise<Row[]> {
  const { betas, features, numSeeds } = setting;
  const samples: Sample[] = [];
  for (let i = 0; i < numSeeds; i++)
    samples.push(...(await sampleProjections(context, setting, context.spec.seed + i)));
  const curve = (projection: ProjectionName, beta: number, queries: string): Point[] =>
    features[projection].map((numFeatures) => {
      const matching = samples.filter(
        (sample) =>
          sample.projection === projection &&
          sample.beta === beta &&
          sample.queries === queries &&
          sample.numFeatures === numFeatures,
      );
      const milliseconds = median(matching.map((sample) => sample.milliseconds));
      return { numFeatures, milliseconds, bytes: matching[0]?.bytes ?? NaN, samples: matching };
    });
  return betas.flatMap((beta) =>
    QUERY_KINDS.flatMap((queries) => {
      const gaussian = curve('gaussian', beta, queries);
      return PROJECTIONS.flatMap((projection) =>
        curve(projection, beta, queries).map((point): Row => ({
          ...patternRow(context, { ...setting, numFeatures: point.numFeatures, beta, queries }),
          projection,
          seeds: numSeeds,
          snr: median(point.samples.map(({ signalToNoise }) => signalToNoise)),
          ...errorsOf(point),
          ms: point.milliseconds,
          bytes: point.bytes,
          ...ratiosTo(gaussian, point),
        })),
      );
    }),
  );
}

function errorsOf({ samples }: Point): Row {
  const entries = MEASURES.flatMap((measure): [string, number | null][] => {
    const { mean, half } = confidenceInterval(samples.map((one) => one[measure]));
    return [
      [`${measure}_rms`, mean],
      [`${measure}_rms_ci`, half],
    ];
  });
  return Object.fromEntries(entries);
}

/** Returns the error over that of Gaussian rows of the same seed, where features, time or memory are equal. */
function ratiosTo(gaussian: readonly Point[], point: Point): Row {
  const entries = MEASURES.flatMap((measure) =>
    Object.entries(EQUAL).flatMap(([name, { value }]): [string, number | null][] => {
      const logs = point.samples.map((one, i) => {
        const errors = gaussian.map(({ samples }) => samples[i]?.[measure] ?? NaN);
        const other = interpolateLogLog(gaussian.map(value), errors, value(point));
        return other === null ? NaN : Math.log(one[measure] / other);
      });
      const { mean, half } = confidenceInterval(logs);
      const column = `${measure}_ratio_equal_${name}`;
      const shown = (log: number) => (Number.isFinite(log) ? Math.exp(log) : null);
      return [
        [column, shown(mean)],
        [`${column}_low`, shown(mean - (half ?? NaN))],
        [`${column}_high`, shown(mean + (half ?? NaN))],
      ];
    }),
  );
  return Object.fromEntries(entries);
}

/** The settings that all sizes share. */
const shared = { betas: [10, 30], numMemories: 20, numQueries: 20 };

/** Y, and the largest Y with explicit rows: to draw orthogonal ones takes O(Y D^2). */
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
        return rowsCell(`D ${String(dim)}`, projectionOperations(setting), () =>
          compareProjections(context, setting),
        );
      }),
    });
  },
};
