import type { DescentReport, LandscapeReport, PrepareReport } from '../../src/shared/api';
import type { CallOptions } from '../../src/shared/rpc/client';
import type { ModelName } from '../../src/shared/setup';

/** What a scripted engine answers: two memories of two pixels, two queries, both models. */

const MODELS: readonly ModelName[] = ['mrdam', 'drdam'];
/** The states of two memories of two pixels, and of two queries made from them. */
export const preparedReport: PrepareReport = {
  dim: 2,
  shape: { height: 1, width: 2, channels: 1 },
  numMemories: 2,
  memories: [
    { name: 'a.png', className: null },
    { name: 'b.png', className: null },
  ],
  numQueries: 2,
  targets: [0, 1],
  skipped: [{ path: 'c.png', reason: 'It is not there.' }],
};

const modelReport = {
  parameters: 4,
  nearest: [0, 1],
  distances: [0, 0],
  basins: [0, 1],
  places: ['memory' as const, 'memory' as const],
  shares: [[{ memory: 0, share: 1 }], [{ memory: 1, share: 1 }]],
  errors: [0, 0],
  stopped: [-1, -1],
  clipped: [false, true],
  converged: [1, 1],
  seconds: 0.1,
};
/** Two queries that were recalled; the second one is frozen in MrDAM. */
export const descentReport: DescentReport = {
  device: { id: 'cpu', name: 'CPU' } as DescentReport['device'],
  projection: null,
  models: { mrdam: modelReport, drdam: { ...modelReport, clipped: [false, false] } },
  trust: null,
  measured: { energyError: 0, pixelNoise: 0, endDistances: [0, 0] },
  setupSeconds: 0.1,
};

/** Sends the states of `preparedReport`. */
export function sendPrepared({ onFrame }: CallOptions<'prepare'>): void {
  const two = [1, 0, 0, 1];
  const floats = { data: Float32Array.from(two), shape: [2, 2] };
  const doubles = { data: Float64Array.from(two), shape: [2, 2] };
  const frames = {
    memories: floats,
    queries: floats,
    origins: floats,
    clamped: { data: new Uint8Array(4), shape: [2, 2] },
    memory_squares: doubles,
    query_squares: doubles,
  };
  for (const [name, array] of Object.entries(frames)) {
    void onFrame?.({ name: name as keyof typeof frames, firstRow: 0 }, { [name]: array });
  }
}

/** Sends states, energies and slopes of steps; the energy of a step is its number. */
export function sendSteps({ onFrame }: CallOptions<'descend'>, first: number, last: number): void {
  for (const model of MODELS) {
    for (let step = first; step <= last; step++) {
      const numbers = { data: Float32Array.of(step, step), shape: [1, 2] };
      const states = { data: Float32Array.of(1, 0, 0, 1), shape: [1, 2, 2] };
      const meta = { model, firstStep: step, firstQuery: 0, stateSteps: [step] };
      void onFrame?.(meta, { energies: numbers, gradient_norms: numbers, states });
    }
  }
}

/** Sends a landscape of the size asked for on the plane of both pixels; its energies count up from 0. */
export function sendLandscape(
  size: number,
  { onFrame }: CallOptions<'landscape'>,
  models: readonly ModelName[],
): void {
  const axis = { data: Float64Array.from({ length: size }, (_, i) => i), shape: [size] };
  const energy = { data: Float32Array.from({ length: size * size }, (_, i) => i), shape: [size, size] };
  void onFrame?.(
    {},
    {
      u: axis,
      v: axis,
      origin: { data: new Float64Array(2), shape: [2] },
      axes: { data: Float64Array.of(1, 0, 0, 1), shape: [2, 2] },
      ...Object.fromEntries(models.map((model) => [`${model}_energy`, energy])),
    },
  );
}

export const landscapeReport: LandscapeReport = {
  device: { id: 'cpu', name: 'CPU' } as LandscapeReport['device'],
  projection: null,
  explainedVariance: 1,
  memories: [
    { u: 1, v: 0, offPlane: 0 },
    { u: 0, v: 1, offPlane: 0 },
  ],
  seconds: {},
  setupSeconds: 0,
};
