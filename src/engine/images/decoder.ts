import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { cancelled, deserializeError, EngineError } from '#shared/errors';
import type { Port } from '#shared/rpc/port';
import type { StartHelper } from '../process/helper';
import type { DecodeCall, PictureFile } from './decode-protocol';
import { DecodeReply, PictureInfo } from './decode-protocol';
import type { TargetShape } from './pixels';

const HELPER_COUNT = Math.min(2, availableParallelism());
const TIMEOUT_MS = 30_000;
const Pixels = z.instanceof(Float32Array);

interface Job {
  readonly call: DecodeCall;
  readonly signal: AbortSignal;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: EngineError) => void;
}

/**
 * Decodes picture files in helper processes. Each helper handles one file at a time, so a file that crashes
 * or hangs it fails alone; a new helper starts for the next file.
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

  /** The number of files that are decoded at once. A caller should keep at least as many requests waiting. */
  readonly parallel = HELPER_COUNT;

  /**
   * Reads the header of a file, or verifies the file by decoding all of it.
   * @throws EngineError `bad-input` with the reason if the file cannot be used, `cancelled` if `signal` is
   * aborted first.
   */
  async inspect(op: 'inspect' | 'verify', file: PictureFile, signal: AbortSignal): Promise<PictureInfo> {
    return PictureInfo.parse(await this.#request({ op, file }, signal));
  }

  /**
   * Decodes a file to pixel values in [0, 1] of the target shape [height, width, channels].
   * @throws EngineError as `inspect` does.
   */
  async load(file: PictureFile, target: TargetShape, signal: AbortSignal): Promise<Float32Array> {
    return Pixels.parse(await this.#request({ op: 'load', file, target }, signal));
  }

  /** Ends the helpers. */
  close(): void {
    for (const port of this.#ports) port.close();
    this.#ports.clear();
    this.#idle.length = 0;
  }

  #request(call: DecodeCall, signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ call, signal, resolve, reject });
      this.#next();
    });
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
    void this.#perform(port, job).then((isReusable) => {
      this.#busy--;
      if (isReusable) {
        this.#idle.push(port);
        // a helper that ends while it is idle must not fail the next file
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

  /** Settles the job. Resolves with whether its helper can take another. */
  #perform(port: Port, { call, resolve, reject }: Job): Promise<boolean> {
    return new Promise((done) => {
      const fail = (reason: string) => {
        clearTimeout(timer);
        reject(new EngineError('bad-input', reason));
        done(false);
      };
      const timer = setTimeout(() => {
        fail(`decoding took longer than ${String(TIMEOUT_MS / 1e3)} s`);
      }, TIMEOUT_MS);
      port.onClose((reason) => {
        fail(`the decoder ended while reading it (${reason})`);
      });
      port.onMessage((message) => {
        const reply = DecodeReply.safeParse(message).data;
        if (!reply) {
          fail('the decoder sent an invalid reply');
          return;
        }
        clearTimeout(timer);
        if (reply.ok) resolve(reply.value);
        else reject(deserializeError(reply.error));
        done(!reply.shouldRestart);
      });
      port.send(call);
    });
  }
}
