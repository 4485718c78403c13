import type { Theme } from '../../theme/theme';
import type { ViewOptions } from '../view-options';
import { DEFAULT_VIEW_OPTIONS } from '../view-options';
import type { Moment } from '../../domain/run/moment';
import type { StageView } from './stage-panes';
import { LandscapeScene } from './landscape-scene';
import type { CanvasContext } from '../canvas-context';

/** Draws the landscapes into frames of films and into still pictures, by the same code as on screen. */
export class LandscapePainter {
  readonly #scene = new LandscapeScene(() => undefined);
  readonly #view: StageView;
  readonly #theme: Theme;
  #surfaces: ImageBitmap | null = null;

  /** Width and height are in CSS pixels; the frame has `pixelRatio` times as many. */
  constructor(
    width: number,
    height: number,
    theme: Theme,
    pixelRatio = 1,
    options: ViewOptions = DEFAULT_VIEW_OPTIONS,
  ) {
    this.#view = { width, height, pixelRatio, options, preferred: 'mrdam' };
    this.#theme = theme;
  }

  /** Draws the surfaces again if the landscapes or the cut changed. */
  async setMoment(moment: Moment): Promise<void> {
    await this.#scene.show(moment, this.#theme, this.#view);
    const drawn = this.#scene.takeSurfaceImage();
    if (!drawn) return;
    this.#surfaces?.close();
    this.#surfaces = drawn;
  }

  /** Draws the stage with its corner at (x, y) in the target's current coordinates. */
  draw(target: CanvasContext, x: number, y: number, step: number, query: number): void {
    const { width, height } = this.#view;
    target.save();
    target.translate(x, y);
    target.fillStyle = this.#theme.stage;
    target.fillRect(0, 0, width, height);
    if (this.#surfaces) target.drawImage(this.#surfaces, 0, 0, width, height);
    this.#scene.drawAnnotations(target, { step, query });
    target.restore();
  }

  dispose(): void {
    this.#scene.dispose();
    this.#surfaces?.close();
    this.#surfaces = null;
  }
}
