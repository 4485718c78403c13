import { euclideanDistance } from '#shared/distances';
import { invariant } from '#shared/errors';
import { MODEL_TITLE, type ModelName } from '#shared/setup';
import { letterOf } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import { writePixelErrors } from '../paint-state';
import { writeStatePixels } from '../pictures';
import { targetOf } from './query-target';
import type { PictureName } from './reconstruction';

const TITLES: Readonly<Record<PictureName, string>> = {
  query: 'Query',
  mrdam: MODEL_TITLE.mrdam,
  drdam: MODEL_TITLE.drdam,
  target: 'Target',
  fixed: 'Fixed pixels',
  'mrdam-error': `${MODEL_TITLE.mrdam}, error of each pixel`,
  'drdam-error': `${MODEL_TITLE.drdam}, error of each pixel`,
  'model-difference': `Difference between ${MODEL_TITLE.mrdam} and ${MODEL_TITLE.drdam} in each pixel`,
};

export function pictureTitle(name: PictureName): string {
  return `${TITLES[name]}: save the picture`;
}

/** The text alternative of a picture: what it shows, and its distance from what it is compared with. */
export function describePicture(name: PictureName, moment: Moment): string {
  const { query, step } = moment;
  const target = targetOf(moment, query);
  const distance = (some?: Float32Array, other?: Float32Array) =>
    some && other ? euclideanDistance(some, other).toFixed(3) : 'unknown';
  const now = `at step ${String(step)}`;
  switch (name) {
    case 'query':
      return `Picture of query ${letterOf(query)}`;
    case 'fixed':
      return TITLES.fixed;
    case 'target':
      return [target?.isOrigin === false ? 'Nearest memory' : 'Target', target?.name]
        .filter(Boolean)
        .join(', ');
    case 'mrdam':
    case 'drdam':
      return `${TITLES[name]} ${now}, error ${distance(stateOf(name, moment), target?.state)}`;
    case 'mrdam-error':
    case 'drdam-error':
      return `${TITLES[name]} ${now}`;
    case 'model-difference':
      return `${TITLES[name]} ${now}, ${distance(stateOf('mrdam', moment), stateOf('drdam', moment))}`;
  }
}

/**
 * A picture of the selected query at the moment's step as a PNG, with `scale` pixels for each stored pixel.
 *
 * @throws where the moment has no such picture
 */
export async function pictureFile(name: PictureName, moment: Moment, scale: number): Promise<Blob> {
  const { shape } = moment.prepared;
  const { width, height } = shape;
  const stored = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  invariant(writePicture(image.data, name, moment), `there is no ${name} picture`);
  stored.getContext('2d')?.putImageData(image, 0, 0);
  const enlarged = new OffscreenCanvas(width * scale, height * scale);
  const context = enlarged.getContext('2d');
  invariant(context, 'the browser draws no pictures');
  context.imageSmoothingEnabled = false;
  context.drawImage(stored, 0, 0, width * scale, height * scale);
  return enlarged.convertToBlob({ type: 'image/png' });
}

/** Returns false where the moment has no such picture. */
function writePicture(rgba: Uint8ClampedArray, name: PictureName, moment: Moment): boolean {
  const { prepared, query } = moment;
  const { dim, shape, queries, clamped } = prepared;
  const row = [query * dim, (query + 1) * dim] as const;
  const target = targetOf(moment, query)?.state;
  const state = (pixels: Float32Array | undefined) => {
    if (pixels) writeStatePixels(rgba, pixels, shape);
    return pixels !== undefined;
  };
  // a file stands on its own: no error is black in either theme
  const error = (some?: Float32Array, other?: Float32Array) => {
    if (some && other) writePixelErrors(rgba, some, other, shape, [0, 255]);
    return some !== undefined && other !== undefined;
  };
  switch (name) {
    case 'query':
      return state(queries.subarray(...row));
    case 'mrdam':
    case 'drdam':
      return state(stateOf(name, moment));
    case 'target':
      return state(target);
    case 'fixed': // fixed pixels are white
      return state(Float32Array.from(clamped.subarray(...row), (isClamped) => isClamped / Math.sqrt(dim)));
    case 'mrdam-error':
      return error(stateOf('mrdam', moment), target);
    case 'drdam-error':
      return error(stateOf('drdam', moment), target);
    case 'model-difference':
      return error(stateOf('mrdam', moment), stateOf('drdam', moment));
  }
}

function stateOf(model: ModelName, { recording, query, step }: Moment): Float32Array | undefined {
  return recording?.shape.models.includes(model) ? recording.stateAt(model, query, step)?.state : undefined;
}
