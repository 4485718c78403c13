import type { Orbit } from '../../scene/orbit';
import { OBLIQUE } from '../../scene/orbit';
import type { Theme } from '../../theme/theme';
import type { Moment } from '../view-model';
import { LandscapeScene } from './landscape-scene';
import { loadFonts } from './pane';

/** Draws the landscapes' stage into frames of films and stills, by the same code as on screen. */
export class LandscapePainter {
  readonly #scene = new LandscapeScene(document.createElement('canvas'), () => {
    this.#isDrawn = false;
  });
  readonly #size: { readonly width: number; readonly height: number; readonly pixelRatio: number };
  readonly #theme: Theme;
  #orbit = OBLIQUE;
  #isDrawn = false;

  /** Width and height in CSS pixels; the frame has `pixelRatio` times as many. */
  constructor(width: number, height: number, theme: Theme, pixelRatio = 1) {
    this.#size = { width, height, pixelRatio };
    this.#theme = theme;
    this.lookFrom(OBLIQUE);
  }

  lookFrom(orbit: Orbit): void {
    this.#orbit = orbit;
    this.#scene.setView({ ...this.#size, orbit: this.#orbit, preferred: 'mrdam' });
    this.#isDrawn = false;
  }

  /** Builds the surfaces where landscapes or cut changed. */
  async setMoment(moment: Moment): Promise<void> {
    await loadFonts(this.#theme);
    if (await this.#scene.setMoment(moment, this.#theme)) this.#isDrawn = false;
  }

  /** Draws with the stage's corner at (x, y) of the target's present coordinates. */
  draw(target: CanvasRenderingContext2D, x: number, y: number, step: number, query: number): void {
    const { width, height } = this.#size;
    if (!this.#isDrawn) this.#scene.drawSurfaces();
    this.#isDrawn = true;
    target.save();
    target.translate(x, y);
    target.fillStyle = this.#theme.stage;
    target.fillRect(0, 0, width, height);
    target.drawImage(this.#scene.surfaces, 0, 0, width, height);
    this.#scene.drawInk(target, { step, query });
    target.restore();
  }

  dispose(): void {
    this.#scene.dispose();
  }
}
