import { z } from 'zod';
import { CellMeta, ExperimentList, ExperimentPlan, ExperimentReport, ExperimentSpec } from './experiments';
import {
  DescentSpec,
  DeviceId,
  DeviceUsed,
  GridSpec,
  ImageSource,
  MemoriesSpec,
  ModelName,
  ModelSpec,
  PictureShape,
  PlaneSpec,
  ResumeSpec,
  Seed,
  Setup,
} from './setup';
import { MemoriesReport } from './memories-report';
import { Reliability } from './reliability';

/**
 * The engine's methods. This module alone defines the parameters, the streamed frames and the result of each.
 * A frame carries metadata of the method's `frame` schema; the arrays that go with it are listed in the
 * method's comment.
 */

/** What the probe found out about a compute device. */
export const DeviceReport = z.object({
  id: DeviceId,
  name: z.string(),
  works: z.boolean(),
  /** Why the device does not work, or what it lacks; empty where nothing is wrong. */
  reason: z.string(),
  /** Time in ms of one DrDAM step of the probe (D 3072, Y 20 000, 4 queries); null if not measured. */
  msPerStep: z.number().nullable(),
});
export type DeviceReport = z.infer<typeof DeviceReport>;

/** A file that was not read, and the reason as a phrase for people. */
export const SkippedFile = z.object({ path: z.string(), reason: z.string() });
export type SkippedFile = z.infer<typeof SkippedFile>;

/** What a source of pictures holds. */
export const ImagesReport = z.object({
  /** The number of pictures that can be used. */
  count: z.int(),
  skipped: z.array(SkippedFile),
  /** The number of pictures of each file format: {"png": 12}. */
  formats: z.record(z.string(), z.int()),
  /** The number of pictures of each original size in px, most frequent first. */
  sizes: z.array(z.object({ width: z.int(), height: z.int(), count: z.int() })),
  /** The number of pictures of each class, which is the name of the subfolder or the label. */
  classes: z.record(z.string(), z.int()),
});
export type ImagesReport = z.infer<typeof ImagesReport>;

/** A picture of a set, or a row of an array file, by name. */
export const MemoryItem = z.object({
  /** The file's path within its set, or the row's number from 0. */
  name: z.string(),
  /** Null where the set has no classes. */
  className: z.string().nullable(),
});
export type MemoryItem = z.infer<typeof MemoryItem>;

/** What a setup's states are. The states themselves come in the frames of `prepare`. */
export const PrepareReport = z.object({
  /** D, the length of a state. */
  dim: z.int(),
  /** Null where the states of a file have no picture shape. */
  shape: PictureShape.nullable(),
  /** K. Where memories are too many to keep, K still includes files that turn out to be unreadable. */
  numMemories: z.int(),
  /** Empty where memories are too many to keep; then their rows are not sent either. */
  memories: z.array(MemoryItem),
  numQueries: z.int(),
  /**
   * The index of the memory that each query was made from; -1 where that pattern is not stored or there is
   * none. Empty for queries from a file.
   */
  targets: z.array(z.int()),
  skipped: z.array(SkippedFile),
});
export type PrepareReport = z.infer<typeof PrepareReport>;

/** The pictures of a set, as a list to choose from. */
export const BrowseReport = z.object({
  /** The shape that the pictures are converted to. */
  shape: PictureShape,
  /** The number of pictures in the set. `items` has fewer where the call's limit was reached. */
  total: z.int(),
  /** The pictures in the order in which the seed draws them. Names are unique within a set. */
  items: z.array(MemoryItem),
  skipped: z.array(SkippedFile),
});
export type BrowseReport = z.infer<typeof BrowseReport>;

/** How the random projection S was made. */
export const ProjectionReport = z.object({
  kind: z.enum(['structured', 'gaussian', 'orthogonal', 'file']),
  numFeatures: z.int(),
  /** Structured only: the sizes of the factors, whose product is `paddedDim`, and the version. */
  factors: z.array(z.int()).optional(),
  paddedDim: z.int().optional(),
  version: z.int().optional(),
});
export type ProjectionReport = z.infer<typeof ProjectionReport>;

