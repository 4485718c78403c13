import { z } from 'zod';
import { Notice, Progress } from '../progress';
import type { SerializedError } from '../errors';
import { errorCodes } from '../errors';

/** Raised whenever a message or a method changes so that an older peer would misread it. */
export const PROTOCOL_VERSION = 1;

const CallId = z.int().nonnegative();
const ErrorMessage: z.ZodType<SerializedError> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  next: z.string(),
  stack: z.string().optional(),
});

/**
 * From client to engine. A call's frames may be sent ahead of their reading by at most `creditBytes`; each frame that
 * the client is done with gives its bytes back in a `credit`.
 */
export const ClientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: z.int() }),
  z.object({
    type: z.literal('call'),
    id: CallId,
    method: z.string(),
    params: z.unknown(),
    creditBytes: z.int().positive(),
  }),
  z.object({ type: z.literal('credit'), id: CallId, bytes: z.int().positive() }),
  z.object({ type: z.literal('cancel'), id: CallId }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** Why an engine will not talk: a closed list, each with its own words on the client's side. */
export const RefusalReason = z.enum(['other-version', 'malformed']);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** From engine to client. Every call ends in exactly one `result` or `error`. */
export const EngineMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: z.int() }),
  z.object({ type: z.literal('refused'), reason: RefusalReason }),
  z.object({ type: z.literal('progress'), id: CallId, progress: Progress }),
  z.object({ type: z.literal('notice'), id: CallId, notice: Notice }),
  z.object({ type: z.literal('result'), id: CallId, value: z.unknown() }),
  z.object({ type: z.literal('error'), id: CallId, error: ErrorMessage }),
]);
export type EngineMessage = z.infer<typeof EngineMessage>;
