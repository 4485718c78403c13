import type { Row } from '#shared/experiments';
import type { DescentSpec, ModelSpec } from '#shared/setup';
import { predictReliability, stateDistances } from '#shared/reliability';
import type { Experiment, ExperimentContext } from './experiment';
import { rowsCell, stampOf } from './experiment';
import type { PictureMemories, PictureSetting } from './pictures';
import { pictureColumns, pictureMemories, pictureRow } from './pictures';
import { rowOf } from '../vectors';
import type { MemorySet } from '../memories/memory-set';
import type { RecallResult } from './recall';
import { occludedQueries, pictureModelSpec, recallIn, recallInBoth, rmsDifference } from './recall';
import { drdamOperations } from './operations';

interface Setting extends PictureSetting {
  readonly numMemories: number;
}

const SIDE = 64;
const base: Setting = { numMemories: 4, kept: 1 / 3, beta: 60, features: 180_000, stepSize: 0.1 };
const NUM_QUERIES = 4;

/** The values of each parameter, while all others keep their base value. */
const axes: Record<'paper' | 'quick', Record<Exclude<keyof Setting, 'stepSize' | 'fill'>, number[]>> = {
  paper: {
    kept: [0.1, 0.2, 0.5],
    beta: [30, 120, 240],
    numMemories: [8, 16, 64],
    features: [20_000, 60_000, 540_000],
  },
  quick: { kept: [0.15], beta: [120], numMemories: [16], features: [30_000] },
};

/** The number of groups of memories at the base setting, drawn with consecutive seeds. */
const GROUPS = { paper: 8, quick: 5 };
const STEPS = { paper: 300, quick: 120 };

/** A query counts as retrieved when DrDAM ends this close to MrDAM's fixed point at its memory (RMS of pixels). */
const RETRIEVED_RMS = 0.05;

interface Option {
  readonly name: string;
  /** Combines two options; left out of the quick settings. */
  readonly isCombined?: true;
  /** What the option changes at a setting; nothing in the paper's DrDAM. */
  readonly of: (setting: Setting) => {
    readonly fill?: PictureSetting['fill'];
    readonly drdam?: Partial<ModelSpec['drdam']>;
    readonly model?: Partial<ModelSpec>;
    readonly descent?: Partial<DescentSpec>;
  };
}

/** The subspace of all directions in which the memories differ. */
function principal(numMemories: number): Partial<ModelSpec['drdam']> {
  return { subspace: { kind: 'principal', size: Math.max(1, numMemories - 1) } };
}

const options: readonly Option[] = [
  { name: 'none (the paper)', of: () => ({}) },
  { name: 'fill: mean', of: () => ({ fill: 'mean' }) },
  { name: 'fill: noise', of: () => ({ fill: 'noise' }) },
  { name: 'beta schedule', of: ({ beta }) => ({ model: { schedule: [beta / 2, (3 * beta) / 4] } }) },
  { name: 'step clipping', of: () => ({ descent: { maxStep: 0.05 } }) },
  { name: 'subspace: principal', of: ({ numMemories }) => ({ drdam: principal(numMemories) }) },
  {
    name: 'subspace: principal, fill: mean',
    isCombined: true,
    of: ({ numMemories }) => ({ fill: 'mean', drdam: principal(numMemories) }),
  },
  {
    name: 'subspace: low frequencies',
    of: () => ({ drdam: { subspace: { kind: 'low-frequency', size: 300 } } }),
  },
  { name: 'two shards', of: () => ({ drdam: { shards: 2 } }) },
];

