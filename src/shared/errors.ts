/** The reasons why a call fails: a closed list that callers may branch on. */
export const errorCodes = [
  'bad-request', // the parameters contradict each other or the engine's contract
  'bad-input', // a file or its content cannot be used
  'not-found', // a path or name does not exist
  'unsupported', // this version or machine cannot do it
  'too-large', // it would exceed a limit in bytes, pixels or numbers
  'no-device', // the requested device cannot run here
  'device-failed', // a device failed while it computed; it fails again in the same process
  'cancelled', // the caller stopped it
  'engine-stopped', // the process that computed has ended
  'internal', // a fault of this app
] as const;

/** The reason why a call failed. */
export type ErrorCode = (typeof errorCodes)[number];

/**
 * The error of a failed call, written for people: `message` says what happened and why, `next` what to do
 * about it.
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

  /** The message and the next step as one line. */
  get sentence(): string {
    return this.next ? `${this.message} ${this.next}` : this.message;
  }
}

/** An error as plain data, for crossing a process boundary. */
export interface SerializedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
  readonly stack?: string | undefined;
}

/**
 * Returns any thrown value as an EngineError. A value that is not one already was not foreseen and gets the
 * code `internal`.
 */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new EngineError('internal', message, '', { cause: thrown });
}

/** Returns the error as plain data, with the stack of its cause where it has one. */
export function serializeError(error: EngineError): SerializedError {
  const origin = error.cause instanceof Error ? error.cause : error;
  const { code, message, next } = error;
  return origin.stack === undefined ? { code, message, next } : { code, message, next, stack: origin.stack };
}

/** Returns the error that `serializeError` was given, without its cause. */
export function deserializeError({ code, message, next, stack }: SerializedError): EngineError {
  const error = new EngineError(code, message, next);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Returns the error of a call that its caller stopped. */
export function cancelled(): EngineError {
  return new EngineError('cancelled', 'Cancelled.');
}

/**
 * Asserts a condition that only a fault of this app can break; `fact` says what should hold.
 *
 * @throws EngineError with the code `internal` if the condition is false.
 */
export function invariant(condition: unknown, fact: string): asserts condition {
  if (!condition) throw new EngineError('internal', `Invariant broken: ${fact}.`);
}
