import { cancelled, deserializeError, EngineError, invariant } from '#shared/errors';
import type { Port } from '#shared/rpc/port';
import { formatBytes } from '#shared/units';
import type { StartHelper } from '../../process/helper';
import type { EnergyCall, EnergyLimits, EnergyReply, EnergyResult, OverMemory } from './protocol';
import { DEFAULT_LIMITS } from './protocol';

/** Calls back after some seconds, unless the function that it returns was called before. */
export type StartTimer = (seconds: number, onElapsed: () => void) => () => void;

const startTimeout: StartTimer = (seconds, onElapsed) => {
  const timeout = setTimeout(onElapsed, seconds * 1e3);
  return () => {
    clearTimeout(timeout);
  };
};

/** The limits of a sandbox, and the clock by which its calls are timed. */
export interface SandboxOptions {
  readonly limits?: EnergyLimits;
  readonly startTimer?: StartTimer;
}

/**
 * A helper process that runs one graph that is not trusted, one call at a time. A call that takes too long or too much
 * memory, crashes or is cancelled ends the process and nothing else; every later call fails with the same error.
 */
export class Sandbox {
  readonly #name: string;
  readonly #limits: EnergyLimits;
  readonly #startTimer: StartTimer;
  readonly #port: Port;
  /** Settles the call that is under way. */
  #onReply: ((reply: EnergyReply) => void) | undefined;
  #onEnd: ((error: EngineError) => void) | undefined;
  /** Why the helper ended. */
  #end: EngineError | undefined;

  /** `name` is the graph's name in messages. */
  constructor(
    startHelper: StartHelper,
    name: string,
    { limits = DEFAULT_LIMITS, startTimer = startTimeout }: SandboxOptions = {},
  ) {
    this.#name = name;
    this.#limits = limits;
    this.#startTimer = startTimer;
    this.#port = startHelper('energy');
    this.#port.onMessage((message) => {
      const reply = message as EnergyReply | OverMemory;
      if ('overMemory' in reply) this.#fail(this.#memoryLimitPassed());
      else this.#onReply?.(reply);
    });
    this.#port.onClose((reason) => {
      this.#fail(this.#crashed(reason));
    });
  }

  /** Sends a call and returns its result. The call before it must have settled. */
  call(call: EnergyCall, signal: AbortSignal): Promise<EnergyResult> {
    invariant(!this.#onReply, 'a sandbox runs one call at a time');
    const { openSeconds, callSeconds } = this.#limits;
    const seconds = call.op === 'open' ? openSeconds : callSeconds;
    return new Promise<EnergyResult>((resolve, reject) => {
      const fail = (error: EngineError) => {
        settle();
        reject(error);
      };
      const stop = () => {
        this.#fail(cancelled());
      };
      const stopTimer = this.#startTimer(seconds, () => {
        this.#fail(this.#timeLimitPassed(seconds));
      });
      const settle = () => {
        stopTimer();
        signal.removeEventListener('abort', stop);
        this.#onReply = this.#onEnd = undefined;
      };
      this.#onEnd = fail;
      this.#onReply = (reply) => {
        settle();
        if (reply.ok) resolve(reply.result);
        else reject(deserializeError(reply.error));
      };
      if (this.#end) fail(this.#end);
      else if (signal.aborted) stop();
      else {
        signal.addEventListener('abort', stop);
        this.#port.send(call);
      }
    });
  }

  /** Ends the process; a call under way fails as cancelled. */
  close(): void {
    this.#fail(cancelled());
  }

  #fail(error: EngineError): void {
    if (this.#end) return;
    this.#end = error;
    this.#port.close();
    this.#onEnd?.(error);
  }

  #timeLimitPassed(seconds: number): EngineError {
    return new EngineError(
      'too-large',
      `${this.#name} gave no answer within ${String(seconds)} s and was ended.`,
      'Look for an endless loop, or make the graph cheaper: a call evaluates only a few states.',
    );
  }

  #memoryLimitPassed(): EngineError {
    return new EngineError(
      'too-large',
      `${this.#name} took more than ${formatBytes(this.#limits.memoryBytes)} of memory and was ended.`,
      'Make its tables smaller: [B, K, D] or less.',
    );
  }

  #crashed(reason: string): EngineError {
    return new EngineError(
      'bad-input',
      `${this.#name} crashed the process that ran it (${reason}).`,
      'Run it in onnxruntime on its own to see where.',
    );
  }
}
