import { cancelled, deserializeError, EngineError, invariant } from '#shared/errors';
import type { Port } from '#shared/rpc/port';
import { formatBytes } from '#shared/units';
import type { StartHelper } from '../../process/helper';
import type { EnergyCall, EnergyReply, EnergyResult, EnergyLimits, OverMemory } from './protocol';

/**
 * A helper process that runs one graph of a person's, one call at a time. Whatever the graph does, it costs no more
 * than this process: a call that takes too long or too much, crashes or is cancelled ends it, and every later call
 * fails with the same words.
 */
export class Sandbox {
  readonly #name: string;
  readonly #limits: EnergyLimits;
  readonly #port: Port;
  #receive: ((reply: EnergyReply) => void) | undefined;
  /** Why the helper is gone. */
  #end: EngineError | undefined;
  #tellEnd: ((error: EngineError) => void) | undefined;

  /** `name` is what the graph is called in messages. */
  constructor(startHelper: StartHelper, name: string, limits: EnergyLimits) {
    this.#name = name;
    this.#limits = limits;
    this.#port = startHelper('energy');
    this.#port.onMessage((message) => {
      const reply = message as EnergyReply | OverMemory;
      if ('overMemory' in reply) this.#fail(this.#tookTooMuch());
      else this.#receive?.(reply);
    });
    this.#port.onClose((reason) => {
      this.#fail(this.#crashed(reason));
    });
  }

  ask(call: EnergyCall, signal: AbortSignal): Promise<EnergyResult> {
    invariant(!this.#receive, 'an energy is asked for one thing at a time');
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
      const timer = setTimeout(() => {
        this.#fail(this.#tookTooLong(seconds));
      }, seconds * 1e3);
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        this.#receive = this.#tellEnd = undefined;
      };
      this.#tellEnd = fail;
      this.#receive = (reply) => {
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

  close(): void {
    this.#fail(cancelled());
  }

  #fail(error: EngineError): void {
    if (this.#end) return;
    this.#end = error;
    this.#port.close();
    this.#tellEnd?.(error);
  }

  #tookTooLong(seconds: number): EngineError {
    return new EngineError(
      'too-large',
      `${this.#name} gave no answer within ${String(seconds)} s and was ended.`,
      'It has a loop that does not end, or too much work for one call: a few states at a time.',
    );
  }

  #tookTooMuch(): EngineError {
    return new EngineError(
      'too-large',
      `${this.#name} took more than ${formatBytes(this.#limits.memoryBytes)} of memory and was ended.`,
      'Make its tables smaller: of [B, K, D], or less.',
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
