import type { FrameMeta, Method, Params, Result } from '../api';
import { engineApi } from '../api';
import { cancelled, deserializeError, EngineError, invariant, toEngineError } from '../errors';
import type { Notice, Progress } from '../progress';
import { MIB } from '../units';
import type { FrameArray } from './frame';
import { decodeFrame } from './frame';
import type { ClientMessage, RefusalReason } from './messages';
import { EngineMessage, PROTOCOL_VERSION } from './messages';
import type { Port } from './port';

/** The options of a call. */
export interface CallOptions<M extends Method> {
  /** Cancels the call when it is aborted. */
  signal?: AbortSignal;
  /** Called once the engine has read a cancel. The call ends later. */
  onCancelling?: () => void;
  onProgress?: (progress: Progress) => void;
  onNotice?: (notice: Notice) => void;
  /** Handles a frame. Its credit is returned once the promise resolves. The arrays belong to the callee. */
  onFrame?: (meta: FrameMeta<M>, arrays: Readonly<Record<string, FrameArray>>) => void | Promise<void>;
  /** The bytes of frames that may be sent before they are handled; 32 MiB if left out. */
  creditBytes?: number;
}

const DEFAULT_CREDIT_BYTES = 32 * MIB;

const refusals: Record<RefusalReason, string> = {
  'other-version': 'The engine speaks another version of the protocol; install app and engine together.',
  malformed: 'The engine could not read a message.',
};

interface PendingCall {
  readonly method: Method;
  readonly options: CallOptions<Method>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: EngineError) => void;
  /** Resolves once the frames so far are handled: they are handled one after the other. */
  frames: Promise<void>;
  sequence: number;
}

/** A client of an engine over any port. Calls run concurrently, and each has its own signal. */
export class EngineClient {
  readonly #port: Port;
  readonly #calls = new Map<number, PendingCall>();
  #nextId = 0;
  /** Why the engine cannot be called any more. */
  #lost: EngineError | undefined;
  /** Resolves once the engine has greeted or refused this client, or its port has closed. */
  readonly answered: Promise<void>;
  #answer: () => void = () => undefined;

  constructor(port: Port) {
    this.#port = port;
    this.answered = new Promise((resolve) => {
      this.#answer = resolve;
    });
    port.onMessage((message) => {
      try {
        if (message instanceof Uint8Array) this.#onFrame(message);
        else this.#onControl(message);
      } catch (thrown) {
        this.#lose(
          new EngineError('internal', 'The engine sent a malformed message.', '', { cause: thrown }),
        );
        port.close();
      }
    });
    port.onClose((reason) => {
      this.#lose(new EngineError('engine-stopped', `The engine stopped (${reason}).`, 'Start it again.'));
    });
    this.#send({ type: 'hello', version: PROTOCOL_VERSION });
  }

  /**
   * Calls a method of the engine.
   *
   * @throws EngineError as a rejection, with the code `engine-stopped` if the engine's process has ended.
   */
  call<M extends Method>(method: M, params: Params<M>, options: CallOptions<M> = {}): Promise<Result<M>> {
    if (this.#lost) return Promise.reject(this.#lost);
    if (options.signal?.aborted) return Promise.reject(cancelled());
    const id = this.#nextId++;
    const cancel = () => {
      this.#send({ type: 'cancel', id });
    };
    options.signal?.addEventListener('abort', cancel, { once: true });
    return new Promise<Result<M>>((resolve, reject) => {
      this.#calls.set(id, {
        method,
        options,
        resolve: resolve as (value: unknown) => void,
        reject,
        frames: Promise.resolve(),
        sequence: 0,
      });
      const creditBytes = options.creditBytes ?? DEFAULT_CREDIT_BYTES;
      this.#send({ type: 'call', id, method, params, creditBytes });
    }).finally(() => {
      options.signal?.removeEventListener('abort', cancel);
    });
  }

  /** Closes the port. Running calls reject. */
  close(): void {
    this.#port.close();
    this.#lose(new EngineError('engine-stopped', 'The engine was closed.'));
  }

  #send(message: ClientMessage): void {
    this.#port.send(message);
  }

  #onControl(raw: unknown): void {
    const message = EngineMessage.parse(raw);
    if (message.type === 'hello') {
      this.#answer();
      return;
    }
    if (message.type === 'refused') {
      this.#lose(new EngineError('internal', refusals[message.reason]));
      return;
    }
    const call = this.#calls.get(message.id);
    if (!call) return; // the call has already failed on this side
    switch (message.type) {
      case 'cancelling':
        call.options.onCancelling?.();
        return;
      case 'progress':
        call.options.onProgress?.(message.progress);
        return;
      case 'notice':
        call.options.onNotice?.(message.notice);
        return;
      case 'error':
        this.#calls.delete(message.id);
        call.reject(deserializeError(message.error));
        return;
      case 'result':
        // the result waits until the last frame is handled
        void call.frames.then(() => {
          this.#finish(message.id, call, message.value);
        });
    }
  }

  #finish(id: number, call: PendingCall, value: unknown): void {
    if (!this.#calls.delete(id)) return;
    const parsed = engineApi[call.method].result.safeParse(value);
    if (parsed.success) call.resolve(parsed.data);
    else call.reject(new EngineError('internal', `The result of ${call.method} arrived malformed.`));
  }

  #onFrame(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    const call = this.#calls.get(frame.callId);
    if (!call) return;
    const take = async () => {
      invariant(frame.sequence === call.sequence++, 'frames arrive in order and complete');
      const meta = engineApi[call.method].frame.parse(frame.meta);
      await call.options.onFrame?.(meta, frame.arrays);
      this.#send({ type: 'credit', id: frame.callId, bytes: bytes.length });
    };
    call.frames = call.frames.then(take).catch((thrown: unknown) => {
      if (!this.#calls.delete(frame.callId)) return;
      this.#send({ type: 'cancel', id: frame.callId });
      call.reject(toEngineError(thrown));
    });
  }

  #lose(error: EngineError): void {
    this.#answer();
    this.#lost ??= error;
    for (const call of this.#calls.values()) call.reject(this.#lost);
    this.#calls.clear();
  }
}
