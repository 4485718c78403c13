import type { SerializedError } from '#shared/errors';
import type { PictureFile, PictureInfo } from './picture-file';
import type { TargetShape } from './pixels';

/** What the engine asks of a decode helper, one request at a time. */
export type DecodeRequest = {
  /** Reads the header; decodes everything; decodes and brings to a shape. */
  inspect: { params: { file: PictureFile }; result: PictureInfo };
  verify: { params: { file: PictureFile }; result: PictureInfo };
  load: { params: { file: PictureFile; target: TargetShape }; result: Float32Array };
};

export type DecodeCall = {
  [Op in keyof DecodeRequest]: { op: Op } & DecodeRequest[Op]['params'];
}[keyof DecodeRequest];

/** A helper that `isSwollen` by what it decoded is not asked again. */
export type DecodeReply = { isSwollen: boolean } & (
  { ok: true; value: unknown } | { ok: false; error: SerializedError }
);
