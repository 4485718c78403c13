import { z } from 'zod';
import { ColorMapName } from '#shared/colormap';
import type { ModelName } from '#shared/setup';
import { FROM_FRONT, FROM_TOP, lookingAlong, OBLIQUE, Orbit } from '../scene/orbit';
import type { Moment } from '../domain/run/moment';

/** How the landscapes are arranged: side by side, overlaid, as their difference, or as maps. */
export const Arrangement = z.enum(['side', 'overlay', 'difference', 'map']);
export type Arrangement = z.infer<typeof Arrangement>;

/** How a person looks at the landscapes: plain, so that a session's file can hold it. */
export const ViewOptions = z.object({
  arrangement: Arrangement,
  colorMap: ColorMapName,
  /** One camera for both models; otherwise each has its own. */
  isLinked: z.boolean(),
  /** MrDAM's camera serves both models if they are linked, and every arrangement with a single view. */
  orbits: z.object({ mrdam: Orbit, drdam: Orbit }),
});
export type ViewOptions = z.infer<typeof ViewOptions>;
export type Orbits = ViewOptions['orbits'];

export const DEFAULT_VIEW_OPTIONS: ViewOptions = {
  arrangement: 'side',
  colorMap: 'lipari',
  isLinked: true,
  orbits: { mrdam: OBLIQUE, drdam: OBLIQUE },
};

/** The camera of a model's view. */
export function orbitOf({ isLinked, orbits }: ViewOptions, model: ModelName): Orbit {
  return model === 'drdam' && !isLinked ? orbits.drdam : orbits.mrdam;
}

/** The cameras after one was turned in a model's view. */
export function withOrbit({ isLinked, orbits }: ViewOptions, orbit: Orbit, model: ModelName): Orbits {
  if (isLinked) return { mrdam: orbit, drdam: orbit };
  return model === 'drdam' ? { ...orbits, drdam: orbit } : { ...orbits, mrdam: orbit };
}

export type CameraPreset = 'oblique' | 'top' | 'front' | 'path';

/** The cameras of a preset. Each model has its own path, and where they are linked MrDAM's is that of both. */
export function presetOrbits(
  preset: CameraPreset,
  { isLinked }: ViewOptions,
  moment: Pick<Moment, 'paths' | 'query'> | null,
): Orbits {
  const both = (orbit: Orbit) => ({ mrdam: orbit, drdam: orbit });
  switch (preset) {
    case 'oblique':
      return both(OBLIQUE);
    case 'top':
      return both(FROM_TOP);
    case 'front':
      return both(FROM_FRONT);
    case 'path': {
      const drdam = alongPath(moment, 'drdam');
      const mrdam = alongPath(moment, 'mrdam') ?? drdam ?? OBLIQUE;
      return isLinked ? both(mrdam) : { mrdam, drdam: drdam ?? mrdam };
    }
  }
}

/** Returns a camera that looks from a path's start to its end; null before the state has moved. */
function alongPath(moment: Pick<Moment, 'paths' | 'query'> | null, model: ModelName): Orbit | null {
  const points = moment?.paths[model][moment.query]?.points;
  const [from, to] = [points?.[0], points?.at(-1)];
  if (!from || !to || Math.hypot(to.u - from.u, to.v - from.v) < 1e-6) return null;
  return lookingAlong(to.u - from.u, to.v - from.v);
}