const PerModel = <T extends z.ZodType>(value: T) => z.partialRecord(ModelName, value);

/** Facts about a custom energy that a method ran. */
export const OnnxEnergyReport = z.object({
  /** The SHA-256 of its file, in hexadecimal. */
  sha256: z.string(),
  /**
   * The relative error of the graph's gradient against finite differences of its energy; null where the
   * energy is flat at all states that were tried.
   */
  gradientError: z.number().nullable(),
});
export type OnnxEnergyReport = z.infer<typeof OnnxEnergyReport>;

/**
 * Where a query's last state is, whatever it was made from: at the memory nearest to it, in a blend of memories where the
 * gradient vanishes as at a memory, or elsewhere.
 */
export const EndPlace = z.enum(['memory', 'blend', 'elsewhere']);
export type EndPlace = z.infer<typeof EndPlace>;

/** The result of a descent. Arrays have one entry for each query, in the order of the queries. */
export const DescentReport = z.object({
  device: DeviceUsed,
  projection: ProjectionReport.nullable(),
  models: PerModel(
    z.object({
      /** The number of stored numbers: K D for MrDAM, T and a subspace's basis for DrDAM; 0 if unknown. */
      parameters: z.int(),
      /** Index of the memory nearest to the last state, Euclidean over all coordinates. */
      nearest: z.array(z.int()),
      /** Distance to that memory: the RMS pixel difference for picture states. */
      distances: z.array(z.number()),
      /** `nearest` if the state is nearer to it than half its distance from any other memory; else -1. */
      basins: z.array(z.int()),
      /** Where the last state is. Reports of before lack it, and the shares. */
      places: z.array(EndPlace).default([]),
      /** The largest shares of the kernel sum at the last state, in descending order, copies of a memory counted with it. */
      shares: z.array(z.array(z.object({ memory: z.int(), share: z.number() }))).default([]),
      /**
       * Distance from the last state to the pattern that the query was made from, null for a query without
       * one; empty where no query has one.
       */
      errors: z.array(z.number().nullable()),
      /** The step at which a query stopped because it diverged; -1 where none did. */
      stopped: z.array(z.int()),
      /** True where phi.T is at or below epsilon at the last state, whose gradient is therefore 0. */
      clipped: z.array(z.boolean()),
      /**
       * The step from which the gradient norm stays at or below 0.001; -1 where it does not, and for queries
       * that diverged or are clipped.
       */
      converged: z.array(z.int()),
      /**
       * MrDAM only: the smallest eigenvalue of the energy's Hessian at the last state, over free coordinates.
       * Where it is above 0, a stationary state is a minimum.
       */
      curvatures: z.array(z.number()).optional(),
      /** Time that the model's steps took, in s. */
      seconds: z.number(),
    }),
  ),
  /**
   * Reliability at the schedule's first beta, predicted before the run; null without DrDAM, for positive
   * feature maps and for the kernel form.
   */
  trust: Reliability.nullable(),
  /**
   * What the run measured of the predicted quantities; null where one model did not run or no query ended
   * alike in both.
   */
  measured: z.object({
    /** Mean over queries of |E DrDAM - E MrDAM| at their first states. */
    energyError: z.number().nullable(),
    /** RMS distance between both models' last states, over queries that ended in one basin. */
    pixelNoise: z.number().nullable(),
    /** [B] RMS distance between both models' last states; null where one is not finite. Reports of before lack it. */
    endDistances: z.array(z.number().nullable()).nullable().default(null),
  }),
  own: OnnxEnergyReport.optional(),
  /** Time in s to build the features and T and to load graphs. */
  setupSeconds: z.number(),
});
export type DescentReport = z.infer<typeof DescentReport>;

