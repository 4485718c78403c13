import type { Theme } from '../../theme/theme';
import { Baker } from '../../scene/baker';
import type { Orbit } from '../../scene/orbit';
import type { Surface } from '../../scene/relief';
import { Slab } from '../../scene/slab';
import { Stage } from '../../scene/stage';
import { ViewCamera } from '../../scene/view-camera';
import { niceStep } from '#shared/ticks';
import type { ModelName } from '#shared/setup';
import { MemoryPictures } from '../pictures';
import type { Landscapes, Moment } from '../view-model';
import { PaneInk } from './draw';
import { drawHeading } from './heading';
import { layoutPanes, sizesFor } from './layout';
import type { Scale } from './legend';
import { drawLegend } from './legend';
import type { Ink } from './pane';
import { readingOf } from './readings';

/** Where the pointer is on a landscape. */
export interface LandscapeReading {
  readonly model: ModelName;
  readonly u: number;
  readonly v: number;
  readonly energy: number;
}

export interface StageView {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly orbit: Orbit;
  /** The model that is shown where there is room for one. */
  readonly preferred: ModelName;
}

/** What surfaces are made of; when one of these changes they are made anew. */
interface Making {
  readonly landscapes: Landscapes | null;
  readonly energyCut: number;
  readonly theme: Theme;
}

/** The landscapes of a moment, on screen as in films: surfaces in a WebGL canvas, annotations in any 2-D one. */
export class LandscapeScene {
  readonly #stage: Stage;
  readonly #baker = new Baker();
  readonly #pictures = new MemoryPictures();
  #slabs = new Map<ModelName, Slab>();
  #scale: Scale | null = null;
  #isHatched = false;
  /** What is shown, and what is to be shown next: the surfaces of one moment never stand under the paths of another. */
  #shown: { moment: Moment; theme: Theme } | null = null;
  #wanted: { moment: Moment; theme: Theme } | null = null;
  #making: Promise<void> | null = null;
  #view: StageView | null = null;
  #panes: PaneInk[] = [];
  #isDisposed = false;

  /** `surfaces` is drawn into by WebGL, and is the scene's own. `onStale`: what was drawn is no longer right, because the graphics device was lost and came back. */
  constructor(surfaces: HTMLCanvasElement, onStale: () => void) {
    this.#stage = new Stage(surfaces, onStale);
  }

  get surfaces(): HTMLCanvasElement {
    return this.#stage.canvas;
  }

  get memory(): { geometries: number; textures: number } {
    return this.#stage.memory;
  }

