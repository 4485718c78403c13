import type { ModelName } from '#shared/setup';
import type { HeightField } from '../../../scene/height-field';
import type { Arrangement } from '../../view-options';
import type { ModelLayer } from '../pane';
import type { ArrangedSurfaces } from './arranged-surfaces';
import { effectiveArrangement } from './arranged-surfaces';

/** The content of a pane. */
export interface PaneSpec {
  /** The model whose camera it uses. */
  readonly model: ModelName;
  /** The index of the slab that is its surface. */
  readonly slab: number;
  /** The index of the slab whose iso-lines are drawn over it; null where there is none. */
  readonly overlay: number | null;
  readonly heightField: HeightField;
  /** The models whose states are drawn in it, each on its surface. */
  readonly layers: readonly ModelLayer[];
}

export function panesOf(arrangement: Arrangement, { models, heightFields }: ArrangedSurfaces): PaneSpec[] {
  const [first] = models;
  const [surface] = heightFields;
  if (!first || !surface) return [];
  const layersOn = (heightFieldOf: (index: number) => HeightField) =>
    models.map((model, i) => ({ model, heightField: heightFieldOf(i) }));
  switch (effectiveArrangement(arrangement, models)) {
    case 'side':
    case 'map':
      return layersOn((i) => heightFields[i] ?? surface).map((layer, slab) => ({
        ...layer,
        slab,
        overlay: null,
        layers: [layer],
      }));
    case 'overlay': {
      const layers = layersOn((i) => heightFields[i] ?? surface);
      return [{ model: first, slab: 0, overlay: 1, heightField: surface, layers }];
    }
    case 'difference':
      return [
        { model: first, slab: 0, overlay: null, heightField: surface, layers: layersOn(() => surface) },
      ];
  }
}
