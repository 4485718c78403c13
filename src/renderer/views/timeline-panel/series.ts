import type { ModelName } from '#shared/setup';
import type { Recording } from '#shared/recording';
import type { Moment } from '../../domain/run/moment';
import { distancesOf, type Span } from './distances';
import { MODELS } from './plot-style';
import { nearestOf } from './nearest-memories';
import type { Outline } from './outline';
import { outlineOf } from './outlines';
import type { Quantity } from './quantity';

/** One query's values in one model, or between both; NaN where not known. */
export interface Series {
  /** Null: of both in lock step. */
  readonly model: ModelName | null;
  readonly query: number;
  /** Where it is a distance to one of several memories: which. */
  readonly memory: number | null;
  /** Drawn in full, over the others. */
  readonly isMain: boolean;
  readonly at: (step: number) => number;
  /** What is known of them within a span, in columns of so many steps. */
  readonly outline: (span: Span, perColumn: number) => Outline;
}

/** A table of values [steps + 1, numQueries]. */
interface Table {
  readonly model: ModelName | null;
  /** What it is made of: another one when it is made anew. */
  readonly source: object;
  readonly at: (index: number) => number;
  /** The last step that is known. */
  readonly known: number;
}

type Recorded = Moment & { readonly recording: Recording };

/** All that is recorded of a quantity, the selected query last, so that it is drawn over the others. */
export function seriesOf(quantity: Quantity, moment: Moment): Series[] {
  const { recording, query } = moment;
  if (!recording) return [];
  const recorded = { ...moment, recording };
  if (quantity === 'nearest') return nearestSeries(recorded);
  const { numQueries } = recording.shape;
  const tables = tablesOf(quantity, recorded);
  const queries = Array.from({ length: numQueries }, (_, i) => i).filter((i) => i !== query);
  return [...queries, query].flatMap((i) =>
    tables.map((table) => {
      const at = (step: number) => table.at(step * numQueries + i);
      const part = `${quantity}/${String(i)}`;
      const outline = outlineBy(table.source, part, recording, at, table.known);
      return { model: table.model, query: i, memory: null, isMain: i === query, at, outline };
    }),
  );
}

function tablesOf(quantity: Exclude<Quantity, 'nearest'>, moment: Recorded): Table[] {
  const { prepared, recording } = moment;
  const models = shownModels(recording);
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
      return models.map((model) => table(model, distances.toTarget(model), distances.read(model)));
    }
    case 'apart': {
      const distances = distancesOf(prepared, recording);
      return models.length < 2 ? [] : [table(null, distances.between, distances.read('both'))];
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

/** The selected query's alone, what it comes nearest to last. */
function nearestSeries(moment: Recorded): Series[] {
  const { recording, query } = moment;
  const nearest = nearestOf(moment);
  return nearest.memories
    .flatMap((memory, place) =>
      shownModels(recording).map((model) => {
        const values = nearest.to(model, place);
        const at = (step: number) => values[step] ?? NaN;
        const outline = outlineBy(values, '', recording, at, nearest.read(model));
        return { model, query, memory, isMain: place === 0, at, outline };
      }),
    )
    .reverse();
}

/** What is said of the selected query at a step: its value in each model, that to the memory nearest then, or that of both. */
export function saidAt(series: readonly Series[], query: number, step: number): Series[] {
  const own = series.filter((one) => one.query === query);
  return [...MODELS, null].flatMap((model) => {
    const [first, ...others] = own.filter((one) => one.model === model);
    if (!first) return [];
    return [others.reduce((nearest, one) => (one.at(step) < nearest.at(step) ? one : nearest), first)];
  });
}

/** DrDAM first: the dashes of MrDAM stay visible where both agree. */
function shownModels({ shape }: Recording): ModelName[] {
  return [...MODELS].reverse().filter((model) => shape.models.includes(model));
}

function outlineBy(
  source: object,
  part: string,
  { rewrites }: Recording,
  at: (step: number) => number,
  known: number,
) {
  return (span: Span, perColumn: number) => {
    const outline = outlineOf(source, part, rewrites, span[0], perColumn);
    outline.read(at, Math.min(span[1], known), known);
    return outline;
  };
}
