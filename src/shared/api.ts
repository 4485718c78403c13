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
import { Reliability } from './reliability';

/**
 * The engine's methods: the one place that says what goes in, what streams out and what comes back. A method's
 * frames carry `meta` of the given schema; the arrays that go with it are listed in its comment.
 */

export const DeviceReport = z.object({
  id: DeviceId,
  name: z.string(),
  works: z.boolean(),
  /** Why it does not work, or what it lacks; empty when all is well. */
  reason: z.string(),
  /** One DrDAM step of the probe (D 3072, Y 20 000, 4 queries); null where it was not measured. */
  msPerStep: z.number().nullable(),
});
export type DeviceReport = z.infer<typeof DeviceReport>;

export const SkippedFile = z.object({ path: z.string(), reason: z.string() });
export type SkippedFile = z.infer<typeof SkippedFile>;

export const ImagesReport = z.object({
  count: z.int(),
  skipped: z.array(SkippedFile),
  /** Pictures by file format: {"png": 12}. */
  formats: z.record(z.string(), z.int()),
  /** Pictures by their own size, most frequent first. */
  sizes: z.array(z.object({ width: z.int(), height: z.int(), count: z.int() })),
  /** Pictures by class (the sub-folder's name, or the label). */
  classes: z.record(z.string(), z.int()),
});
export type ImagesReport = z.infer<typeof ImagesReport>;

export const MemoryItem = z.object({
  /** The file's path within its set, or the row's number. */
  name: z.string(),
  className: z.string().nullable(),
});
export type MemoryItem = z.infer<typeof MemoryItem>;

export const PrepareReport = z.object({
  dim: z.int(),
  /** Null for file states without a shape. */
  shape: PictureShape.nullable(),
  /** K, before bad files are found where they are not kept. */
  numMemories: z.int(),
  /** Empty where they are too many to keep: then their rows are not sent either. */
  memories: z.array(MemoryItem),
  numQueries: z.int(),
  /** The memory that each query was made from, -1 where it is not stored or there is none; empty for queries from a file. */
  targets: z.array(z.int()),
  skipped: z.array(SkippedFile),
});
export type PrepareReport = z.infer<typeof PrepareReport>;

/** The pictures of a set. */
export const BrowseReport = z.object({
  /** What they are brought to. */
  shape: PictureShape,
  /** How many there are, more than `items` where these reached the limit. */
  total: z.int(),
  /** In the order in which the seed draws them. Names are unique within a set. */
  items: z.array(MemoryItem),
  skipped: z.array(SkippedFile),
});
export type BrowseReport = z.infer<typeof BrowseReport>;

export const ProjectionReport = z.object({
  kind: z.enum(['structured', 'gaussian', 'orthogonal', 'file']),
  numFeatures: z.int(),
  /** Structured only: the factor sizes, whose product is `paddedDim`, and the version of the construction. */
  factors: z.array(z.int()).optional(),
  paddedDim: z.int().optional(),
  version: z.int().optional(),
});
export type ProjectionReport = z.infer<typeof ProjectionReport>;

const PerModel = <T extends z.ZodType>(value: T) => z.partialRecord(ModelName, value);

/** What a person's own energy was. */
export const OnnxEnergyReport = z.object({
  /** Of its file, in hexadecimal. */
  sha256: z.string(),
  /** How far its gradient is from that of its energy, relative; null where the energy is flat at all states tried. */
  gradientError: z.number().nullable(),
});
export type OnnxEnergyReport = z.infer<typeof OnnxEnergyReport>;