/** Where DrDAM recalls pictures, and how far each option that is not the paper's widens that. */
export const range: Experiment = {
  columns: {
    ...pictureColumns,
    option: 'which extension is on; all but the first go beyond the paper',
    axis: 'which parameter leaves the base setting',
    group: 'number of the group of memories, drawn by seed + group',
    steps: 'number of steps',
    n: 'number of queries',
    retrieved: `queries whose nearest memory is right and that end within an RMS of ${String(RETRIEVED_RMS)} of where MrDAM recalls it`,
    nearest_right: 'queries whose nearest memory is right',
    mrdam_retrieved: 'the same as retrieved for MrDAM, with the same start and schedule',
    rms_max: 'largest RMS of pixels between the last state of DrDAM and where MrDAM recalls the memory',
    rms_median: 'median of the same',
    stopped: 'queries that diverged and were stopped',
    clipped: 'queries that ended frozen at the clip',
    snr_min: 'predicted signal to noise, smallest of the queries (option off)',
    noise_wells: 'predicted depth of the wells in the noise (option off); that of a memory is 1',
    pixel_noise: 'predicted RMS noise of a recalled picture (option off)',
  },
  async plan(context) {
    const size = context.spec.quick ? 'quick' : 'paper';
    const { data } = await pictureMemories(context, base.numMemories, SIDE);
    const places = [
      ...Array.from({ length: GROUPS[size] }, (_, group) => {
        return { axis: 'base', value: `group ${String(group)}`, group, setting: base };
      }),
      ...Object.entries(axes[size]).flatMap(([axis, values]) =>
        values.map((value) => {
          return { axis, value: String(value), group: 0, setting: { ...base, [axis]: value } };
        }),
      ),
    ];
    // all are drawn now, so that a folder that changes later cannot mix two draws
    const drawn: ((typeof places)[number] & { pictures: PictureMemories })[] = [];
    for (const place of places) {
      const { setting, group } = place;
      const seed = context.spec.seed + group;
      drawn.push({ ...place, pictures: await pictureMemories(context, setting.numMemories, SIDE, seed) });
    }
    const tried = options.filter(({ isCombined }) => size === 'paper' || isCombined !== true);
    return {
      data: `groups of ${data}`,
      stamp: stampOf(
        [],
        drawn.map(({ pictures }) => pictures.stamp),
      ),
      cells: drawn.flatMap(({ axis, value, group, setting, pictures }) =>
        tried.map((option) => {
          const operations =
            STEPS[size] * drdamOperations(NUM_QUERIES, setting.features, 3 * SIDE ** 2, 'auto');
          return rowsCell(`${option.name}, ${axis} ${value}`, operations, async () => [
            await measure(context, option, setting, pictures, { axis, group, steps: STEPS[size] }),
          ]);
        }),
      ),
    };
  },
};

async function measure(
  context: ExperimentContext,
  option: Option,
  setting: Setting,
  pictures: PictureMemories,
  { axis, group, steps }: { axis: string; group: number; steps: number },
): Promise<Row> {
  const seed = context.spec.seed + group;
  const { memories } = pictures;
  const { states, dim, items } = memories;
  const count = Math.min(NUM_QUERIES, items.length);
  const { fill = 'black', drdam = {}, model = {}, descent = {} } = option.of(setting);
  const { beta, features, stepSize, kept } = setting;
  const queries = occludedQueries(memories, count, { share: 1 - kept, fill, seed });
  const rule = { stepSize, steps, ...descent };
  const spec = { ...pictureModelSpec(context, { numFeatures: features, ...drdam }), beta, ...model };
  const results = await recallInBoth(context, spec, memories, queries, rule);
  const plain = occludedQueries(memories, count, { share: 1 - kept, seed });
  const fixedPoints = await mrdamFixedPoints(context, beta, memories, plain.clamped);
  const distances = (ends: Float32Array) =>
    Array.from({ length: count }, (_, q) => rmsDifference(rowOf(ends, q, dim), rowOf(fixedPoints, q, dim)));
  const isRight = (nearest: readonly number[], q: number) => nearest[q] === q;
  const retrieved = ({ nearest, states: ends }: RecallResult) =>
    distances(ends).filter((distance, q) => distance <= RETRIEVED_RMS && isRight(nearest, q)).length;
  const trust = predictReliability(stateDistances(states, plain.states, plain.clamped, dim), {
    beta,
    numFeatures: features,
  });
  const sorted = distances(results.drdam.states).sort((a, b) => a - b);
  return {
    ...pictureRow(context, pictures, { ...setting, fill }),
    option: option.name,
    axis,
    group,
    steps,
    n: count,
    retrieved: retrieved(results.drdam),
    nearest_right: results.drdam.nearest.filter((_, q) => isRight(results.drdam.nearest, q)).length,
    mrdam_retrieved: retrieved(results.mrdam),
    rms_max: sorted.at(-1) ?? NaN,
    rms_median: sorted[Math.floor(sorted.length / 2)] ?? NaN,
    stopped: results.drdam.stopped.filter((step) => step >= 0).length,
    clipped: results.drdam.clipped.filter(Boolean).length,
    snr_min: Math.min(...trust.signalToNoise),
    noise_wells: trust.noiseWells,
    pixel_noise: trust.pixelNoise,
  };
}

/** Returns MrDAM's fixed points [n, dim] next to the memories, with the same pixels fixed. */
async function mrdamFixedPoints(
  context: ExperimentContext,
  beta: number,
  memories: MemorySet,
  clamped: Uint8Array,
): Promise<Float32Array> {
  const { states, dim } = memories;
  const queries = { states: states.slice(0, clamped.length), clamped, dim };
  const spec = { ...pictureModelSpec(context), beta };
  const rule = { stepSize: base.stepSize, steps: 300 };
  return (await recallIn(context, 'mrdam', spec, memories, queries, rule)).states;
}
