import { deserializeError, EngineError, errorCodes } from '#shared/errors';

export const CONNECTION_LOST =
  'The connection to Mnemoscope was lost. Start it again and open the address that it prints.';

/** Sends a request to the server; a refusal becomes the EngineError that it carries. */
export async function ask(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (thrown) {
    throw new EngineError('engine-stopped', CONNECTION_LOST, '', { cause: thrown });
  }
  if (response.status === 204) return undefined;
  const value: unknown = await response.json();
  if (response.ok) return value;
  throw refusal(value);
}

function refusal(value: unknown): EngineError {
  const { code, message, next } = Object(value) as Record<string, unknown>;
  return deserializeError({
    code: errorCodes.find((known) => known === code) ?? 'internal',
    message: typeof message === 'string' ? message : CONNECTION_LOST,
    next: typeof next === 'string' ? next : '',
  });
}
