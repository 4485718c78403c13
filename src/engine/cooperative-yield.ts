import { setImmediate } from 'node:timers/promises';
import { cancelled } from '#shared/errors';

/** Lets cancels, credits and other calls be read; throws when this call was cancelled. */
export async function yieldToEventLoop(signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal.aborted) throw cancelled();
}
