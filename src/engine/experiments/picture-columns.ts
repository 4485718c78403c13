import type { Row } from '#shared/experiments';
import type { Fill } from '#shared/setup';
import type { ExperimentContext } from './experiment';
import type { PictureMemories } from './pictures';

/** What every row of an experiment on pictures says. */
export const pictureColumns = {
  data: 'which pictures',
  D: 'dimension',
  K: 'number of memories',
  Y: 'number of random features (rows of S; T holds 2 Y numbers)',
  beta: 'inverse temperature',
  step_size: 'alpha',
  kept: 'share of the pixels that are shown and held',
  fill: 'what missing pixels start as',
  feature_map: 'feature map',
  projection: 'how S is drawn',
  epsilon: 'clip of the kernel sum before the logarithm',
  seed: 'seed of pictures, queries and S',
  quick: 'true for the small settings',
} as const;

export interface PictureSetting {
  readonly beta: number;
  readonly features: number;
  readonly stepSize: number;
  readonly kept: number;
  readonly fill?: Fill;
}

export const PICTURE_EPSILON = 1e-5;

export function pictureRow(
  { spec: { seed, quick } }: ExperimentContext,
  { memories, data }: PictureMemories,
  { beta, features, stepSize, kept, fill = 'black' }: PictureSetting,
): Row {
  return {
    data,
    D: memories.dim,
    K: memories.items.length,
    Y: features,
    beta,
    step_size: stepSize,
    kept,
    fill,
    feature_map: 'sincos',
    projection: 'auto',
    epsilon: PICTURE_EPSILON,
    seed,
    quick,
  };
}
