import type { SerializedError } from '#shared/errors';

/** The messages between the engine and an energy helper: one call at a time, and a report of the helper's own. */

/** The time and the memory that a custom energy may take. */
export interface EnergyLimits {
  /** Time to start the process and load the file, then for one call. The engine ends a helper that takes longer. */
  readonly openSeconds: number;
  readonly callSeconds: number;
  /** Resident memory of the whole process. The helper ends itself when it passes this. */
  readonly memoryBytes: number;
}

/** A call has few states (onnx-energy.ts), so that no energy meant for use comes near these. */
export const DEFAULT_LIMITS: EnergyLimits = { openSeconds: 30, callSeconds: 10, memoryBytes: 2e9 };

/** What the engine asks of the helper. */
export type EnergyCall =
  | {
      readonly op: 'open';
      /** The file's name in messages. */
      readonly name: string;
      readonly bytes: Uint8Array;
      /** [K, dim] */
      readonly memories: Float32Array;
      readonly dim: number;
      readonly memoryBytes: number;
    }
  | {
      readonly op: 'evaluate';
      /** [n, dim] */
      readonly states: Float32Array;
      readonly beta: number;
      readonly wantsGradients: boolean;
    };

/** The reply to a call; that to `open` has an empty result. */
export type EnergyReply =
  | { readonly ok: true; readonly result: EnergyResult }
  | { readonly ok: false; readonly error: SerializedError };

/** What a graph computed. */
export interface EnergyResult {
  /** [n] */
  readonly energies?: Float32Array;
  /** [n, dim] */
  readonly gradients?: Float32Array;
}

/** The helper passed its memory limit and ends. It may come at any time. */
export interface OverMemory {
  readonly overMemory: true;
}
