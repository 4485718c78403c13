import type { FilmView } from '#shared/film-job';
import type { Theme } from '../theme/theme';
import type { Moment } from '../domain/run/moment';
import { curveMarks } from '../views/timeline-panel/curves';
import { fonts } from '../views/timeline-panel/plot-style';
import { fontText, paintMarks } from '../views/timeline-panel/marks';
import { drawReconstruction } from '../views/timeline-panel/reconstruction';
import { filmLayout, wholeMultiples, type FilmLayout } from './film-layout';

/** Draws the landscapes of a frame. `LandscapePainter` implements it; tests replace it. */
export interface LandscapeLayer {
  setMoment(moment: Moment): Promise<void>;
  draw(target: CanvasRenderingContext2D, x: number, y: number, step: number, query: number): void;
  dispose(): void;
}

export type CreateLandscapes = (
  width: number,
  height: number,
  theme: Theme,
  pixelRatio: number,
) => LandscapeLayer;

type MomentOf = (step: number) => Moment | null | Promise<Moment | null>;

export interface FilmOptions {
  readonly width: number;
  readonly height: number;
  readonly view: FilmView;
  readonly theme: Theme;
  readonly title: string;
  /** The settings as text, for example "β 60, Y 180 000, seed 0". */
  readonly credit: string;
  readonly createLandscapes: CreateLandscapes;
}

/** The characters that frames may show besides those of titles and names. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:…×−²⁻αβφ\u2009\u202f';

/** Draws the frames of a film by the same functions as the window. */
export class FilmPainter {
  readonly #options: FilmOptions;
  readonly #layout: FilmLayout;
  readonly #ctx: CanvasRenderingContext2D;
  readonly #landscapes: LandscapeLayer | null;
  #moment: Moment | null = null;
  #momentOf: MomentOf = () => null;
  #drawing: Promise<void> = Promise.resolve();

  constructor(
    readonly canvas: HTMLCanvasElement,
    options: FilmOptions,
  ) {
    this.#options = options;
    this.#layout = filmLayout(options, options.view);
    canvas.width = options.width;
    canvas.height = options.height;
    const ctx = canvas.getContext('2d', { alpha: false });
    if (!ctx) throw new Error('the canvas already has another kind of context');
    this.#ctx = ctx;
    const { landscapes, scale } = this.#layout;
    this.#landscapes =
      landscapes && options.createLandscapes(landscapes.width, landscapes.height, options.theme, scale);
  }

  /** The last step of the run. */
  get steps(): number {
    return this.#moment?.recording?.shape.steps ?? 0;
  }

  /** `momentOf` returns the moment of each step, for runs during which memories or slices change. */
  async setMoment(moment: Moment, momentOf: MomentOf = (step) => ({ ...moment, step })): Promise<void> {
    const { theme, title, credit } = this.#options;
    // fonts load in subsets; one that arrived late would make the first frames differ between two runs
    const names = moment.prepared.items.map(({ name }) => name);
    const text = [...new Set([LETTERS, title, credit, ...names].flatMap((string) => string.split('')))].join(
      '',
    );
    const loaded = Object.values(fonts(theme)).map((font) => document.fonts.load(fontText(font), text));
    await Promise.all([...loaded, this.#landscapes?.setMoment(moment)]);
    this.#moment = moment;
    this.#momentOf = momentOf;
  }

  /** Draws one frame after the other, with surfaces redrawn where they change. */
  draw(step: number): Promise<void> {
    const draw = () => this.#draw(step);
    // a failure of the previous frame was reported to its caller
    this.#drawing = this.#drawing.then(draw, draw);
    return this.#drawing;
  }

  async #draw(step: number): Promise<void> {
    const moment = await this.#momentOf(step);
    if (moment && moment.landscapes !== this.#moment?.landscapes) await this.#landscapes?.setMoment(moment);
    this.#moment = moment;
    this.#paint(step);
  }

  #paint(step: number): void {
    const { theme } = this.#options;
    const { scale, width, height, landscapes, pictures, curves } = this.#layout;
    const ctx = this.#ctx;
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    ctx.fillStyle = theme.stage;
    ctx.fillRect(0, 0, width, height);
    const moment = this.#moment;
    if (!moment) return;
    if (landscapes) this.#landscapes?.draw(ctx, landscapes.x, landscapes.y, step, moment.query);
    this.#drawHead(step);
    if (pictures)
      drawReconstruction(ctx, wholeMultiples(pictures, moment.prepared.shape, scale), moment, theme);
    if (curves) {
      const view = { quantity: 'energy', isLog: false, range: [0, this.steps], medium: 'film' } as const;
      paintMarks(ctx, curveMarks(curves, moment, view, theme));
    }
  }

  dispose(): void {
    this.#landscapes?.dispose();
  }

  #drawHead(step: number): void {
    const { theme, title, credit } = this.#options;
    const { body, strong } = fonts(theme);
    const titleFont = { ...strong, size: 15 };
    this.#ctx.font = fontText(titleFont);
    const after = 24 + this.#ctx.measureText(title).width + 16;
    const right = this.#layout.width - 24;
    paintMarks(this.#ctx, [
      { kind: 'text', text: title, at: [24, 38], align: 'left', font: titleFont, fill: theme.ink1 },
      {
        kind: 'text',
        text: `step ${String(step)}`,
        at: [after, 38],
        align: 'left',
        font: body,
        fill: theme.ink2,
      },
      { kind: 'text', text: credit, at: [right, 38], align: 'right', font: body, fill: theme.ink2 },
    ]);
  }
}
