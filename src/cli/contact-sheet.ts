import type { DescentReport, MemoryItem, PrepareReport } from '#shared/api';
import { EngineError, invariant } from '#shared/errors';
import { classifyOutcome } from '#shared/outcome';
import type { Recording } from '#shared/recording';
import type { ModelName, PictureShape } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import { MODEL_COLOR, modelDashArray } from '#shared/model-marks';
import { COLORS } from './picture-style';
import { px, stateImage, svgToPng, textPath, textWidth } from './svg';

/** The content of a contact sheet. */
export interface SheetContent {
  readonly title: string;
  readonly prepared: PrepareReport;
  /** [B, dim] */
  readonly queries: Float32Array;
  /** [B, dim], the patterns that the queries were made from; empty if they come from a file. */
  readonly origins: Float32Array;
  readonly recording: Recording;
  readonly outcomes: DescentReport['models'];
}

const MAX_QUERIES = 12;
const COLUMNS = 5;
const MARGIN = 32;
const GAP = 8;
const LABEL_WIDTH = 128;
const CAPTION = 24;
const HEADER = 96;

/**
 * Draws a contact sheet as a PNG. Each query has a row per model: the query, states of the descent, the final state and
 * the target.
 *
 * @throws EngineError if the pictures have no shape.
 */
export function contactSheet(content: SheetContent): Uint8Array {
  const { prepared, recording } = content;
  const { shape, dim } = prepared;
  if (!shape) {
    throw new EngineError('bad-request', 'A contact sheet needs the picture shape.', 'Add --shape H,W,C.');
  }
  const { models } = recording.shape;
  const numQueries = Math.min(MAX_QUERIES, prepared.numQueries);
  const steps = sheetSteps(recording);
  const cell = cellSize(shape);
  const rowHeight = cell.height + CAPTION;
  const blockHeight = models.length * rowHeight + 2 * GAP;
  const hasTargets = content.origins.length > 0;
  const columnX = (column: number) => MARGIN + LABEL_WIDTH + column * (cell.width + GAP);
  const width = columnX(1 + steps.length + (hasTargets ? 1 : 0)) - GAP + MARGIN;
  const height = HEADER + numQueries * blockHeight + MARGIN - GAP;

  const parts: string[] = [
    `<rect width="${px(width)}" height="${px(height)}" fill="${COLORS.background}"/>`,
    textPath(content.title, MARGIN, MARGIN + 12, 15, 600, COLORS.ink),
    ...['Query', ...steps.map((step) => `Step ${String(step)}`), ...(hasTargets ? ['Target'] : [])].map(
      (text, i) => textPath(text, columnX(i), HEADER - 12, 12, 400, COLORS.ink2),
    ),
  ];
  for (let query = 0; query < numQueries; query++) {
    const top = HEADER + query * blockHeight;
    parts.push(`<path d="M${px(MARGIN)} ${px(top - 4)}H${px(width - MARGIN)}" stroke="${COLORS.line}"/>`);
    const addPicture = (rows: Float32Array, index: number, column: number) => {
      parts.push(
        picture(rows.subarray(index * dim, (index + 1) * dim), columnX(column), top + GAP, COLORS.frame),
      );
    };
    addPicture(content.queries, query, 0);
    if (hasTargets) addPicture(content.origins, query, 1 + steps.length);
    models.forEach((model, row) => {
      parts.push(...modelRow(model, query, top + GAP + row * rowHeight));
    });
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}">${parts.join('')}</svg>`;
  return svgToPng(svg);

  function modelRow(model: ModelName, query: number, y: number): string[] {
    const color = MODEL_COLOR[model];
    const middle = y + 20;
    const outcome = content.outcomes[model];
    const found = prepared.memories[outcome?.nearest[query] ?? -1];
    const isRecalled =
      outcome !== undefined && classifyOutcome(outcome, query, prepared.targets[query]) === 'recalled';
    const last = steps.length;
    const energy =
      recording.energies(model)[recording.shape.steps * recording.shape.numQueries + query] ?? NaN;
    const caption = `${isRecalled ? '' : 'wrong memory: '}${found ? shortName(found) : ''}, ${(outcome?.distances[query] ?? NaN).toFixed(3)} away`;
    const captionWidth = textWidth(caption, 11, 400);
    return [
      `<path d="M${px(MARGIN)} ${px(middle)}h22" stroke="${color}" stroke-width="3" stroke-dasharray="${modelDashArray(model, 'picture-sample')}"/>`,
      textPath(MODEL_TITLE[model], MARGIN + 30, middle + 4, 12, 600, COLORS.ink),
      textPath(`E ${energy.toFixed(4).replace('-', '−')}`, MARGIN + 30, middle + 22, 11, 400, COLORS.ink2),
      ...steps.flatMap((step, i) => {
        const state = recording.stateAt(model, query, step)?.state;
        return state ? [picture(state, columnX(1 + i), y, i === last - 1 ? color : COLORS.frame)] : [];
      }),
      textPath(
        caption,
        Math.max(columnX(0), columnX(last) + cell.width - captionWidth),
        y + cell.height + 16,
        11,
        400,
        isRecalled ? COLORS.ink2 : COLORS.ink,
      ),
    ];
  }

  function picture(state: Float32Array, x: number, y: number, frame: string): string {
    invariant(shape, 'the pictures have a shape');
    return stateImage(state, shape, { x, y, ...cell }, frame);
  }
}

/** Returns the steps to show: spaced evenly in the logarithm, always with the last, and only kept ones. */
function sheetSteps({ shape: { steps }, stride }: Recording): number[] {
  const ideal = Array.from({ length: COLUMNS }, (_, i) => Math.round(steps ** ((i + 1) / COLUMNS)));
  const kept = ideal.map((step) => (step === steps ? step : Math.round(step / stride) * stride));
  return [...new Set(kept)].filter((step) => step > 0 && step <= steps);
}

/** Returns a whole multiple of the picture's size of about 96 px. */
function cellSize({ width, height }: PictureShape): { width: number; height: number } {
  const factor = Math.max(1, Math.round(96 / Math.max(width, height)));
  return { width: width * factor, height: height * factor };
}

/** Returns the class and the file's name without folders and extension, such as "cat 0025". */
function shortName({ name, className }: MemoryItem): string {
  const file =
    name
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '') ?? name;
  return className === null ? file : `${className} ${file}`;
}
