import { z } from 'zod';
import { Notice, Progress } from '../progress';
import type { SerializedError } from '../errors';
import { errorCodes } from '../errors';

/**
 * The version of the protocol, which is raised whenever an older peer would misread a changed message or
 * method.
 */
export const PROTOCOL_VERSION = 2;

const CallId = z.int().nonnegative();
const ErrorMessage: z.ZodType<SerializedError> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  next: z.string(),
  stack: z.string().optional(),
});

/**
 * A message from client to engine. The engine may send at most `creditBytes` of a call's frames before they
 * are handled; the client returns the bytes of each handled frame with a `credit`.
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

/** Why an engine refuses a client. The client words the message for each reason. */
export const RefusalReason = z.enum(['other-version', 'malformed']);
export type RefusalReason = z.infer<typeof RefusalReason>;

/**
 * A message from engine to client. Every call ends with exactly one `result` or `error`. `cancelling` confirms that the
 * engine has read a cancel of a running call, which may still take a while to end.
 */
export const EngineMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: z.int() }),
  z.object({ type: z.literal('refused'), reason: RefusalReason }),
  z.object({ type: z.literal('progress'), id: CallId, progress: Progress }),
  z.object({ type: z.literal('notice'), id: CallId, notice: Notice }),
  z.object({ type: z.literal('cancelling'), id: CallId }),
  z.object({ type: z.literal('result'), id: CallId, value: z.unknown() }),
  z.object({ type: z.literal('error'), id: CallId, error: ErrorMessage }),
]);
export type EngineMessage = z.infer<typeof EngineMessage>;
