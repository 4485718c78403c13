import { MODEL_TITLE } from '#shared/setup';
import { tickText } from '#shared/ticks';
import { letterOf, memoryName } from '../../domain/run/display-names';
import type { Landscapes, Moment, HitTarget } from '../../domain/run/moment';
import type { LandscapeReading } from './probe';
import { valueLabel, readingOf, distanceLabel } from './readings';
import { projectionsOn } from './slice';

/** What a picture on a landscape is. */
export function targetName(target: HitTarget, moment: Moment): string {
  if (target.kind === 'memory') {
    const { landscapes } = moment;
    const item = landscapes?.items[target.index];
    const projection = landscapes && projectionsOn(landscapes, target.model)[target.index];
    return item && projection
      ? `${memoryName(item)}, ${distanceLabel(projection.offPlane, 0.01)} off the plane`
      : '';
  }
  const { query, model } = target;
  const { nearest, distance, offPlane } = readingOf(moment, model, query);
  const near = nearest === null ? '' : `, ${distanceLabel(distance ?? NaN, 0.01)} from ${nearest}`;
  const off = offPlane === null ? '' : `, ${distanceLabel(offPlane, 0.01)} off the plane`;
  return `Query ${letterOf(query)} in ${MODEL_TITLE[model]}, step ${String(moment.step)}${near}${off}`;
}

/** A point of a landscape in words. */
export function readingWords(reading: LandscapeReading, { landscapes }: Moment): string {
  const { u, v, energy, slope, isDifference } = reading;
  const height = `${isDifference ? 'ΔE' : 'E'} ${valueLabel(energy, 1e-4)}`;
  const words = [`u ${tickText(u, 0.01)}`, `v ${tickText(v, 0.01)}`, height];
  if (!isDifference) words.push(`slope in the plane ${valueLabel(slope, 1e-3)}`);
  return [...words, nearestWords(reading, landscapes)].join('  ');
}

/** "nearest cat 0050, 0.15 away" */
export function nearestWords(
  { nearest, distance }: Pick<LandscapeReading, 'nearest' | 'distance'>,
  landscapes: Landscapes | null,
): string {
  const item = landscapes?.items[nearest];
  return item ? `nearest ${memoryName(item)}, ${tickText(distance, 0.01)} away` : '';
}
