import { createEngine } from '#engine/engine';
import type { EngineOptions } from '#engine/engine-context';
import { helperStarter } from '#engine/process/helper';
import { helperHost } from '#engine/process/host';
import type { Method, Params, Result } from '#shared/api';
import type { CallOptions } from '#shared/rpc/client';
import { EngineClient } from '#shared/rpc/client';
import { portPair } from '#shared/rpc/port';
import { serveEngine } from '#shared/rpc/server';
import type { Notice, Progress } from '#shared/progress';
import { ProgressLine, logNotice } from './console';

/** An engine in this process, which reports progress and notices on stderr. */
export interface EngineSession {
  readonly notices: readonly Notice[];
  readonly call: <M extends Method>(
    method: M,
    params: Params<M>,
    onFrame?: NonNullable<CallOptions<M>['onFrame']>,
  ) => Promise<Result<M>>;
}

interface SessionOptions extends Pick<EngineOptions, 'memoryBytes'> {
  /** Returns what is shown for the progress of a call, which is shown as it is if this is left out. */
  readonly progressOf?: (progress: Progress) => Progress;
  /** Returns whether a notice is printed and kept; all are if this is left out. */
  readonly isKept?: (notice: Notice) => boolean;
}

/** Runs `work` with an engine, which is closed afterwards in every case. */
export async function withEngine<T>(
  signal: AbortSignal,
  work: (session: EngineSession) => Promise<T>,
  { progressOf = (progress) => progress, isKept = () => true, ...options }: SessionOptions = {},
): Promise<T> {
  const engine = createEngine({ startHelper: helperStarter(helperHost().startProcess), ...options });
  const [here, there] = portPair();
  serveEngine(there, engine.handlers);
  const client = new EngineClient(here);
  const line = new ProgressLine();
  const notices: Notice[] = [];
  try {
    return await work({
      notices,
      async call(method, params, onFrame) {
        try {
          return await client.call(method, params, {
            signal,
            onProgress: (progress) => {
              line.show(progressOf(progress));
            },
            onNotice: (notice) => {
              if (!isKept(notice)) return;
              line.clear();
              notices.push(notice);
              logNotice(notice);
            },
            ...(onFrame && { onFrame }),
          });
        } finally {
          line.clear();
        }
      },
    });
  } finally {
    client.close();
    await engine.close();
  }
}
