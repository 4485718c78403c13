import { z } from 'zod';

/** What a session file is called and how it begins; the window alone knows the rest (src/renderer/session/files). */

export const SESSION_EXTENSION = '.mnemo';
export const SESSION_FORMAT = 'mnemoscope-session';
/** A file of a later version is opened as far as it is understood. */
export const SESSION_VERSION = 1;
/** The entry of the archive that says what the session is. */
export const SESSION_ENTRY = 'session.json';

/** By what a set of pictures is found again after another start. */
export const ImageReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sample'), name: z.string(), source: z.string().startsWith('sample:') }),
  /** One folder or file of this machine, or several pictures. */
  z.object({ kind: z.literal('path'), name: z.string(), paths: z.array(z.string()).min(1).max(100_000) }),
  /** What the server was started with. */
  z.object({ kind: z.literal('start'), name: z.string() }),
  /** What a browser sent to a server, or nobody knows: it is asked for again. */
  z.object({ kind: z.literal('upload'), name: z.string() }),
]);
export type ImageReference = z.infer<typeof ImageReference>;

/** What a shell reads of a session: where its pictures are. */
export const SessionHeader = z.object({
  format: z.literal(SESSION_FORMAT),
  version: z.int().positive(),
  images: z.array(ImageReference.catch({ kind: 'upload', name: '' })).max(1000),
  /** Of a session that was kept without being asked for: the file that it belongs to, and whether it differs from that. */
  file: z
    .object({
      name: z.string(),
      isChanged: z.boolean(),
      /** Where a shell saves it again. */
      place: z.string().nullable().catch(null),
    })
    .nullable()
    .catch(null),
});
export type SessionHeader = z.infer<typeof SessionHeader>;