/** Which steps and queries of a descent a frame holds. */
export const StepsMeta = z.object({
  model: ModelName,
  /** Row i of the frame's scalars belongs to the state of step firstStep + i. */
  firstStep: z.int(),
  /** The index of the frame's first query. The shape of its arrays says how many follow. */
  firstQuery: z.int(),
  /** The steps whose states are in the frame. */
  stateSteps: z.array(z.int()),
});
export type StepsMeta = z.infer<typeof StepsMeta>;

/** Where the memories lie relative to a plane. */
export const PlaneReport = z.object({
  /** The fraction of the memories' variance that lies in the plane, 0 to 1. */
  explainedVariance: z.number(),
  /** The coordinates of each memory's projection onto the plane, and the memory's distance from the plane. */
  memories: z.array(z.object({ u: z.number(), v: z.number(), offPlane: z.number() })),
  /** The memories that the plane of a query goes to: the one nearest to the end, and its rival; null where only one is stored. */
  descent: z.object({ end: z.int(), rival: z.int().nullable() }).optional(),
});
export type PlaneReport = z.infer<typeof PlaneReport>;

/** The result of sampling energies on a plane. Times are in s. */
export const LandscapeReport = PlaneReport.extend({
  device: DeviceUsed,
  projection: ProjectionReport.nullable(),
  seconds: PerModel(z.number()),
  own: OnnxEnergyReport.optional(),
  setupSeconds: z.number(),
});
export type LandscapeReport = z.infer<typeof LandscapeReport>;

/** A sample set that comes with the app. */
export const SampleReport = z.object({
  /** The engine's name for the set, which `ImageSource.source` takes: "sample:emoji". */
  source: z.string(),
  title: z.string(),
  count: z.int(),
  /** The owner of the pictures and their licence. */
  notice: z.string(),
});
export type SampleReport = z.infer<typeof SampleReport>;

/** The arrays that frames of `prepare` carry. */
export const PreparedArrayName = z.enum([
  'memories',
  'queries',
  'clamped',
  'origins',
  'memory_squares',
  'query_squares',
]);

const NoFrames = z.never();

