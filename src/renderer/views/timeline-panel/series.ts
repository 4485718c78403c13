import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Moment } from '../../domain/run/moment';
import { decimationOf, type MinMaxDecimation } from './decimation';
import { distancesOf, type StepRange } from './distances';
import { nearestMemoriesOf } from './nearest-memories';
import { MODELS } from './plot-style';
import type { Quantity } from './quantity';

/** The values of one query in one model, or in both compared; NaN where unknown. */
export interface Series {
  /** Null where both models are compared. */
  readonly model: ModelName | null;
  readonly query: number;
  /** The memory that a distance is measured to, where there are several; otherwise null. */
  readonly memory: number | null;
  /** Whether the curve is drawn in full, over the others. */
  readonly isMain: boolean;
  readonly at: (step: number) => number;
  /** The known values of a range, decimated to columns of so many steps. */
  readonly decimated: (range: StepRange, stepsPerColumn: number) => MinMaxDecimation;
}

/** A table of values [steps + 1, numQueries]. */
interface Table {
  readonly model: ModelName | null;
  /** The object that holds the values. It is another one when the values are made anew. */
  readonly source: object;
  readonly at: (index: number) => number;
  /** The last step that is known. */
  readonly known: number;
}

type RecordedMoment = Moment & { readonly recording: Recording };

/** The recorded series of a quantity. The selected query comes last, so that it is drawn over the others. */
export function seriesOf(quantity: Quantity, moment: Moment): Series[] {
  const { recording, query } = moment;
  if (!recording) return [];
  const recorded = { ...moment, recording };
  if (quantity === 'nearest-memories') return nearestSeries(recorded);
  const { numQueries } = recording.shape;
  const tables = tablesOf(quantity, recorded);
  const others = Array.from({ length: numQueries }, (_, i) => i).filter((i) => i !== query);
  return [...others, query].flatMap((i) =>
    tables.map((table) => {
      const at = (step: number) => table.at(step * numQueries + i);
      const part = `${quantity}/${String(i)}`;
      const decimated = decimator(table.source, part, recording, at, table.known);
      return { model: table.model, query: i, memory: null, isMain: i === query, at, decimated };
    }),
  );
}

function tablesOf(quantity: Exclude<Quantity, 'nearest-memories'>, moment: RecordedMoment): Table[] {
  const { prepared, recording } = moment;
  const models = drawnModels(recording);
  const table = (model: ModelName | null, values: Float32Array, known: number): Table => ({
    model,
    source: values,
    at: (index) => values[index] ?? NaN,
    known,
  });
  switch (quantity) {
    case 'energy':
      return models.map((model) => table(model, recording.energies(model), recording.reached(model)));
    case 'slope':
      return models.map((model) => table(model, recording.gradientNorms(model), recording.reached(model)));
    case 'distance': {
      const distances = distancesOf(prepared, recording);
      return models.map((model) => table(model, distances.toTarget(model), distances.lastRead(model)));
    }
    case 'model-distance': {
      const distances = distancesOf(prepared, recording);
      return models.length < 2 ? [] : [table(null, distances.between, distances.lastRead('both'))];
    }
    case 'energy-difference':
    case 'slope-difference': {
      if (models.length < 2) return [];
      const known = Math.min(...models.map((model) => recording.reached(model)));
      const of = (model: ModelName) =>
        quantity === 'energy-difference' ? recording.energies(model) : recording.gradientNorms(model);
      const [minuend, subtrahend] = [of('drdam'), of('mrdam')];
      const at = (index: number) => (minuend[index] ?? NaN) - (subtrahend[index] ?? NaN);
      return [{ model: null, source: minuend, at, known }];
    }
  }
}

/** The selected query's distances to its nearest memories, the nearest one last. */
function nearestSeries(moment: RecordedMoment): Series[] {
  const { recording, query } = moment;
  const nearest = nearestMemoriesOf(moment);
  return nearest.memories
    .flatMap((memory, index) =>
      drawnModels(recording).map((model) => {
        const values = nearest.distancesTo(model, index);
        const at = (step: number) => values[step] ?? NaN;
        const decimated = decimator(values, '', recording, at, nearest.lastRead(model));
        return { model, query, memory, isMain: index === 0, at, decimated };
      }),
    )
    .reverse();
}

/**
 * The series of the selected query whose values are written out at a step: one of each model, or that of both. Among
 * several memories it is the one that is nearest at this step.
 */
export function readoutAt(series: readonly Series[], query: number, step: number): Series[] {
  const selected = series.filter((one) => one.query === query);
  return [...MODELS, null].flatMap((model) => {
    const [first, ...others] = selected.filter((one) => one.model === model);
    if (!first) return [];
    return [others.reduce((nearest, one) => (one.at(step) < nearest.at(step) ? one : nearest), first)];
  });
}

/** DrDAM comes first, so that the dashes of MrDAM stay visible where both agree. */
function drawnModels({ shape }: Recording): ModelName[] {
  return [...MODELS].reverse().filter((model) => shape.models.includes(model));
}

function decimator(
  source: object,
  part: string,
  { revision }: Recording,
  at: (step: number) => number,
  known: number,
): Series['decimated'] {
  return (range, stepsPerColumn) => {
    const decimation = decimationOf(source, part, revision, range[0], stepsPerColumn);
    decimation.read(at, Math.min(range[1], known), known);
    return decimation;
  };
}
