import { z } from 'zod';

/**
 * What a person asks for, as plain data: which pictures are stored, which queries start, what the models are.
 * Everything that an engine computes is a function of these and of the files they name, so the same setup gives
 * the same numbers in every process, and an engine may keep whatever did not change since the last call.
 */

const PositiveInt = z.int().positive();
const Index = z.int().nonnegative();
const Fraction = z.number().min(0).max(1);

/** Seeds are 32 bits: they are half of a Threefry key. */
export const Seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

/** Rows, columns, channels of a picture; a state is its pixels in this row-major order. */
export const PictureShape = z.object({
  height: PositiveInt,
  width: PositiveInt,
  channels: PositiveInt,
});
export type PictureShape = z.infer<typeof PictureShape>;

const PictureSize = z.object({
  width: PositiveInt.max(4096),
  height: PositiveInt.max(4096),
});
type PictureSize = z.infer<typeof PictureSize>;

/** A set of pictures, and how they become states of one shape. */
export const ImageSource = z.object({
  /** A folder, an archive or array file, a single picture, or `sample:<name>`. */
  source: z.string().min(1),
  /** The pictures themselves, where a person chose several; `source` is then only what they are called. */
  files: z.array(z.string().min(1)).min(1).max(100_000).optional(),
  /** Without it: the set's own size if all are equal and no side is over 64, else 64 x 64. */
  size: PictureSize.optional(),
  gray: z.boolean().default(false),
  /** The picture shape of rows of a 2-D array file. */
  shape: PictureShape.optional(),
});
export type ImageSource = z.infer<typeof ImageSource>;

/**
 * Memories xi [K, D]: the first `count` pictures in the order of the seed, or a file's rows as they are, `without` those
 * at these places; or pictures of a set by their names, in that order. Queries `from: 'memories'` are made from the same
 * patterns, stored or not.
 */
export const MemoriesSpec = z.discriminatedUnion('from', [
  z.object({
    from: z.literal('images'),
    images: ImageSource,
    count: PositiveInt,
    seed: Seed,
  }),
  z.object({
    from: z.literal('chosen'),
    images: ImageSource,
    names: z.array(z.string().min(1)).min(1).max(100_000),
  }),
  z.object({
    from: z.literal('file'),
    path: z.string(),
    shape: PictureShape.optional(),
  }),
]);
export type MemoriesSpec = z.infer<typeof MemoriesSpec>;

export const Side = z.enum(['bottom', 'top', 'left', 'right']);
export type Side = z.infer<typeof Side>;

/** What is done to a memory to make a query. Applied in order. */
export const Corruption = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('side'), side: Side, fraction: Fraction }),
  z.object({
    kind: z.literal('box'),
    x: z.int().nonnegative(),
    y: z.int().nonnegative(),
    width: PositiveInt,
    height: PositiveInt,
  }),
  /** Pixels by their bits, row by row, the lowest bit of a byte first; 1 is missing. Without a shape, coordinates. */
  z.object({ kind: z.literal('mask'), bits: z.base64() }),
  /** Gaussian noise, sigma in pixel units (1 = black to white). */
  z.object({ kind: z.literal('noise'), sigma: z.number().nonnegative() }),
  /** x -> 1/sqrt(D) - x on this fraction of the coordinates. */
  z.object({ kind: z.literal('flip'), fraction: Fraction }),
]);
export type Corruption = z.infer<typeof Corruption>;

/** What occluded pixels start as: 0, the per-pixel mean of the memories, or uniform in [0, 1]. */
export const Fill = z.enum(['black', 'mean', 'noise']);
export type Fill = z.infer<typeof Fill>;

/** What a query is made from: a picture of a set, brought to the memories' shape, or a state [D], float32 little-endian. */
export const QuerySource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), images: ImageSource, name: z.string().min(1) }),
  z.object({ kind: z.literal('state'), state: z.base64() }),
]);
export type QuerySource = z.infer<typeof QuerySource>;

export const QuerySpec = z.object({
  source: QuerySource,
  corruptions: z.array(Corruption),
  fill: Fill,
  /** Hold the coordinates that no corruption touched. */
  clamp: z.boolean(),
  seed: Seed,
});
export type QuerySpec = z.infer<typeof QuerySpec>;

/** Queries [B, D]: the first memories, corrupted; each by a recipe of its own; or a file's rows as they are. */
export const QueriesSpec = z.discriminatedUnion('from', [
  z.object({
    from: z.literal('memories'),
    count: PositiveInt,
    corruptions: z.array(Corruption),
    fill: Fill,
    /** Hold the coordinates that no corruption touched. */
    clamp: z.boolean(),
    seed: Seed,
  }),
  z.object({ from: z.literal('each'), queries: z.array(QuerySpec).min(1).max(1024) }),
  z.object({ from: z.literal('file'), path: z.string() }),
]);
export type QueriesSpec = z.infer<typeof QueriesSpec>;

export const Setup = z.object({
  memories: MemoriesSpec,
  queries: QueriesSpec,
  /** [D] or [B, D] bool or uint8, true = held; takes the place of `clamp`. */
  clampFile: z.string().optional(),
});
export type Setup = z.infer<typeof Setup>;

