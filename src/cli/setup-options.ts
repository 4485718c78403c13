import { resolve } from 'node:path';
import type {
  Corruption,
  DescentSpec,
  GridSpec,
  ImageSource,
  MemoriesSpec,
  ModelName,
  ModelSpec,
  PictureShape,
  PlaneSpec,
  QueriesSpec,
  Setup,
} from '#shared/setup';
import {
  DeviceId,
  EnergyForm,
  FeatureMap,
  Fill,
  isOcclusion,
  ProjectionKind,
  Side,
  SubspaceSpec,
} from '#shared/setup';
import type { Options, OptionTable } from './options';
import { UsageError } from './options';

/** The options that several commands share, and their conversion to the engine's parameters. */

const MAX_SEED = 2 ** 32 - 1;
/** What `--corrupt` accepts besides none. */
const CORRUPTIONS =
  'occlude:<bottom|top|left|right>:<fraction>, occlude:box:x,y,w,h, noise:<sigma>, flip:<fraction>';

export const imageOptions = {
  size: {
    value: 'W[xH]',
    help: "resize pictures (default: the set's own size if all are equal and at most 64, else 64)",
  },
  gray: { help: 'convert pictures to greyscale' },
  shape: { value: 'H,W,C', help: 'picture shape of states from files' },
} satisfies OptionTable;

export const memoryOptions = {
  memories: { value: 'N', default: '16', help: 'number of pictures to store, drawn by seed' },
  seed: { value: 'S', default: '0', help: 'seed of every random draw' },
  'memory-file': { value: 'M.npy', help: '[K, D] states to store unchanged, instead of a source' },
  ...imageOptions,
} satisfies OptionTable;

export const queryOptions: OptionTable = {
  'query-file': { value: 'Q.npy', help: '[B, D] states to start from, unchanged' },
  queries: { value: 'N', default: '4', help: 'number of queries, made from the first N memories' },
  corrupt: {
    value: 'KIND',
    multiple: true,
    default: 'occlude:bottom:0.5',
    help: `${CORRUPTIONS}, none; repeatable`,
  },
  fill: { value: Fill.options.join('|'), default: 'black', help: 'initial value of missing pixels' },
  clamp: { help: 'keep undamaged pixels fixed (default for occlusion)' },
  'no-clamp': { help: 'keep no pixels fixed' },
  'clamp-file': { value: 'C.npy', help: '[D] or [B, D] bool or uint8, true = fixed' },
};

export const modelOptions: OptionTable = {
  model: { value: 'mrdam|drdam|both', default: 'both', help: 'models to run' },
  beta: { value: 'β', default: '60', help: 'inverse temperature' },
  features: { value: 'Y', default: '180000', help: 'number of random features' },
  'feature-map': { value: FeatureMap.options.join('|'), default: 'sincos', help: 'feature map φ' },
  projection: {
    value: ProjectionKind.options.join('|'),
    default: 'auto',
    help: 'rows of S; auto is gaussian for D < 128, else structured',
  },
  'projection-file': { value: 'S.npy', help: '[Y, D]: use these rows as S' },
  'phase-file': {
    value: 'b.npy',
    help: '[Y]: phases of the cos map (default: drawn by seed, or 0 with --projection-file)',
  },
  epsilon: { value: 'ε', default: '1e-5', help: 'lower bound of φ·T before the logarithm' },
  energy: {
    value: EnergyForm.options.join('|'),
    default: 'log',
    help: 'E = −(1/β) log s, or −s/β, of the kernel sum s',
  },
  device: { value: ['auto', ...DeviceId.options].join('|'), default: 'auto', help: 'device to compute on' },
};

/** Extends `modelOptions` for commands that also run a custom energy. */
export const ownEnergyOptions: OptionTable = {
  model: {
    value: 'mrdam|drdam|both|none',
    default: 'both',
    help: 'models to run; none runs --own-energy alone',
  },
  'own-energy': {
    value: 'E.onnx',
    help: 'custom energy to run beside the models (docs/own-energy.md)',
  },
};

export const descentOptions: OptionTable = {
  'step-size': { value: 'α', default: '0.1', help: 'step size' },
  steps: { value: 'N', default: '300', help: 'number of steps' },
  keep: { value: 'N', default: '1', help: 'keep every N-th state, and always the first and last' },
};

/** Extensions beyond the paper (docs/beyond-the-paper.md). Each is off by default. */
export const extensionOptions: OptionTable = {
  'beta-schedule': {
    value: 'β,β,…',
    help: 'beyond the paper: values of β before --beta, each with an equal share of the steps',
  },
  'max-step': { value: 'LENGTH', help: 'beyond the paper: maximum length of a step (RMS of pixels)' },
  subspace: {
    value: `<${SubspaceSpec.shape.kind.options.join('|')}>:M`,
    help: 'beyond the paper: DrDAM in M dimensions, exactly quadratic outside',
  },
  shards: { value: 'N', help: 'beyond the paper: N vectors T, each of a part of the memories' },
};

