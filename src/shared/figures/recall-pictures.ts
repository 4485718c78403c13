import type { CellResult, Row } from '../experiments';
import { MODEL_TITLE } from '../setup';
import { rangeOf } from './axis';
import { FIGURE_DASHES, FIGURE_COLORS } from './svg-drawing';
import type { Curve } from './panel';
import type { PictureGrid } from './picture-grid';
import { pictureNamed } from './picture-grid';
import { numberIn, numbersIn, sortRows, distinctNumbers, rowsWhere } from './row-columns';

/** A page of recalled pictures without its title and caption. */
type Parts = Omit<PictureGrid, 'title' | 'caption'>;

const MODELS = ['drdam', 'mrdam'] as const;
/** The paper plots this many steps. */
const STEPS_SHOWN = 250;

/**
 * Returns Figure 1: pictures recalled by both models at each beta, a column for each query, and the energies of their
 * descents at the lowest beta.
 */
export function figure1(cells: readonly CellResult[], rows: readonly Row[]): Parts {
  const queries = distinctNumbers(rows, 'query');
  const betas = distinctNumbers(rows, 'beta');
  const [lowest] = betas;
  const shown = rows.filter((row) => row.beta === lowest && numberIn(row, 'step') <= STEPS_SHOWN);
  // the plot's range is MrDAM's, so that a DrDAM curve frozen at the clip, far above all others, leaves the plot
  const unclipped = rowsWhere(shown, { model: 'mrdam' });
  const curves = MODELS.flatMap((model) =>
    queries.map((query): Curve => {
      const path = sortRows(rowsWhere(shown, { model, query }), 'step');
      return {
        x: numbersIn(path, 'step'),
        y: numbersIn(path, 'energy'),
        color: FIGURE_COLORS[model],
        mark: 'line',
        ...(model === 'mrdam' && { dash: FIGURE_DASHES.mrdam }),
      };
    }),
  );
  const pictures = (name: string) =>
    queries.map((query) => ({ picture: pictureNamed(cells, `${name} ${String(query)}`) }));
  return {
    columnTitles: [],
    rows: [
      { title: 'Query', pictures: pictures('query') },
      ...betas.flatMap((beta) =>
        MODELS.map((model) => ({
          title: `${MODEL_TITLE[model]}, β ${String(beta)}`,
          pictures: queries.map((query) => ({
            picture: pictureNamed(cellsOf(cells, { beta, model }), `${model} ${String(query)}`),
            label: resultOf(rowsWhere(rows, { beta, model, query })[0], query, 'nearest', 'distance'),
            color: FIGURE_COLORS[model],
          })),
        })),
      ),
      { title: 'Memory', pictures: pictures('memory') },
    ],
    plot: {
      title: `Energy${lowest === undefined ? '' : ` at β ${String(lowest)}`}: DrDAM solid, MrDAM dashed`,
      x: { label: 'Step', scale: 'linear', range: [0, STEPS_SHOWN] },
      y: { label: '', scale: 'linear', range: rangeOf([0, ...numbersIn(unclipped, 'energy')], 'linear') },
      curves,
    },
  };
}

/** The cells whose rows have these values. */
function cellsOf(cells: readonly CellResult[], values: Row): CellResult[] {
  return cells.filter(({ rows }) => rowsWhere(rows.slice(0, 1), values).length > 0);
}

/** A state as near to its memory as this, as RMS of pixels, counts as recalled in Figure 1. */
const RECALLED_RMS = 0.1;

/** Returns a sentence for each beta of Figure 1: how many queries each model recalls. */
export function recallSentences(rows: readonly Row[]): string {
  const recalled = (some: readonly Row[]) =>
    some.filter((row) => row.nearest === row.query && numberIn(row, 'distance') <= RECALLED_RMS).length;
  const sentences = distinctNumbers(rows, 'beta').map((beta) => {
    const counts = MODELS.flatMap((model) => {
      const starts = rowsWhere(rows, { beta, model, step: 0 });
      return starts.length > 0
        ? [`${MODEL_TITLE[model]} ${String(recalled(starts))} of ${String(starts.length)}`]
        : [];
    });
    return `β ${String(beta)}: ${counts.join(', ')}.`;
  });
  return sentences.length > 0
    ? `Recalled to an RMS of ${String(RECALLED_RMS)} at ${sentences.join(' At ')}`
    : '';
}

/** Returns the distance to the right memory, or "another" where another memory is nearest. */
function resultOf(row: Row | undefined, query: number, nearest: string, distance: string): string {
  if (!row) return '';
  return row[nearest] === query ? `RMS ${numberIn(row, distance).toFixed(3)}` : 'another';
}

const PER_ROW = 10;

/** Returns Figure 2: each memory recalled by both models from one vector T. */
export function figure2(cells: readonly CellResult[], rows: readonly Row[]): Parts {
  const queries = distinctNumbers(rows, 'query');
  const bands = Array.from({ length: Math.ceil(queries.length / PER_ROW) }, (_, i) =>
    queries.slice(i * PER_ROW, (i + 1) * PER_ROW),
  );
  const labelOf = (query: number, name: string) => {
    if (name === 'query') return '';
    return resultOf(rowsWhere(rows, { query })[0], query, `${name}_nearest`, `${name}_rms`);
  };
  return {
    columnTitles: [],
    rows: bands.flatMap((band) =>
      (['query', ...MODELS] as const).map((name) => ({
        title: name === 'query' ? 'Query' : name === 'drdam' ? 'DrDAM' : 'MrDAM',
        pictures: band.map((query) => ({
          picture: pictureNamed(cells, `${name} ${String(query)}`),
          label: labelOf(query, name),
          ...(name !== 'query' && { color: FIGURE_COLORS[name] }),
        })),
      })),
    ),
  };
}

/**
 * Returns Figure 4B: one memory recalled by DrDAM, a row for each beta and a column for each Y, beside MrDAM.
 */
export function figure4b(cells: readonly CellResult[], rows: readonly Row[]): Parts {
  const betas = distinctNumbers(rows, 'beta');
  const features = distinctNumbers(rows, 'Y');
  const cellOf = (beta: number, count: number) =>
    cells.filter(({ rows: [row] }) => row?.beta === beta && row.Y === count);
  return {
    columnTitles: ['Query', ...features.map((count) => `Y ${String(count / 1000)}k`), 'MrDAM'],
    rows: betas.map((beta) => {
      const some = cells.filter(({ rows: [row] }) => row?.beta === beta);
      return {
        title: `β ${String(beta)}`,
        pictures: [
          { picture: pictureNamed(some, 'query') },
          ...features.map((count) => {
            const [row] = rowsWhere(rows, { beta, Y: count });
            return {
              picture: pictureNamed(cellOf(beta, count), 'drdam'),
              label: row ? `${numberIn(row, 'psnr').toFixed(1)} dB` : '',
              color: FIGURE_COLORS.drdam,
            };
          }),
          { picture: pictureNamed(some, 'mrdam'), color: FIGURE_COLORS.mrdam },
        ],
      };
    }),
  };
}
