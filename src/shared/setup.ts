import { z } from 'zod';

/**
 * The settings of a run, as plain data: which pictures are stored, which queries start, and which models run.
 * Everything that an engine computes is a function of these settings and of the files that they name. The
 * same setup therefore gives the same numbers in every process, and an engine may cache whatever did not
 * change since the last call.
 */

const PositiveInt = z.int().positive();
const Index = z.int().nonnegative();
const Fraction = z.number().min(0).max(1);

/** A seed of 32 bits, which is half of a Threefry key. */
export const Seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

/** The rows, columns and channels of a picture. A state is its pixels in this row-major order. */
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

/** A set of pictures, and how its pictures are converted to states of one shape. */
export const ImageSource = z.object({
  /** The path of a folder, an archive, an array file or a single picture, or `sample:<name>`. */
  source: z.string().min(1),
  /** The paths of several chosen pictures. `source` is then only their name. */
  files: z.array(z.string().min(1)).min(1).max(100_000).optional(),
  /**
   * If left out: the pictures' own size where all are equal and no side exceeds 64 px, and 64 x 64 elsewhere.
   */
  size: PictureSize.optional(),
  gray: z.boolean().default(false),
  /** The picture shape of the rows of a 2-D array file. */
  shape: PictureShape.optional(),
});
export type ImageSource = z.infer<typeof ImageSource>;

/**
 * The memories xi [K, D]: the first `count` pictures of a set in the order of the seed, pictures of a set by
 * name in the given order, or the rows of a file as they are. Queries `from: 'memories'` are made from the
 * same patterns.
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

/** The side of a picture from which pixels are removed. */
export const Side = z.enum(['bottom', 'top', 'left', 'right']);
export type Side = z.infer<typeof Side>;

/** One way to corrupt a memory to make a query. A query's corruptions are applied in order. */
export const Corruption = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('side'), side: Side, fraction: Fraction }),
  z.object({
    kind: z.literal('box'),
    x: z.int().nonnegative(),
    y: z.int().nonnegative(),
    width: PositiveInt,
    height: PositiveInt,
  }),
  /**
   * One bit for each pixel, row by row, the lowest bit of a byte first; 1 means missing. For states without a
   * picture shape the bits stand for coordinates.
   */
  z.object({ kind: z.literal('mask'), bits: z.base64() }),
  /** Gaussian noise; sigma is in pixel units (1 is the range from black to white). */
  z.object({ kind: z.literal('noise'), sigma: z.number().nonnegative() }),
  /** Replaces x by 1/sqrt(D) - x on this fraction of the coordinates. */
  z.object({ kind: z.literal('flip'), fraction: Fraction }),
]);
export type Corruption = z.infer<typeof Corruption>;
/** The corruptions of one or several kinds. */
export type CorruptionOf<Kind extends Corruption['kind']> = Extract<Corruption, { kind: Kind }>;
/** A corruption that leaves missing pixels, which a fill gives values. */
export type Occlusion = CorruptionOf<'side' | 'box' | 'mask'>;

/** Returns true if a corruption leaves missing pixels. */
export function isOcclusion(corruption: Corruption): corruption is Occlusion {
  const { kind } = corruption;
  return kind === 'side' || kind === 'box' || kind === 'mask';
}

/** The initial value of missing pixels: 0, the mean of the memories at that pixel, or uniform in [0, 1]. */
export const Fill = z.enum(['black', 'mean', 'noise']);
export type Fill = z.infer<typeof Fill>;

/**
 * What a query is made from: a picture of a set, converted to the memories' shape, or a state [D], float32
 * little-endian.
 */
export const QuerySource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), images: ImageSource, name: z.string().min(1) }),
  z.object({ kind: z.literal('state'), state: z.base64() }),
]);
export type QuerySource = z.infer<typeof QuerySource>;

