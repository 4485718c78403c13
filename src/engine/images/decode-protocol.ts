import { z } from 'zod';
import { errorCodes } from '#shared/errors';
import type { TargetShape } from './pixels';

/** A file by its path, or its bytes if it is a member of an archive. */
export type PictureFile = { readonly path: Uint8Array } | { readonly bytes: Uint8Array };

/** What a picture file contains. Width and height are in pixels, after the EXIF orientation is applied. */
export const PictureInfo = z.object({
  format: z.string(),
  width: z.number(),
  height: z.number(),
  isColor: z.boolean(),
});
export type PictureInfo = Readonly<z.infer<typeof PictureInfo>>;

/**
 * A request to a decode helper, which handles one at a time: `inspect` reads the header, `verify` decodes the
 * whole file, and `load` decodes it to a shape.
 */
export type DecodeCall =
  | { readonly op: 'inspect' | 'verify'; readonly file: PictureFile }
  | { readonly op: 'load'; readonly file: PictureFile; readonly target: TargetShape };

/** The reply of a decode helper. A helper whose memory has grown too large asks to be restarted. */
export const DecodeReply = z.intersection(
  z.object({ shouldRestart: z.boolean() }),
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: z.unknown() }),
    z.object({
      ok: z.literal(false),
      error: z.object({
        code: z.enum(errorCodes),
        message: z.string(),
        next: z.string(),
        stack: z.string().optional(),
      }),
    }),
  ]),
);
export type DecodeReply = z.infer<typeof DecodeReply>;