export const DescentReport = z.object({
  device: DeviceUsed,
  projection: ProjectionReport.nullable(),
  models: PerModel(
    z.object({
      /** The numbers that the model holds: K D, or those of T (and of a subspace's basis); 0 where nobody knows. */
      parameters: z.int(),
      /** Index of the memory nearest to the last state, Euclidean over all coordinates. */
      nearest: z.array(z.int()),
      /** Distance to it: the RMS pixel difference for picture states. */
      distances: z.array(z.number()),
      /** That memory, where the state is nearer to it than half the way from there to any other; -1 elsewhere. */
      basins: z.array(z.int()),
      /** Distance of the last state to the pattern that the query was made from, null for a query without one; empty where none has one. */
      errors: z.array(z.number().nullable()),
      /** The step at which a query stopped because it diverged; -1 where none did. */
      stopped: z.array(z.int()),
      /** True where the last state's phi.T is at or below epsilon: its gradient is 0, it is frozen, not recalled. */
      clipped: z.array(z.boolean()),
      /** The step since when the slope has stayed at or below 0.001; -1 where it has not, or the query stopped or is clipped. */
      converged: z.array(z.int()),
      /**
       * Of MrDAM: the smallest eigenvalue of the energy's Hessian at the last state, over free coordinates. Above 0 a
       * state at rest is a minimum; 1 where one memory is alone.
       */
      curvatures: z.array(z.number()).optional(),
      /** Time in the model's own steps. */
      seconds: z.number(),
    }),
  ),
  /** Predicted from T before the run (of its first stage); null without DrDAM, a trigonometric map and the logarithm. */
  trust: Reliability.nullable(),
  /** What came of it; null where it cannot be seen, because one of the models did not run or no query ended alike in both. */
  measured: z.object({
    /** Mean over queries of |E DrDAM - E MrDAM| where they start. */
    energyError: z.number().nullable(),
    /** RMS distance of both models' last states, over queries that ended in one basin. */
    pixelNoise: z.number().nullable(),
  }),
  own: OnnxEnergyReport.optional(),
  /** Building the features and T, loading graphs. */
  setupSeconds: z.number(),
});
export type DescentReport = z.infer<typeof DescentReport>;

export const StepsMeta = z.object({
  model: ModelName,
  /** The frame's scalars belong to the states of steps firstStep, firstStep + 1, … */
  firstStep: z.int(),
  /** The first query of the frame; its arrays say how many. */
  firstQuery: z.int(),
  /** The steps whose states are in the frame. */
  stateSteps: z.array(z.int()),
});
export type StepsMeta = z.infer<typeof StepsMeta>;

/** How the memories lie to a plane. */
export const PlaneReport = z.object({
  /** The share of the memories' variance that lies in the plane, 0 to 1. */
  explainedVariance: z.number(),
  /** The coordinates of each memory's projection onto the plane, and its distance from the plane. */
  memories: z.array(z.object({ u: z.number(), v: z.number(), offPlane: z.number() })),
});
export type PlaneReport = z.infer<typeof PlaneReport>;

export const LandscapeReport = PlaneReport.extend({
  device: DeviceUsed,
  projection: ProjectionReport.nullable(),
  seconds: PerModel(z.number()),
  own: OnnxEnergyReport.optional(),
  setupSeconds: z.number(),
});
export type LandscapeReport = z.infer<typeof LandscapeReport>;

export const SampleReport = z.object({
  /** What the engine takes as a source: "sample:emoji". */
  source: z.string(),
  title: z.string(),
  count: z.int(),
  /** Whose pictures they are, and under which licence. */
  notice: z.string(),
});
export type SampleReport = z.infer<typeof SampleReport>;

/** How stored memories lie to each other, and what MrDAM's energy is at each. */
export const MemoriesReport = z.object({
  dim: z.int(),
  beta: z.number(),
  /** R^2: their mean squared distance from their centroid. */
  meanSquare: z.number(),
  /** beta* = 2 log K / R^2: below it the centroid lies deeper than the memories. */
  separatingBeta: z.number(),
  /** K_eff at this beta. */
  effectiveMemories: z.number(),
  /** From here on every memory is a well-conditioned minimum (engine/descent/smallest-beta.ts); null where none serves. */
  smallestBeta: z.number().nullable(),
  memories: z.array(
    z.object({
      name: z.string(),
      /** The memory next to it, and the distance; -1 where there is no other. */
      nearest: z.int(),
      distance: z.number(),
      /** Euclidean norm of the gradient at the memory, and the smallest eigenvalue of the Hessian there. */
      slope: z.number(),
      curvature: z.number(),
    }),
  ),
});
export type MemoriesReport = z.infer<typeof MemoriesReport>;

export const PreparedArrayName = z.enum([
  'memories',
  'queries',
  'clamped',
  'origins',
  'memory_squares',
  'query_squares',
]);

const NoFrames = z.never();

