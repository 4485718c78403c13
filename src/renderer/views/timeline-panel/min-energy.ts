import type { Recording } from '#shared/recording';

interface Known {
  readonly rewrites: number;
  read: number;
  lowest: number;
}

const cache = new WeakMap<Recording, Known>();

/** The lowest energy of a run, of all queries in both models, so that a logarithm above it hides no difference; NaN before the first. */
export function lowestEnergy(recording: Recording): number {
  const { shape, rewrites } = recording;
  let known = cache.get(recording);
  if (known?.rewrites !== rewrites) known = { rewrites, read: 0, lowest: Infinity };
  cache.set(recording, known);
  const end = (Math.min(...shape.models.map((model) => recording.reached(model))) + 1) * shape.numQueries;
  for (const model of shape.models) {
    const energies = recording.energies(model);
    for (let i = known.read; i < end; i++) {
      const energy = energies[i] ?? NaN;
      if (energy < known.lowest && Number.isFinite(energy)) known.lowest = energy;
    }
  }
  known.read = Math.max(known.read, end);
  return Number.isFinite(known.lowest) ? known.lowest : NaN;
}