export const FeatureMap = z.enum(['sincos', 'cos', 'exp', 'expexp']);
export type FeatureMap = z.infer<typeof FeatureMap>;
/** Trigonometric maps can give a sum near or below 0, which is clipped; the others are positive. */
export function isTrigonometric(map: FeatureMap): boolean {
  return map === 'sincos' || map === 'cos';
}

/** With s the kernel sum: E = -(1/beta) log s, or E = -s / beta. */
export const EnergyForm = z.enum(['log', 'kernel']);
export type EnergyForm = z.infer<typeof EnergyForm>;
export const ProjectionKind = z.enum(['auto', 'structured', 'gaussian', 'orthogonal']);
export type ProjectionKind = z.infer<typeof ProjectionKind>;
export const DeviceId = z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml']);
export type DeviceId = z.infer<typeof DeviceId>;

/** Where something was computed, and why there. */
export const DeviceUsed = z.object({ id: DeviceId, name: z.string(), reason: z.string() });

/**
 * DrDAM in a subspace of M dimensions and exactly quadratic outside: principal components of the memories (M D
 * numbers to store), or the lowest spatial frequencies of pictures (none).
 */
export const SubspaceSpec = z.object({
  kind: z.enum(['principal', 'low-frequency']),
  size: PositiveInt.max(4096),
});
export type SubspaceSpec = z.infer<typeof SubspaceSpec>;

export const DrdamSpec = z.object({
  /** Y: the number of random features, rows of S. */
  numFeatures: PositiveInt.max(2 ** 26),
  featureMap: FeatureMap,
  projection: ProjectionKind,
  /** Rows of S [Y, D] to use as they are; Y is then the file's. */
  projectionFile: z.string().optional(),
  /** Phases b [Y] of the Cos map; without it drawn by seed, or 0 beside a projection file. */
  phaseFile: z.string().optional(),
  /** The clip of phi.T before the logarithm. */
  epsilon: z.number().nonnegative(),
  seed: Seed,
  /** Ours, not the paper's. */
  subspace: SubspaceSpec.optional(),
  /** Ours: so many vectors T of a part of the memories each; a query falls in the one that knows it best. */
  shards: PositiveInt.max(4096).optional(),
});
export type DrdamSpec = z.infer<typeof DrdamSpec>;

/** The paper's two models, and a person's own energy. */
export const ModelName = z.enum(['mrdam', 'drdam', 'own']);
export type ModelName = z.infer<typeof ModelName>;

/** How the models are called in the paper and to people. */
export const MODEL_TITLE: Record<ModelName, string> = { mrdam: 'MrDAM', drdam: 'DrDAM', own: 'Own energy' };

/** A person's own energy: an ONNX graph with x, memories, beta -> energy, gradient (docs/own-energy.md). */
const OwnSpec = z.object({ path: z.string().min(1) });
type OwnSpec = z.infer<typeof OwnSpec>;

export const ModelSpec = z.object({
  models: z.array(ModelName).min(1),
  /** beta: the inverse temperature. */
  beta: z.number().positive(),
  /** Ours: values of beta that come first, each for an equal share of the steps. */
  schedule: z.array(z.number().positive()).max(64).optional(),
  /** Left out: the logarithm. */
  form: EnergyForm.optional(),
  drdam: DrdamSpec,
  /** Needed where "own" is among the models. */
  own: OwnSpec.optional(),
  device: z.union([z.literal('auto'), DeviceId]),
});
export type ModelSpec = z.infer<typeof ModelSpec>;

export const DescentSpec = z.object({
  /** alpha: the step size. */
  stepSize: z.number().positive(),
  steps: z.int().nonnegative().max(1_000_000),
  /** Ours: no step is longer than this, Euclidean (for picture states: RMS of pixels). */
  maxStep: z.number().positive().optional(),
  /** Send the states of every `keep`-th step, the first and last always; 0 sends none but the last. */
  keep: z.int().nonnegative(),
});
export type DescentSpec = z.infer<typeof DescentSpec>;

/** Where an interrupted descent goes on: each model's states [B, D] of a step, float32 little-endian in base64. */
export const ResumeSpec = z.object({
  step: z.int().nonnegative(),
  states: z.partialRecord(ModelName, z.base64()),
});
export type ResumeSpec = z.infer<typeof ResumeSpec>;

/** A plane origin + u axis_u + v axis_v in state space, axes orthonormal. */
export const PlaneSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pca') }),
  z.object({ kind: z.literal('memories'), indices: z.tuple([Index, Index, Index]) }),
  z.object({ kind: z.literal('random'), seed: Seed }),
  /** As it is: origin [D] and axes [2, D], float64 little-endian. */
  z.object({ kind: z.literal('given'), origin: z.base64(), axes: z.base64() }),
  z.object({ kind: z.literal('file'), path: z.string() }),
]);
export type PlaneSpec = z.infer<typeof PlaneSpec>;

export const GridSpec = z.object({
  plane: PlaneSpec,
  /** Points along each axis. */
  size: z.int().min(2).max(2048),
  /** Without it: the memories' projections and 20 % more. */
  extent: z.object({ u0: z.number(), u1: z.number(), v0: z.number(), v1: z.number() }).optional(),
});
export type GridSpec = z.infer<typeof GridSpec>;
