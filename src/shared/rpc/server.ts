import type { FrameMeta, Method, Params, Result } from '../api';
import { engineApi } from '../api';
import { cancelled, EngineError, serializeError, toEngineError } from '../errors';
import type { Notice, Progress } from '../progress';
import { Credit } from './credit';
import type { FrameArray } from './frame';
import { encodeFrame } from './frame';
import { limitedProgress } from './limited-progress';
import type { EngineMessage, RefusalReason } from './messages';
import { ClientMessage, PROTOCOL_VERSION } from './messages';
import type { Port } from './port';

/** What code that works on a call can use besides its parameters. */
export interface CallContext {
  /** Aborted when the client cancels the call or disconnects. */
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  readonly notice: (notice: Notice) => void;
}

/** The context of a method, which can send frames too. */
export interface MethodContext<M extends Method> extends CallContext {
  /**
   * Sends a frame as soon as the reader's credit allows, and then resolves.
   *
   * @throws EngineError as a rejection, if the call is cancelled.
   */
  readonly send: (meta: FrameMeta<M>, arrays: Readonly<Record<string, FrameArray>>) => Promise<void>;
}

/** The implementation of every method. */
export type Handlers = {
  readonly [M in Method]: (params: Params<M>, context: MethodContext<M>) => Promise<Result<M>>;
};

interface RunningCall {
  readonly credit: Credit;
  readonly abort: AbortController;
}

/** Serves one client until its port closes. Its calls run concurrently. */
export function serveEngine(port: Port, handlers: Handlers): void {
  const calls = new Map<number, RunningCall>();
  let isGreeted = false;

  const send = (message: EngineMessage) => {
    port.send(message);
  };
  const refuse = (reason: RefusalReason) => {
    send({ type: 'refused', reason });
    port.close();
  };

  port.onMessage((raw) => {
    const parsed = ClientMessage.safeParse(raw);
    if (!parsed.success) {
      refuse('malformed');
      return;
    }
    const message = parsed.data;
    if (message.type === 'hello') {
      isGreeted = message.version === PROTOCOL_VERSION;
      if (isGreeted) send({ type: 'hello', version: PROTOCOL_VERSION });
      else refuse('other-version');
    } else if (!isGreeted || (message.type === 'call' && calls.has(message.id))) {
      refuse('malformed');
    } else if (message.type === 'call') {
      void run(message);
    } else if (message.type === 'credit') {
      calls.get(message.id)?.credit.grant(message.bytes);
    } else {
      cancel(message.id);
    }
  });
  port.onClose(() => {
    for (const call of calls.values()) call.abort.abort();
  });

  function cancel(id: number): void {
    const call = calls.get(id);
    if (!call) return; // it has just ended
    send({ type: 'cancelling', id });
    call.abort.abort();
  }

  async function run({ id, method, params, creditBytes }: ClientMessage & { type: 'call' }) {
    const abort = new AbortController();
    const call = { abort, credit: new Credit(creditBytes, abort.signal) };
    calls.set(id, call);
    try {
      const value = await dispatch(method, params, contextOf(id, call));
      if (call.abort.signal.aborted) throw cancelled();
      send({ type: 'result', id, value });
    } catch (thrown) {
      send({ type: 'error', id, error: serializeError(toEngineError(thrown)) });
    } finally {
      calls.delete(id);
    }
  }

  function dispatch(method: string, params: unknown, context: MethodContext<Method>): Promise<unknown> {
    if (!Object.hasOwn(engineApi, method)) {
      throw new EngineError('bad-request', `The engine has no method "${method}".`);
    }
    const name = method as Method;
    const parsed = engineApi[name].params.safeParse(params);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'not understood' };
      throw new EngineError('bad-request', `${method}: ${path.join('.')}: ${message}.`);
    }
    // params and handler belong to one method, which TypeScript cannot follow through the index
    const handler = handlers[name] as (params: unknown, context: MethodContext<Method>) => Promise<unknown>;
    return handler(parsed.data, context);
  }

  function contextOf(id: number, { credit, abort }: RunningCall): MethodContext<Method> {
    let sequence = 0;
    return {
      signal: abort.signal,
      progress: limitedProgress((progress) => {
        send({ type: 'progress', id, progress });
      }),
      notice: (notice) => {
        send({ type: 'notice', id, notice });
      },
      async send(meta, arrays) {
        const bytes = encodeFrame({ callId: id, sequence: sequence++, meta, arrays });
        await credit.take(bytes.length);
        port.send(bytes);
      },
    };
  }
}
