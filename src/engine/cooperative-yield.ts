import { setImmediate } from 'node:timers/promises';
import { cancelled } from '#shared/errors';

/**
 * Yields to the event loop, so that cancels, credits and other calls are read.
 * @throws EngineError `cancelled` where the call was cancelled.
 */
export async function yieldToEventLoop(signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal.aborted) throw cancelled();
}
