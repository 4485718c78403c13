import { availableParallelism } from 'node:os';
import { cancelled, deserializeError, EngineError, toEngineError } from '#shared/errors';
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
    void this.#perform(port, job.call).then(
      (value) => {
        this.#idle.push(port);
        this.#busy--;
        job.resolve(value);
        this.#next();
      },
      (thrown: unknown) => {
        const error = toEngineError(thrown);
        if (error.code === 'engine-stopped') this.#ports.delete(port);
        else this.#idle.push(port);
        this.#busy--;
        job.reject(error.code === 'engine-stopped' ? new EngineError('bad-input', error.message) : error);
        this.#next();
      },
    );
  }

  #start(): Port {
    const port = this.#startHelper('decode');
    this.#ports.add(port);
    return port;
  }

  /** Rejects with `engine-stopped` when the helper is gone, with the file's own fault otherwise. */
  #perform(port: Port, call: DecodeCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new EngineError('engine-stopped', `decoding took longer than ${String(TIMEOUT_MS / 1e3)} s`));
        port.close();
      }, TIMEOUT_MS);
      port.onClose((reason) => {
        clearTimeout(timer);
        reject(new EngineError('engine-stopped', `it ended the decoder (${reason})`));
      });
      port.onMessage((message) => {
        clearTimeout(timer);
        const reply = message as DecodeReply;
        if (reply.ok) resolve(reply.value);
        else reject(deserializeError(reply.error));
      });
      port.send(call);
    });
  }
}