/** A query that is defined by itself: a source, corruptions, and which pixels are fixed. */
export const QuerySpec = z.object({
  source: QuerySource,
  corruptions: z.array(Corruption),
  fill: Fill,
  /** Fixes the coordinates that no corruption changed. */
  clamp: z.boolean(),
  seed: Seed,
});
export type QuerySpec = z.infer<typeof QuerySpec>;

/**
 * The queries [B, D]: the first `count` memories, all corrupted alike; queries defined one by one; or the
 * rows of a file.
 */
export const QueriesSpec = z.discriminatedUnion('from', [
  z.object({
    from: z.literal('memories'),
    count: PositiveInt,
    corruptions: z.array(Corruption),
    fill: Fill,
    /** Fixes the coordinates that no corruption changed. */
    clamp: z.boolean(),
    seed: Seed,
  }),
  z.object({ from: z.literal('each'), queries: z.array(QuerySpec).min(1).max(1024) }),
  z.object({ from: z.literal('file'), path: z.string() }),
]);
export type QueriesSpec = z.infer<typeof QueriesSpec>;

/** The states of a run: its memories and queries. */
export const Setup = z.object({
  memories: MemoriesSpec,
  queries: QueriesSpec,
  /** The path of a .npy file [D] or [B, D], bool or uint8, in which true means fixed. It replaces `clamp`. */
  clampFile: z.string().optional(),
});
export type Setup = z.infer<typeof Setup>;

/** The feature maps of the paper. */
export const FeatureMap = z.enum(['sincos', 'cos', 'exp', 'expexp']);
export type FeatureMap = z.infer<typeof FeatureMap>;

/**
 * Returns whether a feature map is trigonometric. Its estimate phi.T of the kernel sum can be near or below 0
 * and is clipped; that of the other maps is always positive.
 */
export function isTrigonometric(map: FeatureMap): boolean {
  return map === 'sincos' || map === 'cos';
}

/** The energy as a function of the kernel sum s: E = -(1/beta) log s, or E = -s / beta. */
export const EnergyForm = z.enum(['log', 'kernel']);
export type EnergyForm = z.infer<typeof EnergyForm>;

/**
 * How the rows of the random projection S are drawn; `auto` is Gaussian for small D and structured for large
 * D.
 */
export const ProjectionKind = z.enum(['auto', 'structured', 'gaussian', 'orthogonal']);
export type ProjectionKind = z.infer<typeof ProjectionKind>;

/** Where models are computed. */
export const DeviceId = z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml']);
export type DeviceId = z.infer<typeof DeviceId>;

/** The device that computed something, and why that device was used. */
export const DeviceUsed = z.object({ id: DeviceId, name: z.string(), reason: z.string() });

/**
 * DrDAM's kernel in a subspace of `size` dimensions M, and an exactly quadratic energy outside of it. The
 * subspace is spanned by principal components of the memories, which takes M D stored numbers, or by the
 * lowest spatial frequencies of pictures, which takes none.
 */
export const SubspaceSpec = z.object({
  kind: z.enum(['principal', 'low-frequency']),
  size: PositiveInt.max(4096),
});
export type SubspaceSpec = z.infer<typeof SubspaceSpec>;

/** The settings of DrDAM. */
export const DrdamSpec = z.object({
  /** Y: the number of random features, which is the number of rows of S. */
  numFeatures: PositiveInt.max(2 ** 26),
  featureMap: FeatureMap,
  projection: ProjectionKind,
  /** The path of S [Y, D], which is used as it is. Y is then that of the file. */
  projectionFile: z.string().optional(),
  /**
   * The path of the Cos map's phases b [Y]. If left out, they are drawn by seed, or 0 with a projection file.
   */
  phaseFile: z.string().optional(),
  /** phi.T is clipped to at least this before the logarithm. */
  epsilon: z.number().nonnegative(),
  seed: Seed,
  /** Beyond the paper. */
  subspace: SubspaceSpec.optional(),
  /**
   * Beyond the paper: the number of vectors T, each of a part of the memories. A query descends in the best
   * match.
   */
  shards: PositiveInt.max(4096).optional(),
});
export type DrdamSpec = z.infer<typeof DrdamSpec>;

