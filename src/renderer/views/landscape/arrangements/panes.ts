import type { ModelName } from '#shared/setup';
import type { Relief } from '../../../scene/height-field';
import type { Arrangement } from '../../view-options';
import type { ModelLayer } from '../pane';
import type { Ground } from './arranged-surfaces';
import { possible } from './arranged-surfaces';

/** What a view of an arrangement shows. */
export interface PaneSpec {
  /** Whose camera it has. */
  readonly model: ModelName;
  /** Places among the ground's slabs: the surface, and the one whose iso-lines stand over it. */
  readonly slab: number;
  readonly over: number | null;
  readonly relief: Relief;
  /** The models that move on it, each on a shape of its own. */
  readonly layers: readonly ModelLayer[];
}

export function panesOf(arrangement: Arrangement, { models, reliefs }: Ground): PaneSpec[] {
  const [first] = models;
  const [surface] = reliefs;
  if (!first || !surface) return [];
  const layersOn = (reliefOf: (index: number) => Relief) =>
    models.map((model, i) => ({ model, relief: reliefOf(i) }));
  switch (possible(arrangement, models)) {
    case 'side':
    case 'map':
      return layersOn((i) => reliefs[i] ?? surface).map((layer, slab) => ({
        ...layer,
        slab,
        over: null,
        layers: [layer],
      }));
    case 'overlay': {
      const layers = layersOn((i) => reliefs[i] ?? surface);
      return [{ model: first, slab: 0, over: 1, relief: surface, layers }];
    }
    case 'difference':
      return [{ model: first, slab: 0, over: null, relief: surface, layers: layersOn(() => surface) }];
  }
}
