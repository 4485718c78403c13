import type { SerializedError } from '#shared/errors';

/** What passes between the engine and an energy helper: calls one at a time, and the helper's own word. */

/** What a person's energy may take. */
export interface EnergyLimits {
  /** Of the helper's process and the file's loading, then of one call. The engine ends a helper that takes longer. */
  readonly openSeconds: number;
  readonly callSeconds: number;
  /** Of the helper's process as a whole, resident. The helper ends itself when it passes this. */
  readonly memoryBytes: number;
}

/** A call holds few states (energy.ts), so these are far above what an energy that is meant to be used needs. */
export const DEFAULT_LIMITS: EnergyLimits = { openSeconds: 30, callSeconds: 10, memoryBytes: 2e9 };

export type EnergyCall =
  | {
      readonly op: 'open';
      /** What the file is called in messages. */
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

/** Every call has one reply; `open` has an empty result. */
export type EnergyReply =
  | { readonly ok: true; readonly result: EnergyResult }
  | { readonly ok: false; readonly error: SerializedError };

export interface EnergyResult {
  /** [n] */
  readonly energies?: Float32Array;
  /** [n, dim] */
  readonly gradients?: Float32Array;
}

/** The helper's last word, at whatever time. */
export interface OverMemory {
  readonly overMemory: true;
}