/** The paper's two models, and a custom energy (`own`). */
export const ModelName = z.enum(['mrdam', 'drdam', 'own']);
export type ModelName = z.infer<typeof ModelName>;

/** The models' names for people. */
export const MODEL_TITLE: Record<ModelName, string> = {
  mrdam: 'MrDAM',
  drdam: 'DrDAM',
  own: 'Custom energy',
};

/** The models' names within a sentence. */
export const MODEL_IN_SENTENCE: Record<ModelName, string> = { ...MODEL_TITLE, own: 'the custom energy' };

/**
 * A custom energy: the path of an ONNX graph from x, memories, beta to energy, gradient (docs/own-energy.md).
 */
const OwnSpec = z.object({ path: z.string().min(1) });
type OwnSpec = z.infer<typeof OwnSpec>;

/** Which models run, their parameters, and the device. */
export const ModelSpec = z.object({
  models: z.array(ModelName).min(1),
  /** The inverse temperature. */
  beta: z.number().positive(),
  /** Beyond the paper: values of beta that precede `beta`. Each takes an equal share of the steps. */
  schedule: z.array(z.number().positive()).max(64).optional(),
  /** The logarithm if left out. */
  form: EnergyForm.optional(),
  drdam: DrdamSpec,
  /** Required where "own" is among the models. */
  own: OwnSpec.optional(),
  device: z.union([z.literal('auto'), DeviceId]),
});
export type ModelSpec = z.infer<typeof ModelSpec>;

/** The parameters of a descent x <- x - alpha grad E. */
export const DescentSpec = z.object({
  /** The step size alpha. */
  stepSize: z.number().positive(),
  steps: z.int().nonnegative().max(1_000_000),
  /** Beyond the paper: the maximum Euclidean length of a step (RMS pixel difference for picture states). */
  maxStep: z.number().positive().optional(),
  /**
   * The states of every `keep`-th step are sent, and always the first and the last; 0 sends only these two.
   */
  keep: z.int().nonnegative(),
});
export type DescentSpec = z.infer<typeof DescentSpec>;

/**
 * Where an interrupted descent resumes: each model's states [B, D] at a step, float32 little-endian in
 * base64.
 */
export const ResumeSpec = z.object({
  step: z.int().nonnegative(),
  states: z.partialRecord(ModelName, z.base64()),
});
export type ResumeSpec = z.infer<typeof ResumeSpec>;

/** A plane origin + u axis_u + v axis_v in state space, with orthonormal axes. */
export const PlaneSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pca') }),
  z.object({ kind: z.literal('memories'), indices: z.tuple([Index, Index, Index]) }),
  z.object({ kind: z.literal('random'), seed: Seed }),
  /** A given plane: origin [D] and axes [2, D], float64 little-endian. */
  z.object({ kind: z.literal('given'), origin: z.base64(), axes: z.base64() }),
  z.object({ kind: z.literal('file'), path: z.string() }),
  /**
   * The plane of a query: through its start, the end of its descent in MrDAM, and that end's nearest rival. `start` [D] is
   * float32 little-endian, and `clamped` [D] has 1 where a coordinate is fixed.
   */
  z.object({
    kind: z.literal('descent'),
    start: z.base64(),
    clamped: z.base64(),
    beta: z.number().positive(),
    stepSize: z.number().positive(),
    steps: z.int().nonnegative(),
  }),
]);
export type PlaneSpec = z.infer<typeof PlaneSpec>;

/** The grid of points at which a landscape is sampled. */
export const GridSpec = z.object({
  plane: PlaneSpec,
  /** N: the number of points along each axis. */
  size: z.int().min(2).max(2048),
  /** The grid's ends. If left out, the range of the memories' projections, widened by 20 %. */
  extent: z.object({ u0: z.number(), u1: z.number(), v0: z.number(), v1: z.number() }).optional(),
});
export type GridSpec = z.infer<typeof GridSpec>;