export const engineApi = {
  /** What can run here. Each device is tried in a process of its own. */
  devices: { params: z.object({}), frame: NoFrames, result: z.array(DeviceReport) },

  /** The bundled sample sets. */
  samples: { params: z.object({}), frame: NoFrames, result: z.array(SampleReport) },

  /** What a source would load. Decodes everything that it counts. */
  images: { params: ImageSource, frame: NoFrames, result: ImagesReport },

  /** The names and classes of a set's pictures, at most `limit` of them. Cost: opening the set. */
  browse: {
    params: z.object({ images: ImageSource, seed: Seed, limit: z.int().positive().max(100_000) }),
    frame: NoFrames,
    result: BrowseReport,
  },

  /**
   * Small pictures of a set. Frames: `pixels` [n, height, width, channels] u8 of consecutive names, whose longer side is at
   * most `side`; black where one cannot be read, and it is among the skipped.
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
   * The states of a setup. Frames: rows of `memories` [n, D] f32, `queries` [n, D] f32, `clamped` [n, D] u8, and where
   * queries were made from patterns, `origins` [n, D] f32: those patterns, NaN for a query without one. With `withDistances` also rows of squared distances,
   * from memories `memory_squares` [n, K] f64 and from queries `query_squares` [n, K] f64; cost: O(K^2 D). With `model`,
   * memories that are too many for it are refused before they are read.
   */
  prepare: {
    params: Setup.extend({ withDistances: z.boolean().optional(), model: ModelSpec.optional() }),
    frame: z.object({ name: PreparedArrayName, firstRow: z.int() }),
    result: PrepareReport,
  },

  /**
   * How memories lie, whether each is a minimum at a beta, and from which beta on all are. `brief` leaves out the list of
   * memories. Cost: O(K^2 D), and O(n^2) a round for each memory where n of them count; at a small beta that is all.
   */
  inspect: {
    params: z.object({ memories: MemoriesSpec, beta: z.number().positive(), brief: z.boolean().optional() }),
    frame: NoFrames,
    result: MemoriesReport,
  },

  /** What T itself predicts of DrDAM, before a run (of its first stage); null where DescentReport's is. */
  predictReliability: {
    params: z.object({ setup: Setup, model: ModelSpec }),
    frame: NoFrames,
    result: z.object({ reliability: Reliability.nullable() }),
  },

  /**
   * Sums T of other memories for every stage of a model, beside a descent that runs, so that a descent with these
   * memories can start at once. Cost: the features of the memories that were added or removed.
   */
  precomputeFeatures: {
    params: z.object({ memories: MemoriesSpec, model: ModelSpec }),
    frame: NoFrames,
    result: z.object({ seconds: z.number() }),
  },

  /**
   * Energy descent of every query in every model asked for. An own energy that fails on the way stops its own queries,
   * with a notice that says why. Frames: `energies` and `gradient_norms` [n, b] f32 of
   * consecutive steps, `states` [m, b, D] f32 of the steps listed; a resumed one begins at its step. Stopping it costs at most one call to the device.
   */
  descend: {
    params: z.object({ setup: Setup, model: ModelSpec, descent: DescentSpec, resume: ResumeSpec.optional() }),
    frame: StepsMeta,
    result: DescentReport,
  },

  /**
   * Finds a plane and projects the memories onto it. One frame: `origin` [D] f64, `axes` [2, D] f64. Cost: O(K D), and
   * for the principal plane O(K^2 D).
   */
  plane: {
    params: z.object({ memories: MemoriesSpec, plane: PlaneSpec }),
    frame: z.object({}),
    result: PlaneReport,
  },

  /**
   * Energies on a plane. An own energy that fails on the way is left out, with a notice, if it is not alone. One frame: `u`, `v` [N] f64, `origin` [D] f64, `axes` [2, D] f64, and for each model
   * asked for `<model>_energy` [N, N] f32; with DrDAM `drdam_clipped` [N, N] u8.
   */
  landscape: {
    params: z.object({ memories: MemoriesSpec, model: ModelSpec, grid: GridSpec }),
    frame: z.object({}),
    result: LandscapeReport,
  },

  /** The experiments that this engine can run. */
  experiments: { params: z.object({}), frame: NoFrames, result: ExperimentList },

  /** What an experiment would do and how long it would take. Computes no cell; costs some tenths of a second, and drawing the data. */
  planExperiment: { params: ExperimentSpec, frame: NoFrames, result: ExperimentPlan },

  /**
   * One of the paper's experiments or ours, of the data that its plan's `stamp` names; refused where they have changed.
   * One frame for each cell that is not among those `done`, with `pixels` [pictures, height, width, channels] u8 where it
   * has pictures.
   */
  experiment: {
    params: z.object({ spec: ExperimentSpec, stamp: z.string(), done: z.array(z.string()) }),
    frame: CellMeta,
    result: ExperimentReport,
  },
} as const;

export type EngineApi = typeof engineApi;
export type Method = keyof EngineApi;
export type Params<M extends Method> = z.infer<EngineApi[M]['params']>;
export type Result<M extends Method> = z.infer<EngineApi[M]['result']>;
export type FrameMeta<M extends Method> = z.infer<EngineApi[M]['frame']>;
