import { z } from 'zod';

/**
 * The extension of session files. This module describes their header; the rest is known to the window alone
 * (src/renderer/session/files).
 */
export const SESSION_EXTENSION = '.mnemo';
/** The value of a session's `format`. */
export const SESSION_FORMAT = 'mnemoscope-session';
/**
 * The version of the format that is written. A file of a later version is opened as far as it is understood.
 */
export const SESSION_VERSION = 1;
/** The name of the archive's entry that holds the session's description. */
export const SESSION_ENTRY = 'session.json';

/** A reference by which a set of pictures is found again when the session is opened. */
export const ImageReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sample'), name: z.string(), source: z.string().startsWith('sample:') }),
  /** A folder or file of this machine, or several pictures. */
  z.object({ kind: z.literal('path'), name: z.string(), paths: z.array(z.string()).min(1).max(100_000) }),
  /** The pictures with which the server was started. */
  z.object({ kind: z.literal('start'), name: z.string() }),
  /** Pictures that a browser uploaded, or whose place is unknown. The person is asked for them. */
  z.object({ kind: z.literal('upload'), name: z.string() }),
]);
export type ImageReference = z.infer<typeof ImageReference>;

/** The part of a session's description that a shell reads: where the pictures are. */
export const SessionHeader = z.object({
  format: z.literal(SESSION_FORMAT),
  version: z.int().positive(),
  images: z.array(ImageReference.catch({ kind: 'upload', name: '' })).max(1000),
  /**
   * For an autosaved session: the file that it belongs to, and whether it differs from that file. Null
   * elsewhere.
   */
  file: z
    .object({
      name: z.string(),
      isChanged: z.boolean(),
      /** The shell's id of the place to save it to; null where it is unknown. */
      place: z.string().nullable().catch(null),
    })
    .nullable()
    .catch(null),
});
export type SessionHeader = z.infer<typeof SessionHeader>;
