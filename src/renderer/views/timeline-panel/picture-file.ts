import { invariant } from '#shared/errors';
import { writePixels } from '../pictures';
import type { Moment } from '../../domain/run/moment';
import type { PictureName } from './picture-cells';
import { writeError } from './paint-state';
import { targetOf } from './query-target';

/** A picture of the selected query at the moment's step, which has it, `scale` pixels for each that is stored. */
export async function pictureFile(name: PictureName, moment: Moment, scale: number): Promise<Blob> {
  const { shape } = moment.prepared;
  const { width, height } = shape;
  const stored = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  invariant(write(image.data, name, moment), `there is no ${name} picture`);
  stored.getContext('2d')?.putImageData(image, 0, 0);
  const enlarged = new OffscreenCanvas(width * scale, height * scale);
  const ctx = enlarged.getContext('2d');
  invariant(ctx, 'the browser draws no pictures');
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(stored, 0, 0, width * scale, height * scale);
  return enlarged.convertToBlob({ type: 'image/png' });
}

/** False where there is nothing to write. */
function write(rgba: Uint8ClampedArray, name: PictureName, moment: Moment): boolean {
  const { prepared, recording, query, step } = moment;
  const { dim, shape, queries, clamped } = prepared;
  const row = [query * dim, (query + 1) * dim] as const;
  const stateOf = (model: 'mrdam' | 'drdam') =>
    recording?.shape.models.includes(model) ? recording.stateAt(model, query, step)?.state : undefined;
  const target = targetOf(moment, query)?.state;
  const state = (pixels: Float32Array | undefined) => {
    if (pixels) writePixels(rgba, pixels, shape);
    return pixels !== undefined;
  };
  // a file is looked at on its own: no error is black, whatever the window's ground
  const error = (some?: Float32Array, other?: Float32Array) => {
    if (some && other) writeError(rgba, some, other, shape, [0, 255]);
    return some !== undefined && other !== undefined;
  };
  switch (name) {
    case 'query':
      return state(queries.subarray(...row));
    case 'mrdam':
    case 'drdam':
      return state(stateOf(name));
    case 'target':
      return state(target);
    case 'held': // white where held
      return state(Float32Array.from(clamped.subarray(...row), (held) => held / Math.sqrt(dim)));
    case 'mrdam-error':
      return error(stateOf('mrdam'), target);
    case 'drdam-error':
      return error(stateOf('drdam'), target);
    case 'apart':
      return error(stateOf('mrdam'), stateOf('drdam'));
  }
}
