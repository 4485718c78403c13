import type { ModelName } from '#shared/setup';
import { MODEL_IN_SENTENCE, MODEL_TITLE } from '#shared/setup';
import { niceStep, tickText } from '#shared/ticks';
import { letterOf, memoryName } from '../../domain/run/display-names';
import type { HitTarget, Landscapes, Moment } from '../../domain/run/moment';
import type { Arrangement } from '../view-options';
import { effectiveArrangement } from './arrangements/arranged-surfaces';
import { readingParts } from './heading';
import type { LandscapeReading } from './probe';
import { distanceLabel, readingOf, valueLabel } from './readings';
import { projectionsOn } from './slice';

const CONTENT: Readonly<Record<Arrangement, (names: string) => string>> = {
  side: (names) => `of ${names}`,
  overlay: (names) => `of ${names}, one over the other`,
  difference: (names) => `of ${names}: their difference`,
  map: (names) => `of ${names} as maps with iso-lines`,
};

/** Describes the stage in a few sentences, for screen readers. */
export function describeStage(
  moment: Moment,
  models: readonly ModelName[],
  arrangement: Arrangement,
): string {
  if (models.length === 0) return 'No landscape yet.';
  const names = models.map((model) => MODEL_TITLE[model]).join(' and ');
  const content = CONTENT[effectiveArrangement(arrangement, models)](names);
  const landscapes = `Energy landscape${models.length > 1 ? 's' : ''} ${content}.`;
  if (!moment.recording) return landscapes;
  const isoStep = niceStep(Math.abs(moment.energyCut) / 30 || 1e-3);
  const readings = models.map((model) => {
    const parts = readingParts(readingOf(moment, model), isoStep);
    return `${MODEL_TITLE[model]}: ${parts.map(({ name, value }) => `${name} ${value}`).join(', ')}.`;
  });
  return `${landscapes} Query ${letterOf(moment.query)} at step ${String(moment.step)}. ${readings.join(' ')}`;
}

/** Names a picture or letter on a landscape; empty where it no longer exists. */
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
  return `Query ${letterOf(query)} in ${MODEL_IN_SENTENCE[model]}, step ${String(moment.step)}${near}${off}`;
}

/** Describes a point of a landscape. */
export function describeReading(reading: LandscapeReading, { landscapes }: Moment): string {
  const { u, v, energy, slope, isDifference } = reading;
  const height = `${isDifference ? 'ΔE' : 'E'} ${valueLabel(energy, 1e-4)}`;
  const words = [`u ${tickText(u, 0.01)}`, `v ${tickText(v, 0.01)}`, height];
  if (!isDifference) words.push(`slope in the plane ${valueLabel(slope, 1e-3)}`);
  return [...words, describeNearest(reading, landscapes)].join('  ');
}

/** Returns for example "nearest cat 0050, 0.15 away"; empty where no memory is on the plane. */
export function describeNearest(
  { nearest, distance }: Pick<LandscapeReading, 'nearest' | 'distance'>,
  landscapes: Landscapes | null,
): string {
  const item = landscapes?.items[nearest];
  return item ? `nearest ${memoryName(item)}, ${tickText(distance, 0.01)} away` : '';
}