/** Every method of the engine: the schemas of its parameters, of its frames' metadata and of its result. */
export const engineApi = {
  /** Probes every compute device, each in a separate process. */
  devices: { params: z.object({}), frame: NoFrames, result: z.array(DeviceReport) },

  /** Lists the bundled sample sets. */
  samples: { params: z.object({}), frame: NoFrames, result: z.array(SampleReport) },

  /** Reports what a source would load. Cost: it decodes every picture that it counts. */
  images: { params: ImageSource, frame: NoFrames, result: ImagesReport },

  /** Lists the names and classes of a set's pictures, at most `limit` of them. Cost: opening the set. */
  browse: {
    params: z.object({ images: ImageSource, seed: Seed, limit: z.int().positive().max(100_000) }),
    frame: NoFrames,
    result: BrowseReport,
  },

  /**
   * Sends thumbnails of pictures. Frames: `pixels` [n, height, width, channels] u8 of consecutive names, the
   * longer side at most `side` px. A picture that cannot be read is black and listed as skipped.
   */
  thumbnails: {
    params: z.object({
      images: ImageSource,
      names: z.array(z.string()).min(1).max(256),
      side: z.int().min(8).max(256),
    }),
    frame: z.object({ firstRow: z.int() }),
    result: z.object({ skipped: z.array(SkippedFile) }),
  },

  /**
   * Sends the states of a setup. Frames: rows of `memories` [n, D] f32, `queries` [n, D] f32, `clamped`
   * [n, D] u8, and where queries were made from patterns, `origins` [n, D] f32: those patterns, NaN for a
   * query without one. `withDistances` adds rows of squared distances to the memories, `memory_squares`
   * [n, K] f64 of memories and `query_squares` [n, K] f64 of queries; cost: O(K^2 D). If `model` is given,
   * memories that exceed the model's limits are refused before they are read.
   */
  prepare: {
    params: Setup.extend({ withDistances: z.boolean().optional(), model: ModelSpec.optional() }),
    frame: z.object({ name: PreparedArrayName, firstRow: z.int() }),
    result: PrepareReport,
  },

  /**
   * Reports how memories are distributed, whether each is a minimum at a beta, and the lowest beta at which
   * all are. `brief` leaves out the list of memories. Cost: O(K^2 D), and O(n^2) per iteration and memory,
   * where n memories contribute to the kernel sum; at a small beta n is K.
   */
  inspect: {
    params: z.object({ memories: MemoriesSpec, beta: z.number().positive(), brief: z.boolean().optional() }),
    frame: NoFrames,
    result: MemoriesReport,
  },

  /** Predicts DrDAM's reliability at the schedule's first beta; null where `DescentReport.trust` is. */
  predictReliability: {
    params: z.object({ setup: Setup, model: ModelSpec, descent: DescentSpec }),
    frame: NoFrames,
    result: z.object({ reliability: Reliability.nullable() }),
  },

  /**
   * Computes T for every beta of a model's schedule while another descent runs, so that a descent with these
   * memories can start at once. Cost: the features of the memories that were added or removed since the last
   * call.
   */
  precomputeFeatures: {
    params: z.object({ memories: MemoriesSpec, model: ModelSpec }),
    frame: NoFrames,
    result: z.object({ seconds: z.number() }),
  },

  /**
   * Descends the energy from every query in every requested model. A custom energy that fails stops only its
   * own queries, and a notice says why. Frames: `energies` and `gradient_norms` [n, b] f32 of consecutive
   * steps, `states` [m, b, D] f32 of the steps listed. A resumed descent begins at the step of `resume`.
   * Cancelling takes at most one call to the device.
   */
  descend: {
    params: z.object({ setup: Setup, model: ModelSpec, descent: DescentSpec, resume: ResumeSpec.optional() }),
    frame: StepsMeta,
    result: DescentReport,
  },

  /**
   * Computes a plane and projects the memories onto it. One frame: `origin` [D] f64, `axes` [2, D] f64. Cost:
   * O(K D); for the principal plane O(K^2 D).
   */
  plane: {
    params: z.object({ memories: MemoriesSpec, plane: PlaneSpec }),
    frame: z.object({}),
    result: PlaneReport,
  },

  /**
   * Samples energies on a grid of a plane. A custom energy that fails is left out, with a notice, unless it
   * is the only model. One frame: `u`, `v` [N] f64, `origin` [D] f64, `axes` [2, D] f64, for each requested
   * model `<model>_energy` [N, N] f32, and with DrDAM `drdam_clipped` [N, N] u8.
   */
  landscape: {
    params: z.object({ memories: MemoriesSpec, model: ModelSpec, grid: GridSpec }),
    frame: z.object({}),
    result: LandscapeReport,
  },

  /** Lists the experiments that this engine can run. */
  experiments: { params: z.object({}), frame: NoFrames, result: ExperimentList },

  /** Plans an experiment and estimates its time. Cost: sampling the data and some tenths of a second. */
  planExperiment: { params: ExperimentSpec, frame: NoFrames, result: ExperimentPlan },

  /**
   * Runs an experiment on the data that its plan's `stamp` identifies; refused where the data changed since.
   * One frame for each cell that is not among those `done`, with `pixels` [pictures, height, width, channels]
   * u8 where the cell has pictures.
   */
  experiment: {
    params: z.object({ spec: ExperimentSpec, stamp: z.string(), done: z.array(z.string()) }),
    frame: CellMeta,
    result: ExperimentReport,
  },
} as const;

/** The type of the table of methods. */
export type EngineApi = typeof engineApi;
/** The name of a method. */
export type Method = keyof EngineApi;
/** The parameters of a method, as the engine parses them. */
export type Params<M extends Method> = z.infer<EngineApi[M]['params']>;
/** The result of a method. */
export type Result<M extends Method> = z.infer<EngineApi[M]['result']>;
/** The metadata of a method's frames; `never` for a method that sends none. */
export type FrameMeta<M extends Method> = z.infer<EngineApi[M]['frame']>;
