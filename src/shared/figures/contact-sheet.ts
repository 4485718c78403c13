import type { DescentReport } from '../api';
import { euclideanDistance } from '../distances';
import { modelDashArray, MODEL_COLOR } from '../model-marks';
import { classifyOutcome, OUTCOME_WORDS } from '../outcome';
import type { Recording } from '../recording';
import type { RunFact } from '../run-facts';
import { factsLine } from '../run-facts';
import type { ModelName, PictureShape } from '../setup';
import { MODEL_TITLE } from '../setup';
import { plural } from '../units';
import { wrapText } from './panel-grid';
import type { FigureBackend } from './svg-drawing';
import { FIGURE_COLORS, px, stateImage, svgDocument } from './svg-drawing';

/** A query of a contact sheet. */
export interface SheetQuery {
  /** A heading: "a, made from cats 0025". */
  readonly title: string;
  /** The state [dim] that it should recall; null where there is none. */
  readonly target: Float32Array | null;
  /** The index of the memory that it was made from, as `classifyOutcome` takes it. */
  readonly memory: number | undefined;
}

/** The content of a contact sheet. */
export interface SheetContent {
  readonly facts: readonly RunFact[];
  /** All queries of the run, in its order. */
  readonly queries: readonly SheetQuery[];
  readonly shape: PictureShape;
  readonly recording: Recording;
  /** Null while the run is not over. */
  readonly outcomes: DescentReport['models'] | null;
}

/** A longer sheet is no longer looked at as a whole. */
const MAX_QUERIES = 12;
const MARGIN = 28;
const GAP = 8;
const LABEL_WIDTH = 104;
const LINE = 15;
const CAPTION = 20;
const QUERY_TITLE = 24;

/** Returns the steps that a sheet of a run shows, if their states are kept: 0, 10, 30, 100, 300, … and the last. */
export function sheetSteps(last: number): number[] {
  const steps = [0];
  for (let power = 10; power < last; power *= 10) steps.push(power, ...(3 * power < last ? [3 * power] : []));
  return last > 0 ? [...steps, last] : steps;
}

/**
 * Returns a contact sheet as SVG, as the paper's Figure 1 shows recall: the states of each query in every model during
 * the descent, beside its target. Of a run that is not over, the last step is the last that all models have reached.
 * `scale` enlarges it for pictures made of pixels.
 */