export const gridOptions: OptionTable = {
  plane: { value: 'pca|memories:i,j,k|random|file', default: 'pca', help: 'plane in state space' },
  'plane-file': { value: 'P.npy', help: '[3, D]: origin and two orthonormal axes' },
  grid: { value: 'N', default: '128', help: 'points along each axis' },
  extent: { value: 'u0,u1,v0,v1', help: "ranges of the axes (default: the memories' projections plus 20 %)" },
};

export function imageSource(options: Options, source = options.positionals[0]): ImageSource {
  if (source === undefined) {
    throw new UsageError('A source is missing. Name a folder, a file, or sample:<name>.');
  }
  const shape = pictureShape(options);
  const size = pictureSize(options.text('size'));
  return {
    source: source.startsWith('sample:') ? source : resolve(source),
    gray: options.isOn('gray'),
    ...(size && { size }),
    ...(shape && { shape }),
  };
}

export function memoriesSpec(options: Options): MemoriesSpec {
  const file = options.text('memory-file');
  if (file !== undefined) {
    const shape = pictureShape(options);
    return { from: 'file', path: resolve(file), ...(shape && { shape }) };
  }
  const count = options.integer('memories', { min: 1 });
  return { from: 'images', images: imageSource(options), count, seed: seedOf(options) };
}

export function setupSpec(options: Options): Setup {
  const clampFile = options.text('clamp-file');
  return {
    memories: memoriesSpec(options),
    queries: queriesSpec(options),
    ...(clampFile === undefined ? {} : { clampFile: resolve(clampFile) }),
  };
}

function queriesSpec(options: Options): QueriesSpec {
  const file = options.text('query-file');
  if (file !== undefined) return { from: 'file', path: resolve(file) };
  const corruptions = options.list('corrupt').flatMap(parseCorruption);
  if (options.isOn('clamp') && options.isOn('no-clamp')) {
    throw new UsageError('--clamp and --no-clamp cannot be combined.');
  }
  return {
    from: 'memories',
    count: options.integer('queries', { min: 1 }),
    corruptions,
    fill: options.oneOf('fill', Fill.options),
    clamp: options.isOn('clamp') || (corruptions.some(isOcclusion) && !options.isOn('no-clamp')),
    seed: seedOf(options),
  };
}

export function modelSpec(options: Options): ModelSpec {
  const ownEnergyFile = options.text('own-energy');
  const models = modelsOf(options);
  const projectionFile = options.text('projection-file');
  const phaseFile = options.text('phase-file');
  return {
    models: ownEnergyFile === undefined ? models : [...models, 'own'],
    beta: options.number('beta', { above: 0 }),
    ...scheduleOf(options),
    ...(options.isGiven('energy') && { form: options.oneOf('energy', EnergyForm.options) }),
    drdam: {
      numFeatures: options.integer('features', { min: 1, max: 2 ** 26 }),
      featureMap: options.oneOf('feature-map', FeatureMap.options),
      projection: options.oneOf('projection', ProjectionKind.options),
      ...(projectionFile === undefined ? {} : { projectionFile: resolve(projectionFile) }),
      ...(phaseFile === undefined ? {} : { phaseFile: resolve(phaseFile) }),
      epsilon: options.number('epsilon', { above: 0 }),
      seed: seedOf(options),
      ...subspaceOf(options),
      ...(options.isGiven('shards') && { shards: options.integer('shards', { min: 1, max: 4096 }) }),
    },
    ...(ownEnergyFile !== undefined && { own: { path: resolve(ownEnergyFile) } }),
    // a custom energy alone runs on the CPU, so no device has to be tested
    device:
      models.length > 0 || options.isGiven('device')
        ? options.oneOf('device', ['auto', ...DeviceId.options])
        : 'cpu',
  };
}

function modelsOf(options: Options): ModelName[] {
  const model = options.oneOf('model', ['mrdam', 'drdam', 'both', 'none']);
  if (model === 'none' && options.text('own-energy') === undefined) {
    throw new UsageError('--model none needs a custom energy: add --own-energy E.onnx.');
  }
  if (model === 'none') return [];
  return model === 'both' ? ['mrdam', 'drdam'] : [model];
}

function scheduleOf(options: Options): Pick<ModelSpec, 'schedule'> {
  const text = options.text('beta-schedule');
  if (text === undefined) return {};
  const schedule = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (schedule.every((beta) => beta > 0 && Number.isFinite(beta))) return { schedule };
  throw new UsageError(`--beta-schedule must be numbers above 0 separated by commas, not "${text}".`);
}

function subspaceOf(options: Options): Pick<ModelSpec['drdam'], 'subspace'> {
  const text = options.text('subspace');
  if (text === undefined) return {};
  const [name, count = ''] = text.split(':');
  const kind = SubspaceSpec.shape.kind.options.find((one) => one === name);
  const size = Number(count);
  if (kind && /^\d+$/.test(count) && size >= 1 && size <= 4096) return { subspace: { kind, size } };
  throw new UsageError(
    `--subspace must be principal:M or low-frequency:M with M from 1 to 4096, not "${text}".`,
  );
}

