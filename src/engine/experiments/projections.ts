import type { Row } from '#shared/experiments';
import type { ExperimentContext } from './experiment';
import { patternColumns, patternRow } from './pattern-columns';
import { QUERY_KINDS } from './patterns';
import type { ProjectionName, ProjectionSetting, Sample } from './projection-samples';
import { PROJECTIONS, sampleProjections, TIMED_QUERIES } from './projection-samples';
import { confidenceInterval, interpolateLogLog, median } from '../statistics';
import { drdamOperations } from './operations';

/** Gaussian, orthogonal and structured rows of S compared over many draws. */

/** What two projections may have in common when their errors are compared. */
const EQUAL = {
  features: { of: 'number of features', value: ({ numFeatures }: Point) => numFeatures },
  time: { of: 'time of a step', value: ({ milliseconds }: Point) => milliseconds },
  memory: { of: 'number of bytes for S', value: ({ bytes }: Point) => bytes },
} as const;

const MEASURES = ['energy', 'gradient'] as const;

const ratioColumns = Object.fromEntries(
  MEASURES.flatMap((measure) =>
    Object.entries(EQUAL).flatMap(([name, { of }]) => {
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
) as Record<string, string>;

export const projectionColumns = {
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

/** All seeds of one projection, Y, beta and kind of query. */
interface Point {
  readonly numFeatures: number;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly samples: readonly Sample[];
}

/** Of `compareProjections`: the drawing of orthogonal rows, and the passes over all. */
export function projectionsWork(setting: ProjectionSetting): number {
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
  return numSeeds * passes.reduce((sum, work) => sum + work, drawing);
}

/** In units of work (work.ts): two passes over half of a block's rows, each a product and a difference. */
const ORTHOGONALITY = 20;

/** One row for each projection, Y, beta and kind of query. */
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
      const wanted = { projection, beta, queries, numFeatures };
      const those = samples.filter((one) =>
        Object.entries(wanted).every(([name, value]) => one[name as keyof Sample] === value),
      );
      const milliseconds = median(those.map((one) => one.milliseconds));
      return { numFeatures, milliseconds, bytes: those[0]?.bytes ?? NaN, samples: those };
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
  const entries = MEASURES.flatMap((measure) => {
    const { mean, half } = confidenceInterval(samples.map((one) => one[measure]));
    return [
      [`${measure}_rms`, mean],
      [`${measure}_rms_ci`, half],
    ];
  });
  return Object.fromEntries(entries) as Row;
}

/** Of each seed the error over that of the Gaussian curve of the same seed, at what is equal. */
function ratiosTo(gaussian: readonly Point[], point: Point): Row {
  const entries = MEASURES.flatMap((measure) =>
    Object.entries(EQUAL).flatMap(([name, { value }]) => {
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
  return Object.fromEntries(entries) as Row;
}
