import { availableParallelism } from 'node:os';
import { cancelled, deserializeError, EngineError } from '#shared/errors';
import type { Port } from '#shared/rpc/port';
import type { StartHelper } from '../process/helper';
import type { DecodeCall, DecodeReply, DecodeRequest } from './decode-protocol';

const HELPER_COUNT = Math.min(2, availableParallelism());
const TIMEOUT_MS = 30_000;

interface Job {
  readonly call: DecodeCall;
  readonly signal: AbortSignal;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: EngineError) => void;
}

/**
 * Decoding in helper processes. Each helper has one file in hand, so that one which ends or hangs condemns that file
 * alone; it is started anew for the next.
 */
export class Decoder {
  readonly #startHelper: StartHelper;
  readonly #queue: Job[] = [];
  readonly #idle: Port[] = [];
  readonly #ports = new Set<Port>();
  #busy = 0;

  constructor(startHelper: StartHelper) {
    this.#startHelper = startHelper;
  }

  /** How many files are decoded at once: keep about as many requests waiting. */
  readonly parallel = HELPER_COUNT;

  request<Op extends keyof DecodeRequest>(
    op: Op,
    params: DecodeRequest[Op]['params'],
    signal: AbortSignal,
  ): Promise<DecodeRequest[Op]['result']> {
    return new Promise((resolve, reject) => {
      const call = { op, ...params } as DecodeCall;
      this.#queue.push({ call, signal, resolve: resolve as (value: unknown) => void, reject });
      this.#next();
    });
  }

  close(): void {
    for (const port of this.#ports) port.close();
    this.#ports.clear();
    this.#idle.length = 0;
  }

  #next(): void {
    if (this.#busy >= HELPER_COUNT) return;
    const job = this.#queue.shift();
    if (!job) return;
    if (job.signal.aborted) {
      job.reject(cancelled());
      this.#next();
      return;
    }
    this.#busy++;
    const port = this.#idle.pop() ?? this.#start();
    void this.#perform(port, job).then((canGoOn) => {
      this.#busy--;
      if (canGoOn) {
        this.#idle.push(port);
        // one that ends while it is idle must not be blamed on the next file
        port.onClose(() => {
          this.#forget(port);
        });
      } else {
        this.#forget(port);
        port.close();
      }
      this.#next();
    });
  }

  #forget(port: Port): void {
    this.#ports.delete(port);
    const index = this.#idle.indexOf(port);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  #start(): Port {
    const port = this.#startHelper('decode');
    this.#ports.add(port);
    return port;
  }

  /** Settles the job; resolves with whether its helper can take another. */
  #perform(port: Port, { call, resolve, reject }: Job): Promise<boolean> {
    return new Promise((done) => {
      const condemn = (reason: string) => {
        clearTimeout(timer);
        reject(new EngineError('bad-input', reason));
        done(false);
      };
      const timer = setTimeout(() => {
        condemn(`decoding took longer than ${String(TIMEOUT_MS / 1e3)} s`);
      }, TIMEOUT_MS);
      port.onClose((reason) => {
        condemn(`it ended the decoder (${reason})`);
      });
      port.onMessage((message) => {
        clearTimeout(timer);
        const reply = message as DecodeReply;
        if (reply.ok) resolve(reply.value);
        else reject(deserializeError(reply.error));
        done(!reply.isSwollen);
      });
      port.send(call);
    });
  }
}