export function contactSheet(content: SheetContent, backend: FigureBackend, scale = 1): string {
  const { recording, queries, shape } = content;
  const { models } = recording.shape;
  const shown = queries.slice(0, MAX_QUERIES);
  const last = Math.max(0, Math.min(...models.map((model) => recording.reached(model))));
  const steps = keptSteps(recording, last);
  const hasTargets = shown.some(({ target }) => target !== null);
  const cell = cellSize(shape);
  const columnX = (column: number) => MARGIN + LABEL_WIDTH + column * (cell.width + GAP);
  const width = columnX(steps.length + Number(hasTargets)) - GAP + MARGIN;
  const inside = width - 2 * MARGIN;

  const omitted = queries.length - shown.length;
  const about = [
    ...wrapText(factsLine(content.facts), inside, backend),
    ...(omitted > 0
      ? [`The first ${String(shown.length)} of ${plural(queries.length, 'query', 'queries')}.`]
      : []),
  ];
  const header = MARGIN + 20 + about.length * LINE + 24;
  const rowHeight = cell.height + CAPTION;
  const blockHeight = QUERY_TITLE + models.length * rowHeight + GAP;
  const small = { size: 10.5, fill: FIGURE_COLORS.secondaryText } as const;
  const strong = { weight: 600, fill: FIGURE_COLORS.text } as const;
  const parts = [
    backend.text(`Descent of ${plural(queries.length, 'query', 'queries')}`, MARGIN, MARGIN + 12, {
      ...strong,
      size: 15,
    }),
    ...about.map((line, i) => backend.text(line, MARGIN, MARGIN + 32 + i * LINE, small)),
    ...[...steps.map((step) => `Step ${String(step)}`), ...(hasTargets ? ['Target'] : [])].map(
      (text, column) =>
        backend.text(text, columnX(column), header - 8, { size: 11, fill: FIGURE_COLORS.text }),
    ),
    ...shown.flatMap((query, index) => queryBlock(query, index, header + index * blockHeight)),
  ];
  return svgDocument(width, header + shown.length * blockHeight + MARGIN - GAP, parts, scale);

  function queryBlock({ title, target, memory }: SheetQuery, index: number, top: number): string[] {
    const [first] = models;
    const start = first && recording.stateAt(first, index, 0)?.state;
    const rows = top + QUERY_TITLE;
    return [
      `<path d="M${px(MARGIN)} ${px(top + 2)}H${px(width - MARGIN)}" stroke="${FIGURE_COLORS.grid}"/>`,
      backend.text(title, MARGIN, top + 17, { ...strong, size: 11 }),
      ...(start ? [picture(start, 0, rows, FIGURE_COLORS.axis)] : []),
      ...(target ? [picture(target, steps.length, rows, FIGURE_COLORS.axis)] : []),
      ...models.flatMap((model, row) =>
        modelRow(model, index, { target, memory, y: rows + row * rowHeight }),
      ),
    ];
  }

  function modelRow(
    model: ModelName,
    query: number,
    { target, memory, y }: Pick<SheetQuery, 'target' | 'memory'> & { readonly y: number },
  ): string[] {
    const color = MODEL_COLOR[model];
    const middle = y + 16;
    const energy = recording.energies(model)[last * recording.shape.numQueries + query] ?? NaN;
    const state = recording.stateAt(model, query, last)?.state;
    const outcome = content.outcomes?.[model];
    const caption = [
      ...(outcome ? [OUTCOME_WORDS[classifyOutcome(outcome, query, memory)]] : []),
      ...(state && target ? [`RMS ${euclideanDistance(state, target).toFixed(3)} from the target`] : []),
    ].join(', ');
    const right = columnX(steps.length - 1) + cell.width;
    return [
      `<path d="M${px(MARGIN)} ${px(middle)}h22" stroke="${color}" stroke-width="2.5" stroke-dasharray="${modelDashArray(model, 'picture-sample')}"/>`,
      backend.text(MODEL_TITLE[model], MARGIN + 29, middle + 4, { ...strong, size: 11 }),
      ...(Number.isFinite(energy)
        ? [backend.text(`E ${energy.toFixed(4).replace('-', '−')}`, MARGIN + 29, middle + 19, small)]
        : []),
      // the first state is the query, which both models share
      ...steps.flatMap((step, column) => {
        const at = column === 0 ? undefined : recording.stateAt(model, query, step)?.state;
        return at ? [picture(at, column, y, step === last ? color : FIGURE_COLORS.axis)] : [];
      }),
      backend.text(caption, right, y + cell.height + 13, { ...small, anchor: 'end' }),
    ];
  }

  function picture(state: Float32Array, column: number, y: number, frame: string): string {
    return stateImage(state, shape, { x: columnX(column), y, ...cell }, frame, backend);
  }
}

/** Returns the steps of the sheet whose states are kept, each replaced by the kept step before it. */
function keptSteps(recording: Recording, last: number): number[] {
  const [model] = recording.shape.models;
  const kept = sheetSteps(last).flatMap((step) => (model && recording.stateAt(model, 0, step)?.step) ?? []);
  return [...new Set(kept)];
}

/** Returns a whole multiple of the picture's size of about 96 px. */
function cellSize({ width, height }: PictureShape): { width: number; height: number } {
  const factor = Math.max(1, Math.round(96 / Math.max(width, height)));
  return { width: width * factor, height: height * factor };
}
