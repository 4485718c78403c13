import { Recording } from '#shared/recording';
import { stateDistances } from '#shared/reliability';
import type { Moment } from '../../../../src/renderer/domain/run/moment';

export const SHAPE = { height: 32, width: 32, channels: 3 };
const DIM = SHAPE.height * SHAPE.width * SHAPE.channels;
const NUM_QUERIES = 4;
const BETA = 120;
const STEP_SIZE = 0.03;

/**
 * A run as the engine would record it, made in the page: MrDAM by its formula, DrDAM as MrDAM with a noise on its
 * gradient that fades; query c of DrDAM ends in a wrong place.
 */
export function makeMoment(steps: number, keptBytes?: number): Moment {
  const random = randomBy(5);
  const memories = Array.from({ length: 8 }, () => smoothPicture(random));
  const mean = memories[0]?.map(
    (_, i) => memories.reduce((sum, one) => sum + (one[i] ?? 0), 0) / memories.length,
  );
  const isHeld = (i: number) => i < DIM / 2;
  const queries = memories
    .slice(0, NUM_QUERIES)
    .map((one) => one.map((x, i) => (isHeld(i) ? x : (mean?.[i] ?? 0))));
  const shape = { models: ['mrdam', 'drdam'] as const, numQueries: NUM_QUERIES, dim: DIM, steps };
  const recording = new Recording(keptBytes === undefined ? shape : { ...shape, budgetBytes: keptBytes });
  let highest = 0;
  for (const model of shape.models) {
    const states = queries.map((query) => query.slice());
    for (let step = 0; step <= steps; step++) {
      const evaluated = states.map((state, q) => {
        const { energy, gradient } = memoryEnergy(memories, state);
        const fading =
          model === 'drdam' ? (q === 2 ? 0.12 : 0.3 * (1 - Math.exp(-step / 9)) * Math.exp(-step / 25)) : 0;
        const noisy = gradient.map((g, i) =>
          isHeld(i) ? 0 : g + (fading * (random() - 0.5) * 22) / Math.sqrt(DIM),
        );
        return { energy: energy + 0.03 * fading, gradient: noisy };
      });
      highest = Math.max(highest, ...evaluated.map(({ energy }) => energy));
      recording.add(
        { model, firstStep: step, firstQuery: 0, stateSteps: [step] },
        {
          energies: { data: Float32Array.from(evaluated, ({ energy }) => energy), shape: [1, NUM_QUERIES] },
          gradient_norms: {
            data: Float32Array.from(evaluated, ({ gradient }) => Math.hypot(...gradient)),
            shape: [1, NUM_QUERIES],
          },
          states: { data: joined(states), shape: [1, NUM_QUERIES, DIM] },
        },
      );
      states.forEach((state, q) => {
        state.forEach((x, i) => (state[i] = x - STEP_SIZE * (evaluated[q]?.gradient[i] ?? 0)));
      });
    }
  }
  return {
    prepared: {
      dim: DIM,
      shape: SHAPE,
      items: memories.map((_, i) => ({ name: `scenes/00${String(i)}.png`, className: null })),
      memories: joined(memories),
      numQueries: NUM_QUERIES,
      queries: joined(queries),
      clamped: Uint8Array.from({ length: NUM_QUERIES * DIM }, (_, i) => Number(isHeld(i % DIM))),
      origins: joined(memories.slice(0, NUM_QUERIES)),
      targets: queries.map((_, i) => i),
      distances: stateDistances(joined(memories), joined(queries), new Uint8Array(queries.length * DIM), DIM),
    },
    recording,
    landscapes: null,
    paths: { mrdam: [], drdam: [], own: [] },
    energyCut: 1.15 * highest,
    step: 0,
    query: 0,
  };
}

function memoryEnergy(memories: readonly Float32Array[], state: Float32Array) {
  const halves = memories.map(
    (memory) => state.reduce((sum, x, i) => sum + (x - (memory[i] ?? 0)) ** 2, 0) / 2,
  );
  const least = Math.min(...halves);
  const weights = halves.map((half) => Math.exp(-BETA * (half - least)));
  const sum = weights.reduce((a, b) => a + b);
  const gradient = state.map(
    (x, i) => x - weights.reduce((m, w, k) => m + (w / sum) * (memories[k]?.[i] ?? 0), 0),
  );
  return { energy: least - Math.log(sum) / BETA, gradient };
}

/** Hills of colour on a sky, over sqrt(dim). */
function smoothPicture(random: () => number): Float32Array {
  const waves = Array.from({ length: 9 }, () => Array.from({ length: 5 }, random));
  return Float32Array.from({ length: DIM }, (_, i) => {
    const [row, column, channel] = [Math.floor(i / 96) / 32, (Math.floor(i / 3) % 32) / 32, i % 3];
    const value = waves
      .slice(3 * channel, 3 * channel + 3)
      .reduce(
        (sum, [a = 0, b = 0, c = 0, d = 0]) =>
          sum + a * Math.sin(7 * b * row + 9 * (c - 0.5) * column + 6 * d),
        0,
      );
    return Math.min(1, Math.max(0, 0.5 + 0.5 * value)) / Math.sqrt(DIM);
  });
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * DIM);
  rows.forEach((row, i) => {
    all.set(row, i * DIM);
  });
  return all;
}

function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
