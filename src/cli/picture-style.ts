import type { ModelName } from '#shared/setup';

/**
 * The style of the pictures that commands write. Only MrDAM is green and dashed, only DrDAM is blue and solid; a
 * custom energy is violet and dotted.
 */

export const MODEL_COLOR: Record<ModelName, string> = { mrdam: '#0AA551', drdam: '#0E86F6', own: '#B36AE2' };
/** A second cue for colour-blind readers. */
export const MODEL_DASH: Record<ModelName, string> = { mrdam: '7 4', drdam: 'none', own: '2 3' };

export const COLORS = {
  ground: '#121418',
  line: '#23272D',
  frame: '#3A4049',
  ink: '#EEF0F2',
  ink2: '#B2B8C1',
};
