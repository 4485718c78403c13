import { Transformer } from '@napi-rs/image';
import type { PreparedReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Recording } from '#shared/recording';
import type { ModelName, PictureShape } from '#shared/setup';
import { textPath, textWidth } from './text-path';

/** What a contact sheet shows. */
export interface SheetContent {
  readonly title: string;
  readonly prepared: PreparedReport;
  /** [K, dim] and [B, dim] */
  readonly memories: Float32Array;
  readonly queries: Float32Array;
  readonly recording: Recording;
  readonly outcomes: Readonly<Partial<Record<ModelName, { nearest: number[]; distances: number[] }>>>;
}

const COLOR = {
  ground: '#121418',
  line: '#23272D',
  ink: '#EEF0F2',
  ink2: '#B2B8C1',
  frame: '#3A4049',
  mrdam: '#0AA551',
  drdam: '#0E86F6',
};
const NAME: Record<ModelName, string> = { mrdam: 'MrDAM', drdam: 'DrDAM' };
/** The second cue for colour-blind readers: MrDAM is dashed. */
const DASH: Record<ModelName, string> = { mrdam: '7 4', drdam: 'none' };

const MAX_QUERIES = 12;
const COLUMNS = 5;
const MARGIN = 32;
const GAP = 8;
const LABEL_WIDTH = 128;
const CAPTION = 24;
const HEADER = 96;

/** One picture: query, states on the way, fixed point and target of both models, a pair of rows for each query. */
export function contactSheet(content: SheetContent): Uint8Array {
  const { prepared, recording } = content;
  const { shape, dim } = prepared;
  if (!shape) {
    throw new EngineError('bad-request', 'A contact sheet needs the shape of the pictures.', 'Add --shape H,W,C.');
  }
  const { models } = recording.shape;
  const numQueries = Math.min(MAX_QUERIES, prepared.numQueries);
  const steps = sheetSteps(recording);
  const cell = cellSize(shape);
  const rowHeight = cell.height + CAPTION;
  const blockHeight = models.length * rowHeight + 2 * GAP;
  const hasTargets = prepared.targets.length > 0;
  const columnX = (column: number) => MARGIN + LABEL_WIDTH + column * (cell.width + GAP);
  const width = columnX(1 + steps.length + (hasTargets ? 1 : 0)) - GAP + MARGIN;
  const height = HEADER + numQueries * blockHeight + MARGIN - GAP;

  const parts: string[] = [
    `<rect width="${px(width)}" height="${px(height)}" fill="${COLOR.ground}"/>`,
    textPath(content.title, MARGIN, MARGIN + 12, 15, 600, COLOR.ink),
    ...['Query', ...steps.map((step) => `Step ${String(step)}`), ...(hasTargets ? ['Target'] : [])].map((text, i) =>
      textPath(text, columnX(i), HEADER - 12, 12, 400, COLOR.ink2),
    ),
  ];
  for (let query = 0; query < numQueries; query++) {
    const top = HEADER + query * blockHeight;
    parts.push(`<path d="M${px(MARGIN)} ${px(top - 4)}H${px(width - MARGIN)}" stroke="${COLOR.line}"/>`);
    const target = prepared.targets[query];
    const once = (rows: Float32Array, index: number, column: number) => {
      parts.push(picture(rows.subarray(index * dim, (index + 1) * dim), columnX(column), top + GAP, COLOR.frame));
    };
    once(content.queries, query, 0);
    if (target !== undefined) once(content.memories, target, 1 + steps.length);
    models.forEach((model, row) => {
      parts.push(...modelRow(model, query, top + GAP + row * rowHeight));
    });
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}">${parts.join('')}</svg>`;
  return Transformer.fromSvg(svg).pngSync();

  function modelRow(model: ModelName, query: number, y: number): string[] {
    const color = COLOR[model];
    const middle = y + 20;
    const outcome = content.outcomes[model];
    const nearest = outcome?.nearest[query] ?? -1;
    const found = prepared.memories[nearest];
    const right = prepared.targets[query] === undefined || prepared.targets[query] === nearest;
    const last = steps.length;
    const energy = recording.energies(model)[recording.shape.steps * recording.shape.numQueries + query] ?? NaN;
    const verdict = `${right ? '' : 'not the target: '}${shortName(found?.name ?? '')}, ${(outcome?.distances[query] ?? NaN).toFixed(3)} away`;
    const captionWidth = textWidth(verdict, 11, 400);
    return [
      `<path d="M${px(MARGIN)} ${px(middle)}h22" stroke="${color}" stroke-width="3" stroke-dasharray="${DASH[model]}"/>`,
      textPath(NAME[model], MARGIN + 30, middle + 4, 12, 600, COLOR.ink),
      textPath(`E ${energy.toFixed(4)}`, MARGIN + 30, middle + 22, 11, 400, COLOR.ink2),
      ...steps.flatMap((step, i) => {
        const state = recording.stateAt(model, query, step)?.state;
        return state ? [picture(state, columnX(1 + i), y, i === last - 1 ? color : COLOR.frame)] : [];
      }),
      textPath(
        verdict,
        Math.max(columnX(0), columnX(last) + cell.width - captionWidth),
        y + cell.height + 16,
        11,
        400,
        right ? COLOR.ink2 : COLOR.ink,
      ),
    ];
  }

  function picture(state: Float32Array, x: number, y: number, frame: string): string {
    const at = `x="${px(x)}" y="${px(y)}" width="${px(cell.width)}" height="${px(cell.height)}"`;
    const data = Buffer.from(statePng(state, shape as PictureShape)).toString('base64');
    return (
      `<image ${at} image-rendering="optimizeSpeed" href="data:image/png;base64,${data}"/>` +
      `<rect ${at} fill="none" stroke="${frame}" stroke-width="2" rx="2"/>`
    );
  }
}

/** A picture state as PNG: times sqrt(dim), cut to [0, 1]. */
export function statePng(state: Float32Array, { height, width, channels }: PictureShape): Uint8Array {
  const scale = 255 * Math.sqrt(state.length);
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      pixels[4 * i + c] = (state[i * channels + Math.min(c, channels - 1)] ?? 0) * scale;
    }
  }
  return Transformer.fromRgbaPixels(pixels, width, height).pngSync();
}

/** Steps to show, spread evenly in the logarithm, the last always; each is one whose states were kept. */
function sheetSteps({ shape: { steps }, stride }: Recording): number[] {
  const wanted = Array.from({ length: COLUMNS }, (_, i) => Math.round(steps ** ((i + 1) / COLUMNS)));
  const kept = wanted.map((step) => (step === steps ? step : Math.round(step / stride) * stride));
  return [...new Set(kept)].filter((step) => step > 0 && step <= steps);
}

/** Pictures are drawn at a whole multiple of their size, about 96 px. */
function cellSize({ width, height }: PictureShape): { width: number; height: number } {
  const factor = Math.max(1, Math.round(96 / Math.max(width, height)));
  return { width: width * factor, height: height * factor };
}

function shortName(name: string): string {
  return name.split('/').at(-1)?.replace(/\.\w+$/, '') ?? name;
}

function px(value: number): string {
  return value.toFixed(1);
}
