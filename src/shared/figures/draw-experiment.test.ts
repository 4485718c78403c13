import { describe, expect, it } from 'vitest';
import { experiments } from '#engine/experiments/registry';
import { combinations } from '#engine/experiments/experiment';
import { svgToPng } from '../../cli/svg';
import type { CellResult, Row } from '../experiments';
import { EXPERIMENT_TITLE, ExperimentName } from '../experiments';
import { drawExperiment } from './draw-experiment';
import type { FigureBackend } from './svg-drawing';
import { FIGURE_DASHES, FIGURE_COLORS, px } from './svg-drawing';

/** Text as elements, six tenths as wide as high; pictures as frames. */
const words: string[] = [];
const backend: FigureBackend = {
  text(text, x, y) {
    words.push(text);
    return `<text x="${px(x)}" y="${px(y)}">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
  },
  textWidth: (text, { size }) => 0.6 * size * text.length,
  picture: (_, __, { x, y, width, height }) =>
    `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"/>`,
};

function draw(name: ExperimentName, cells: readonly CellResult[]): { svg: string; text: string } {
  words.length = 0;
  const svg = drawExperiment(name, cells, { data: 'made & up', isQuick: true }, backend);
  return { svg, text: words.join(' ') };
}

/** Columns that may be empty. */
const MAY_LACK = /_se$|_ci$|_bound$|_ratio_/;

/**
 * Rows with a number in every column; what figures are ordered by varies, and some of what may be empty is.
 */
function rowsOf(name: ExperimentName): Row[] {
  const choices = combinations({
    D: [10, 200],
    beta: [10, 50],
    Y: [1000, 4000],
    K: [20, 40],
    queries: ['at memories', 'random'],
    projection: ['gaussian', 'structured'],
    feature_map: ['sincos', 'exp'],
    model: ['mrdam', 'drdam'],
  });
  return choices.map((choice, i) => {
    const numbers = Object.keys(experiments[name].columns).map((column, c): [string, Row[string]] => [
      column,
      MAY_LACK.test(column) && (i + c) % 3 === 0 ? null : 0.01 + ((i * 31 + c * 17) % 100) / 500,
    ]);
    const rest = { query: i % 3, step: i % 5, axis: 'base', group: 0, option: 'none' };
    return { ...Object.fromEntries(numbers), ...choice, ...rest };
  });
}

const pixels = { data: new Uint8Array(2 * 4 * 4 * 3).fill(90), shape: [2, 4, 4, 3] };

describe.each(ExperimentName.options)('the figure of %s', (name) => {
  it.each([
    ['before any cell is finished', []],
    ['with rows', [{ cell: 'a', rows: rowsOf(name), pictures: ['query 0', 'drdam 0'], pixels }]],
  ])('is a valid picture with its title and data, %s', (_, cells) => {
    const { svg, text } = draw(name, cells);
    expect(svgToPng(svg).length).toBeGreaterThan(100); // the SVG is valid XML
    expect(/NaN|Infinity|undefined|null/.exec(svg)?.[0]).toBeUndefined();
    expect(text).toContain(EXPERIMENT_TITLE[name]);
    expect(text).toContain('made & up');
  });
});

it('Figure 3 shows the random guess, predictions where they are valid, and the bound where there is one', () => {
  const row = (Y: number, rest: Row): Row => ({
    D: 30,
    beta: 10,
    Y,
    queries: 'random',
    energy_mae: 0.01,
    energy_guess: 0.1,
    gradient_mae: 0.01,
    gradient_guess: 0.1,
    gradient_l2: 0.05,
    ...rest,
  });
  const strokes = (svg: string, dash: string) => svg.split(`stroke-dasharray="${dash}"`).length - 1;
  const cellOf = (rest: Row): CellResult => ({
    cell: 'a',
    pictures: [],
    rows: [1000, 4000].map((Y) => row(Y, rest)),
  });
  const predictions = { energy_mae_predicted: 0.01, gradient_mae_predicted: 0.01 };
  const clear = draw('fig3', [
    cellOf({ snr: 9, ...predictions, energy_bound: 0.05, gradient_l2_bound: 0.25 }),
  ]);
  const lost = draw('fig3', [
    cellOf({ snr: 1, ...predictions, energy_bound: 0.05, gradient_l2_bound: null }),
  ]);
  // two panels and an entry of the legend
  for (const dash of [FIGURE_DASHES.randomGuess, FIGURE_DASHES.prediction, FIGURE_DASHES.bound])
    expect(strokes(clear.svg, dash)).toBe(3);
  expect(strokes(lost.svg, FIGURE_DASHES.randomGuess)).toBe(3);
  expect([FIGURE_DASHES.prediction, FIGURE_DASHES.bound].map((dash) => strokes(lost.svg, dash))).toEqual([
    1, 1,
  ]);
  expect(clear.svg).toContain(`stroke="${FIGURE_COLORS.randomGuess}"`);
  expect(clear.text).toContain('5 to 5 times what is measured');
  expect(lost.text).toContain("The theorem's bound says nothing at these settings.");
});