  /** Resolves to whether surfaces changed, once the moment is the one that `drawSurfaces` and `drawInk` draw. */
  async setMoment(moment: Moment, theme: Theme): Promise<boolean> {
    this.#wanted = { moment, theme };
    if (this.#shown && !this.#making && isSame(makingOf(this.#shown), makingOf(this.#wanted))) {
      this.#shown = this.#wanted;
      return false;
    }
    this.#making ??= this.#catchUp().finally(() => {
      this.#making = null;
    });
    await this.#making;
    return true;
  }

  setView(view: StageView): void {
    const { width, height, pixelRatio } = view;
    const before = this.#view;
    if (before?.width !== width || before.height !== height || before.pixelRatio !== pixelRatio) {
      this.#stage.resize(width, height, pixelRatio);
    }
    this.#view = view;
    this.#layOut();
  }

  drawSurfaces(): void {
    this.#stage.draw(
      this.#panes.flatMap(({ pane }) => {
        const slab = this.#slabs.get(pane.model);
        return slab ? [{ slab, camera: pane.camera }] : [];
      }),
    );
  }

  /** Everything but the surfaces, in CSS pixels from the stage's corner; the ink's transform says where that is. */
  drawInk(ink: Ink, at?: { readonly step: number; readonly query: number }): void {
    if (!this.#shown || !this.#view || !this.#scale) return;
    const { theme } = this.#shown;
    const moment = { ...this.#shown.moment, ...at };
    for (const pane of this.#panes) {
      const { model, camera } = pane.pane;
      pane.draw(ink, moment, theme);
      const reading = moment.recording ? readingOf(moment, model) : null;
      drawHeading(ink, model, camera.rect, reading, this.#scale.isoStep, theme);
    }
    const second = this.#panes[1]?.pane.camera.rect;
    if (second) {
      ink.fillStyle = theme.line;
      if (second.x > 0) ink.fillRect(second.x, 16, 1, Math.max(0, second.height - 96));
      else ink.fillRect(16, second.y, Math.max(0, second.width - 32), 1);
    }
    drawLegend(ink, this.#view, this.#scale, this.#isHatched, theme);
  }

  /** What the surface under a point of the stage says. */
  pick(x: number, y: number): LandscapeReading | null {
    for (const { pane } of this.#panes) {
      const { camera, relief, model } = pane;
      const { rect } = camera;
      const isInside = x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
      if (!isInside) continue;
      const met = relief.meet(camera.eye, camera.directionOf(x, y));
      return met && { model, ...relief.read(met.x, met.z) };
    }
    return null;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#baker.dispose();
    for (const slab of this.#slabs.values()) slab.dispose();
    this.#slabs.clear();
    this.#panes = [];
    this.#stage.dispose();
  }

  /** Makes surfaces until they are the wanted ones; moments that came and went meanwhile are passed over. */
  async #catchUp(): Promise<void> {
    while (!this.#isDisposed && this.#wanted && this.#wanted !== this.#shown) {
      const wanted = this.#wanted;
      const making = makingOf(wanted);
      if (!this.#shown || !isSame(makingOf(this.#shown), making)) await this.#make(making);
      this.#shown = wanted;
      this.#layOut();
    }
  }

  async #make({ landscapes, energyCut, theme }: Making): Promise<void> {
    const scale = landscapes && scaleOf(landscapes, energyCut);
    const slabs = new Map<ModelName, Slab>();
    for (const model of ['mrdam', 'drdam'] as const) {
      const energies = landscapes?.energies[model];
      if (!energies || !scale) continue;
      const surface = surfaceOf(landscapes, energies, scale);
      const baked = await this.#baker.bake(surface);
      const hatchAbove = model === 'drdam' ? landscapes.noiseEnergy : null;
      slabs.set(model, new Slab(surface, baked, theme, scale.isoStep, hatchAbove));
    }
    for (const slab of this.#slabs.values()) slab.dispose();
    this.#slabs = slabs;
    this.#scale = scale;
    const noise = landscapes?.noiseEnergy ?? null;
    this.#isHatched = noise !== null && landscapes?.energies.drdam?.some((energy) => energy > noise) === true;
  }

  #layOut(): void {
    if (!this.#view) return;
    const { width, height, orbit, preferred } = this.#view;
    if (width < 1 || height < 1) return;
    this.#panes = layoutPanes(width, height, [...this.#slabs.keys()], preferred).flatMap(
      ({ model, rect }) => {
        const relief = this.#slabs.get(model)?.relief;
        if (!relief) return [];
        const sizes = sizesFor(rect.width);
        const camera = new ViewCamera(rect, sizes.margins, orbit);
        return [new PaneInk({ model, relief, camera, sizes }, this.#pictures)];
      },
    );
  }
}

function makingOf({ moment, theme }: { moment: Moment; theme: Theme }): Making {
  return { landscapes: moment.landscapes, energyCut: moment.energyCut, theme };
}

function isSame(a: Making, b: Making): boolean {
  return a.landscapes === b.landscapes && a.energyCut === b.energyCut && a.theme === b.theme;
}

/** From the lowest energy of all models to the cut, the same for all. */
function scaleOf({ energies }: Landscapes, energyCut: number): Scale {
  let low = Infinity;
  for (const grid of Object.values(energies)) for (const energy of grid) low = Math.min(low, energy);
  // a cut below everything would leave nothing to show
  const cut = energyCut > low ? energyCut : low + Math.max(1e-6, Math.abs(low) / 100);
  return { low, cut, isoStep: niceStep((cut - low) / 30) };
}

function surfaceOf({ size, u, v }: Landscapes, energies: Float32Array, { low, cut }: Scale): Surface {
  const range = (axis: Float64Array) => [axis[0] ?? 0, axis.at(-1) ?? 1] as const;
  return { size, energies, u: range(u), v: range(v), low, cut };
}
