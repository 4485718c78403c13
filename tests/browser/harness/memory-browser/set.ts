import type { MemoryItem } from '#shared/api';
import { Recording } from '#shared/recording';
import type { FetchThumbnails } from '../../../../src/renderer/domain/thumbnails';
import type { PreparedStates } from '../../../../src/renderer/domain/run/moment';

/** A set whose pictures have a white left half, and a grey on the right that says which they are. */

export const SHAPE = { height: 28, width: 28, channels: 1 };
const DIM = SHAPE.height * SHAPE.width;
const CLASSES = ['ant', 'bee', 'cow', 'dog', 'eel', 'fox', 'gnu'];
/** Cannot be read. */
export const BAD = 'bee/half 02101.png';

export const greyOf = (picture: number) => (picture * 37) % 200;

const isLeft = (pixel: number) => pixel % SHAPE.width < SHAPE.width / 2;

export function itemOf(picture: number): MemoryItem {
  const className = CLASSES[picture % CLASSES.length] ?? '';
  return { name: `${className}/half ${String(picture).padStart(5, '0')}.png`, className };
}

export const numberOf = (name: string) => Number(/(\d+)\.png$/.exec(name)?.[1]);

function stateOf(picture: number): Float32Array {
  const grey = greyOf(picture) / 255;
  return Float32Array.from({ length: DIM }, (_, i) => (isLeft(i) ? 1 : grey) / Math.sqrt(DIM));
}

export function preparedOf(count: number): PreparedStates {
  const memories = new Float32Array(count * DIM);
  for (let k = 0; k < count; k++) memories.set(stateOf(k), k * DIM);
  return {
    dim: DIM,
    shape: SHAPE,
    items: Array.from({ length: count }, (_, k) => itemOf(k)),
    memories,
    numQueries: 1,
    queries: memories.slice(0, DIM),
    clamped: new Uint8Array(DIM),
    origins: null,
    targets: [0],
    distances: {
      memories: new Float64Array(),
      queries: new Float64Array(),
      numMemories: count,
      freeCoordinates: [DIM],
    },
  };
}

/** A run whose state at each step is the picture of that number. */
export function recordingOf(steps: number): Recording {
  const recording = new Recording({ models: ['mrdam', 'drdam'], numQueries: 1, dim: DIM, steps });
  for (const model of ['mrdam', 'drdam'] as const) {
    const all = Array.from({ length: steps + 1 }, (_, step) => step);
    const zeros = { data: new Float32Array(steps + 1), shape: [steps + 1, 1] };
    const data = new Float32Array((steps + 1) * DIM);
    for (const step of all) data.set(stateOf(step), step * DIM);
    const states = { data, shape: [steps + 1, 1, DIM] };
    recording.add(
      { model, firstStep: 0, firstQuery: 0, stateSteps: all },
      { energies: zeros, gradient_norms: zeros, states },
    );
  }
  return recording;
}

/** Answers after a while, as an engine does. */
export const scripted: FetchThumbnails = async (names, _, signal, onrows) => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  signal.throwIfAborted();
  const pixels = new Uint8Array(names.length * DIM);
  names.forEach((name, row) => {
    const grey = greyOf(numberOf(name));
    for (let i = 0; i < DIM; i++) pixels[row * DIM + i] = isLeft(i) ? 255 : grey;
  });
  onrows({ firstRow: 0, shape: SHAPE, pixels });
  return names.includes(BAD) ? [{ path: BAD, reason: 'Its data ends early.' }] : [];
};
