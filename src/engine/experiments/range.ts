import type { Row } from '#shared/experiments';
import type { DescentSpec, ModelSpec } from '#shared/setup';
import { predictTrust, spreadOf } from '#shared/reliability';
import type { Experiment, ExperimentContext } from './experiment';
import { rowsCell } from './experiment';
import type { PictureSetting } from './picture-columns';
import { pictureColumns, pictureRow } from './picture-columns';
import type { Memories } from '../memories/memory-set';
import type { PictureMemories } from './pictures';
import { pictureMemories, stateOf } from './pictures';
import { modelOf, occluded, recall, rms } from './recall';
import { stampOf } from './stamp';
import { drdamOperations } from './operations';

/** Where DrDAM recalls pictures, and how far each option that is not the paper's widens that. */

interface Setting extends PictureSetting {
  readonly numMemories: number;
}

const SIDE = 64;
const base: Setting = { numMemories: 4, kept: 1 / 3, beta: 60, features: 180_000, stepSize: 0.1 };
const NUM_QUERIES = 4;

/** From the middle of the range outwards: one parameter leaves the base at a time. */
const axes: Record<'paper' | 'quick', Record<Exclude<keyof Setting, 'stepSize' | 'fill'>, number[]>> = {
  paper: {
    kept: [0.1, 0.2, 0.5],
    beta: [30, 120, 240],
    numMemories: [8, 16, 64],
    features: [20_000, 60_000, 540_000],
  },
  quick: { kept: [0.15], beta: [120], numMemories: [16], features: [30_000] },
};

/** Groups of memories at the base setting, drawn by seeds that follow each other. */
const GROUPS = { paper: 8, quick: 5 };
const STEPS = { paper: 300, quick: 120 };

/** A query counts as retrieved when DrDAM ends this near to where MrDAM holds its memory (RMS of pixels). */
const RETRIEVED_RMS = 0.05;

interface Option {
  readonly name: string;
  /** Two at once: left out where time is short. */
  readonly isCombined?: true;
  /** Off is the paper's DrDAM. */
  readonly of: (setting: Setting) => {
    readonly fill?: PictureSetting['fill'];
    readonly drdam?: Partial<ModelSpec['drdam']>;
    readonly model?: Partial<ModelSpec>;
    readonly descent?: Partial<DescentSpec>;
  };
}

/** All directions in which the memories differ. */
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

export const range: Experiment = {
  columns: {
    ...pictureColumns,
    option: 'what is on: all but the first are ours, not the paper',
    axis: 'which parameter leaves the base setting',
    group: 'number of the group of memories, drawn by seed + group',
    steps: 'number of steps',
    n: 'number of queries',
    retrieved: `queries whose nearest memory is right and whose RMS to where MrDAM holds it is at most ${String(RETRIEVED_RMS)}`,
    nearest_right: 'queries whose nearest memory is right',
    mrdam_retrieved: 'the same as retrieved for MrDAM, with the same start and schedule',
    rms_max: 'largest RMS of pixels between the last state of DrDAM and where MrDAM holds the memory',
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
      ...Array.from({ length: GROUPS[size] }, (_, group) => ({ axis: 'base', group, setting: base })),
      ...Object.entries(axes[size]).flatMap(([axis, values]) =>
        values.map((value) => ({ axis, group: 0, setting: { ...base, [axis]: value } })),
      ),
    ];
    // all are drawn now: a folder that changes on the way cannot mix two draws
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
      cells: drawn.flatMap(({ axis, group, setting, pictures }) =>
        tried.map((option) => {
          const value = axis === 'base' ? `group ${String(group)}` : String(setting[axis as keyof Setting]);
          const work = STEPS[size] * drdamOperations(NUM_QUERIES, setting.features, 3 * SIDE ** 2, 'auto');
          return rowsCell(`${option.name}, ${axis} ${value}`, work, async () => [
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
  const queries = occluded(memories, count, { share: 1 - kept, fill, seed });
  const rule = { stepSize, steps, ...descent };
  const spec = { ...modelOf(context, { numFeatures: features, ...drdam }), beta, ...model };
  const fallen = await recall(context, spec, memories, queries, rule);
  const plain = occluded(memories, count, { share: 1 - kept, seed });
  const held = await heldByMrdam(context, beta, memories, plain.clamped);
  const distances = (ends: Float32Array) =>
    Array.from({ length: count }, (_, q) => rms(stateOf(ends, q, dim), stateOf(held, q, dim)));
  const isRight = (nearest: readonly number[], q: number) => nearest[q] === q;
  const retrieved = ({ nearest, states: ends }: typeof fallen.drdam) =>
    distances(ends).filter((far, q) => far <= RETRIEVED_RMS && isRight(nearest, q)).length;
  const trust = predictTrust(spreadOf(states, plain.states, plain.clamped, dim), {
    beta,
    numFeatures: features,
  });
  const far = distances(fallen.drdam.states).sort((a, b) => a - b);
  return {
    ...pictureRow(context, pictures, { ...setting, fill }),
    option: option.name,
    axis,
    group,
    steps,
    n: count,
    retrieved: retrieved(fallen.drdam),
    nearest_right: fallen.drdam.nearest.filter((_, q) => isRight(fallen.drdam.nearest, q)).length,
    mrdam_retrieved: retrieved(fallen.mrdam),
    rms_max: far.at(-1) ?? NaN,
    rms_median: far[Math.floor(far.length / 2)] ?? NaN,
    stopped: fallen.drdam.stopped.filter((step) => step >= 0).length,
    clipped: fallen.drdam.clipped.filter(Boolean).length,
    snr_min: Math.min(...trust.signalToNoise),
    noise_wells: trust.noiseWells,
    pixel_noise: trust.pixelNoise,
  };
}

/** Where MrDAM comes to rest from the memories themselves, the same pixels held: the fixed points that hold them. */
async function heldByMrdam(
  context: ExperimentContext,
  beta: number,
  memories: Memories,
  clamped: Uint8Array,
): Promise<Float32Array> {
  const { states, dim } = memories;
  const queries = { states: states.slice(0, clamped.length), clamped, dim };
  const spec: ModelSpec = { ...modelOf(context, {}), beta, models: ['mrdam'] };
  return (await recall(context, spec, memories, queries, { stepSize: base.stepSize, steps: 300 })).mrdam
    .states;
}