export function descentSpec(options: Options): DescentSpec {
  return {
    stepSize: options.number('step-size', { above: 0 }),
    steps: options.integer('steps', { max: 1_000_000 }),
    keep: options.integer('keep', { min: 1 }),
    ...(options.isGiven('max-step') && { maxStep: options.number('max-step', { above: 0 }) }),
  };
}

export function gridSpec(options: Options): GridSpec {
  const [u0, u1, v0, v1] = options.numbers('extent', 4) ?? [];
  const size = options.integer('grid', { min: 2, max: 2048 });
  const plane = planeSpec(options);
  if (u0 === undefined || u1 === undefined || v0 === undefined || v1 === undefined) return { plane, size };
  if (u1 <= u0 || v1 <= v0) throw new UsageError('--extent must be u0,u1,v0,v1 with u0 < u1 and v0 < v1.');
  return { plane, size, extent: { u0, u1, v0, v1 } };
}

function planeSpec(options: Options): PlaneSpec {
  const text = options.text('plane') ?? '';
  const file = options.text('plane-file');
  if (file !== undefined && (text === 'file' || !options.isGiven('plane')))
    return { kind: 'file', path: resolve(file) };
  if (text === 'pca') return { kind: 'pca' };
  if (text === 'random') return { kind: 'random', seed: seedOf(options) };
  const match = /^memories:(\d+),(\d+),(\d+)$/.exec(text);
  if (match) return { kind: 'memories', indices: [Number(match[1]), Number(match[2]), Number(match[3])] };
  if (text === 'file') throw new UsageError('--plane file needs --plane-file P.npy.');
  throw new UsageError(`--plane must be pca, memories:i,j,k, random or file, not "${text}".`);
}

function parseCorruption(kind: string): Corruption[] {
  if (kind === 'none') return [];
  const [name, what = '', amount = '', ...surplus] = kind.split(':');
  const fraction = Number(name === 'occlude' ? amount : what);
  const box = /^(\d+),(\d+),(\d+),(\d+)$/.exec(amount);
  const side = Side.options.find((s) => s === what);
  const parts = name === 'occlude' ? 3 : 2;
  const isWhole = surplus.length === 0 && kind.split(':').length === parts;
  const isFraction = (name === 'occlude' ? amount : what) !== '' && fraction >= 0 && fraction <= 1 && isWhole;
  if (name === 'occlude' && side && isFraction) return [{ kind: 'side', side, fraction }];
  if (name === 'occlude' && what === 'box' && box) {
    const [x, y, width, height] = box.slice(1).map(Number) as [number, number, number, number];
    if (width > 0 && height > 0) return [{ kind: 'box', x, y, width, height }];
  }
  if (name === 'noise' && what !== '' && Number(what) >= 0 && Number.isFinite(Number(what)) && isWhole)
    return [{ kind: 'noise', sigma: Number(what) }];
  if (name === 'flip' && isFraction) return [{ kind: 'flip', fraction }];
  throw new UsageError(
    `--corrupt does not accept "${kind}". Use ${CORRUPTIONS} or none, with fractions from 0 to 1.`,
  );
}

function pictureSize(text: string | undefined): { width: number; height: number } | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+)(?:x(\d+))?$/i.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (width >= 1 && height >= 1 && width <= 4096 && height <= 4096) return { width, height };
  throw new UsageError(`--size must be W or WxH in pixels, up to 4096, not "${text}".`);
}

function pictureShape(options: Options): PictureShape | undefined {
  const numbers = options.numbers('shape', 3);
  if (!numbers) return undefined;
  const [height = 0, width = 0, channels = 0] = numbers;
  if (numbers.every((n) => Number.isInteger(n) && n > 0)) return { height, width, channels };
  throw new UsageError('--shape must be H,W,C as whole numbers above 0.');
}

export function seedOf(options: Options): number {
  return options.integer('seed', { max: MAX_SEED });
}

/** Options that have no effect together with another one. */
const OVERRIDDEN_BY: Readonly<Record<string, readonly string[]>> = {
  'memory-file': ['memories', 'size', 'gray'],
  'query-file': ['queries', 'corrupt', 'fill', 'clamp', 'no-clamp'],
  'clamp-file': ['clamp', 'no-clamp'],
  'projection-file': ['features', 'projection'],
  sweep: ['keep'],
};

/** Returns the options that have no effect, each with the given option that replaces it. */
export function overriddenOptions(options: Options): { name: string; by: string }[] {
  return Object.entries(OVERRIDDEN_BY).flatMap(([by, names]) =>
    options.isGiven(by) ? names.map((name) => ({ name, by })) : [],
  );
}

/** Returns a sentence for every given option that has no effect. */
export function ignoredOptions(options: Options): string[] {
  const messages = overriddenOptions(options)
    .filter(({ name }) => options.isGiven(name))
    .map(({ name, by }) => `--${name} has no effect with --${by}.`);
  if (options.isGiven('memory-file') && options.positionals.length > 0) {
    messages.push('The source has no effect with --memory-file.');
  }
  const map = options.text('feature-map') ?? 'sincos';
  if (options.isGiven('phase-file') && map !== 'cos') {
    messages.push(`--phase-file has no effect with --feature-map ${map}, which has no phases.`);
  }
  return messages;
}
