/** Why a call failed, as a closed list that callers may branch on. */
export const errorCodes = [
  'bad-request', // the parameters contradict each other or the engine's contract
  'bad-input', // a file or its content cannot be used
  'not-found', // a path or name that does not exist
  'unsupported', // a wish that this version or machine cannot grant
  'too-large', // it would pass a limit in bytes, pixels or numbers
  'no-device', // the device asked for cannot run here
  'device-failed', // a device failed while it computed; in its process it will again
  'cancelled', // stopped by the caller
  'engine-stopped', // the process that computed is gone
  'internal', // our fault
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/**
 * A failed call, written for the person who reads it: `message` says what happened and why, `next` what to do about it.
 */
export class EngineError extends Error {
  override name = 'EngineError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly next = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Message and next step as one line. */
  get sentence(): string {
    return this.next ? `${this.message} ${this.next}` : this.message;
  }
}

/** How an error crosses a process boundary. */
export interface SerializedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
  readonly stack?: string | undefined;
}

/** Any thrown value as an EngineError; what is not one already was not foreseen, so it is `internal`. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new EngineError('internal', message, '', { cause: thrown });
}

export function serializeError(error: EngineError): SerializedError {
  const origin = error.cause instanceof Error ? error.cause : error;
  const { code, message, next } = error;
  return origin.stack === undefined ? { code, message, next } : { code, message, next, stack: origin.stack };
}

export function deserializeError({ code, message, next, stack }: SerializedError): EngineError {
  const error = new EngineError(code, message, next);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** The error of a call that its caller stopped. */
export function cancelled(): EngineError {
  return new EngineError('cancelled', 'Cancelled.');
}

/** Throws unless a fact that only a bug of ours can break holds. */
export function invariant(condition: unknown, fact: string): asserts condition {
  if (!condition) throw new EngineError('internal', `Invariant broken: ${fact}.`);
}
