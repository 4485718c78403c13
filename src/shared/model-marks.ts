import type { ModelName } from './setup';

/**
 * Each model's colour: MrDAM is green and dashed, DrDAM blue and solid, a custom energy violet and dotted.
 * The dash is the second cue, for colour-blind readers. The style sheet repeats the colours as `--mrdam`,
 * `--drdam` and `--own`.
 */
export const MODEL_COLOR: Readonly<Record<ModelName, string>> = {
  mrdam: '#0AA551',
  drdam: '#0E86F6',
  own: '#B36AE2',
};

/**
 * Where a model's line stands: a curve of the selected query or of another one, a curve of a printed figure,
 * the sample above a landscape, and the sample in a picture that a command writes.
 */
export type LineUse = 'curve' | 'thin-curve' | 'figure-curve' | 'landscape-sample' | 'picture-sample';

/** Lengths in px that suit the width of each line. */
const MRDAM_DASHES: Readonly<Record<LineUse, readonly number[]>> = {
  curve: [6, 4],
  'thin-curve': [4, 3],
  'figure-curve': [5, 3],
  'landscape-sample': [7, 2],
  'picture-sample': [7, 4],
};

const DOTS: readonly number[] = [2, 3];

/** Returns the lengths of dashes and gaps in px, as a canvas takes them; empty for a solid line. */
export function modelDash(model: ModelName, use: LineUse): readonly number[] {
  if (model === 'drdam') return [];
  return model === 'mrdam' ? MRDAM_DASHES[use] : DOTS;
}

/** Returns the dash of a model's line as a value of SVG's `stroke-dasharray`. */
export function modelDashArray(model: ModelName, use: LineUse): string {
  return modelDash(model, use).join(' ') || 'none';
}

/** Returns the dash of every model for a picture in SVG. */
export function modelDashArrays(use: LineUse): Readonly<Record<ModelName, string>> {
  return {
    mrdam: modelDashArray('mrdam', use),
    drdam: modelDashArray('drdam', use),
    own: modelDashArray('own', use),
  };
}
