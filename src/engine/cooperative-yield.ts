import { setImmediate } from 'node:timers/promises';
import { cancelled } from '#shared/errors';

/**
 * Yields to the event loop, so that it can handle cancellations, credits and other calls.
 * @throws EngineError `cancelled` if the call was cancelled.
 */
export async function yieldToEventLoop(signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal.aborted) throw cancelled();
}
