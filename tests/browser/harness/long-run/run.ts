import { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import { stateDistances } from '#shared/reliability';
import { PathFollower } from '../../../../src/renderer/session/plane-paths';
import type { Landscapes, Moment, PreparedStates } from '../../../../src/renderer/domain/run/moment';

/** Simulates a run of any length without an engine: each query decays towards its memory, with small oscillations. */

const SHAPE = { height: 28, width: 28, channels: 1 };
const DIM = SHAPE.height * SHAPE.width;
const NUM_MEMORIES = 16;
const SIZE = 128;
const MODELS = ['mrdam', 'drdam'] as const;
/** The number of steps in a recording frame, as 512 KiB hold. */
const FRAME_STEPS = 40;
/** The time constant of the decay, in steps. */
const DECAY_STEPS = 400;

export class LongRun {
  readonly recording: Recording;
  readonly #prepared: PreparedStates;
  readonly #landscapes: Landscapes;
  readonly #follower: PathFollower;
  #reached = 0;

  constructor(
    steps: number,
    readonly numQueries = 4,
  ) {
    this.#prepared = somePrepared(numQueries);
    this.recording = new Recording({ models: MODELS, numQueries, dim: DIM, steps });
    this.#landscapes = someLandscapes(this.#prepared);
    this.#follower = new PathFollower(this.recording, this.#landscapes);
  }

  /** Records up to a step, in frames as the engine sends them. */
  record(until: number): void {
    for (; this.#reached < until; this.#reached += FRAME_STEPS) {
      const count = Math.min(FRAME_STEPS, until - this.#reached);
      for (const model of MODELS) this.#add(model, this.#reached, count);
    }
    this.#follower.advance(Infinity);
  }

  momentAt(step: number): Moment {
    return {
      prepared: this.#prepared,
      recording: this.recording,
      landscapes: this.#landscapes,
      paths: this.#follower.paths,
      energyCut: 1,
      step,
      query: 0,
    };
  }

  #add(model: ModelName, first: number, count: number): void {
    const { numQueries } = this;
    const { memories, queries } = this.#prepared;
    const stateSteps = Array.from({ length: first === 0 ? count + 1 : count }, (_, i) =>
      first === 0 ? i : first + i + 1,
    );
    const states = new Float32Array(stateSteps.length * numQueries * DIM);
    stateSteps.forEach((step, row) => {
      const remaining =
        Math.exp(-step / DECAY_STEPS) * (model === 'drdam' ? 1 + 0.2 * Math.sin(step / 9) : 1);
      for (let i = 0; i < numQueries * DIM; i++) {
        const target = memories[i % memories.length] ?? 0;
        states[row * numQueries * DIM + i] = target + remaining * ((queries[i] ?? 0) - target);
      }
    });
    const scalars = Float32Array.from({ length: count * numQueries }, (_, i) => {
      const step = first + Math.floor(i / numQueries);
      return (0.2 + 0.05 * (i % numQueries)) * Math.exp(-step / DECAY_STEPS) + 1e-3 * Math.sin(step);
    });
    this.recording.add(
      { model, firstStep: first, firstQuery: 0, stateSteps },
      {
        energies: { data: scalars, shape: [count, numQueries] },
        gradient_norms: { data: scalars, shape: [count, numQueries] },
        states: { data: states, shape: [stateSteps.length, numQueries, DIM] },
      },
    );
  }
}

function somePrepared(numQueries: number): PreparedStates {
  const memories = Float32Array.from({ length: NUM_MEMORIES * DIM }, (_, i) => {
    const [k, pixel] = [Math.floor(i / DIM), i % DIM];
    const [x, y] = [(pixel % SHAPE.width) / SHAPE.width, Math.floor(pixel / SHAPE.width) / SHAPE.height];
    return (0.5 + 0.5 * Math.sin(6 * x * (1 + (k % 4)) + 6 * y * (1 + Math.floor(k / 4)))) / Math.sqrt(DIM);
  });
  const origins = Float32Array.from(
    { length: numQueries * DIM },
    (_, i) => memories[i % memories.length] ?? NaN,
  );
  const queries = origins.map((value, i) => (i % DIM < DIM / 2 ? value : 0));
  const clamped = new Uint8Array(numQueries * DIM);
  return {
    dim: DIM,
    shape: SHAPE,
    items: Array.from({ length: NUM_MEMORIES }, (_, k) => ({
      name: `waves/${String(k)}.png`,
      className: null,
    })),
    memories,
    numQueries,
    queries,
    clamped,
    origins,
    targets: Array.from({ length: numQueries }, (_, q) => q % NUM_MEMORIES),
    distances: stateDistances(memories, queries, clamped, DIM),
  };
}

/** Returns a plane through the first query and its memory, whose landscape has a basin for each memory. */
function someLandscapes({ memories, items, queries }: PreparedStates): Landscapes {
  const [origin, along] = [Float64Array.from(memories.subarray(0, DIM)), new Float64Array(DIM)];
  for (let i = 0; i < DIM; i++) along[i] = (queries[i] ?? 0) - (origin[i] ?? 0);
  const length = Math.hypot(...along);
  const across = new Float64Array(DIM);
  for (let i = 0; i < DIM; i++) {
    along[i] = (along[i] ?? 0) / length;
    across[i] = Math.cos(i) / Math.sqrt(DIM / 2);
  }
  const axis = Float64Array.from({ length: SIZE }, (_, i) => -0.9 + (1.8 * i) / (SIZE - 1));
  const projections = Array.from({ length: NUM_MEMORIES }, (_, k) => ({
    u: -0.6 + 0.4 * (k % 4),
    v: -0.6 + 0.4 * Math.floor(k / 4),
    offPlane: 0,
  }));
  const energies = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [u, v] = [axis[i % SIZE] ?? 0, axis[Math.floor(i / SIZE)] ?? 0];
    return (
      1.1 -
      projections.reduce(
        (sum, projection) => sum + Math.exp(-20 * ((u - projection.u) ** 2 + (v - projection.v) ** 2)),
        0,
      )
    );
  });
  return {
    size: SIZE,
    u: axis,
    v: axis,
    origin,
    axes: [along, across],
    energies: { mrdam: energies, drdam: energies },
    memories,
    items,
    projections,
    kind: 'pca',
    explainedVariance: 0.6,
    noiseEnergy: null,
  };
}
