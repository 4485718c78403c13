import type { Theme } from '../../theme/theme';
import type { Orbit } from '../../scene/orbit';
import type { Surface } from '../../scene/relief';
import { Relief } from '../../scene/relief';
import type { SlabSpec } from '../../scene/slab';
import type { Picture } from '../../scene/surfaces';
import { Surfaces } from '../../scene/surfaces';
import { ViewCamera } from '../../scene/view-camera';
import { niceStep } from '#shared/ticks';
import type { ModelName } from '#shared/setup';
import type { Landscapes, Moment, Standing } from '../view-model';
import { Layer } from '../layer';
import { PaneInk } from './draw';
import { drawHeading } from './heading';
import { layoutPanes, sizesFor } from './layout';
import type { Scale } from './legend';
import { drawLegend, legendBox } from './legend';
import type { Ink, Spot } from './pane';
import { loadFonts, spotOf } from './pane';
import type { LandscapeReading } from './probe';
import { probe } from './probe';
import { readingOf } from './readings';

/** What numbers may stand out of the legend's box. */
const LEGEND_MARGIN = 24;

export interface StageView {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly orbit: Orbit;
  /** The model that is shown where there is room for one. */
  readonly preferred: ModelName;
}

interface Wanted {
  readonly moment: Moment;
  readonly theme: Theme;
  readonly view: StageView;
}

/** What was made of a moment's landscapes. */
interface Ground {
  readonly slabs: ReadonlyMap<ModelName, SlabSpec>;
  readonly reliefs: ReadonlyMap<ModelName, Relief>;
  readonly scale: Scale | null;
  readonly isHatched: boolean;
}

interface Shown extends Wanted {
  readonly ground: Ground;
  readonly panes: readonly PaneInk[];
}

/**
 * The landscapes of a moment, on screen as in films: a picture of the surfaces, and annotations to be drawn over it. The
 * surfaces of one moment or view never stand under the annotations of another.
 */
export class LandscapeScene {
  readonly #surfaces: Surfaces;
  readonly #legend = new Layer();
  #shown: Shown | null = null;
  #wanted: Wanted | null = null;
  #catchingUp: Promise<void> | null = null;
  #picture: ImageBitmap | null = null;
  #held: Picture['held'] | null = null;
  #isStale = false;

  /** `onStale`: the graphics device was lost and came back; `show` will draw anew. */
  constructor(onStale: () => void) {
    this.#surfaces = new Surfaces(() => {
      this.#isStale = true;
      onStale();
    });
  }

  /** The view that is drawn. */
  get view(): StageView | null {
    return this.#shown?.view ?? null;
  }

  /** What was on the graphics device when it was last drawn on. */
  get held(): Picture['held'] | null {
    return this.#held;
  }

  /** Resolves once this, or what was asked for after it, is what `takePicture` and `drawInk` give. */
  async show(moment: Moment, theme: Theme, view: StageView): Promise<void> {
    const wanted = { moment, theme, view };
    this.#wanted = wanted;
    if (!this.#catchingUp && this.#shown && this.#isDrawn(wanted)) {
      this.#shown = { ...this.#shown, moment };
      return;
    }
    this.#catchingUp ??= this.#catchUp(wanted).finally(() => {
      this.#catchingUp = null;
    });
    await this.#catchingUp;
  }

  /** The surfaces, once they have changed since the last time; whoever takes the picture closes it. */
  takePicture(): ImageBitmap | null {
    const picture = this.#picture;
    this.#picture = null;
    return picture;
  }

  /**
   * Everything but the surfaces, in CSS pixels from the stage's corner; the ink's transform says where that is. Memories
   * that were never shown get their pictures for so long in each view; false where some are left.
   */
  drawInk(ink: Ink, at: Partial<Pick<Moment, 'step' | 'query'>> = {}, fillMs = Infinity): boolean {
    if (!this.#shown) return true;
    const { theme, view, panes, ground } = this.#shown;
    if (!ground.scale) return true;
    const moment = { ...this.#shown.moment, ...at };
    let isWhole = true;
    for (const pane of panes) {
      const { model, camera } = pane.pane;
      isWhole = pane.draw(ink, moment, theme, fillMs) && isWhole;
      const reading = moment.recording ? readingOf(moment, model) : null;
      drawHeading(ink, model, camera.rect, reading, ground.scale.isoStep, theme);
    }
    const second = panes[1]?.pane.camera.rect;
    if (second) {
      ink.fillStyle = theme.line;
      if (second.x > 0) ink.fillRect(second.x, 16, 1, Math.max(0, second.height - 96));
      else ink.fillRect(16, second.y, Math.max(0, second.width - 32), 1);
    }
    const { scale, isHatched } = ground;
    const box = legendBox(view);
    const around = { ...box, x: box.x - LEGEND_MARGIN, width: box.width + 2 * LEGEND_MARGIN };
    this.#legend.draw(ink, around, [ground, theme], (layer) => {
      drawLegend(layer, box, scale, isHatched, theme);
    });
    return isWhole;
  }

  /** What the surface under a point of the stage says. */
  pick(x: number, y: number): LandscapeReading | null {
    const landscapes = this.#shown?.moment.landscapes;
    const pane = this.#paneAt(x, y)?.pane;
    if (!landscapes || !pane) return null;
    const { camera, relief, model } = pane;
    const met = relief.meet(camera.eye, camera.directionOf(x, y));
    return met && probe(landscapes, model, relief, met.x, met.z);
  }

  /** What a model's surface says at a point of the plane, kept on the slab. */
  read(model: ModelName, u: number, v: number): LandscapeReading | null {
    const landscapes = this.#shown?.moment.landscapes;
    const relief = this.#shown?.ground.reliefs.get(model);
    if (!landscapes || !relief) return null;
    const { x, z } = relief.stand(u, v);
    return probe(landscapes, model, relief, x, z);
  }

  /** Where a point of the plane is on the stage, on each surface that is drawn. */
  spotsOf(u: number, v: number): { readonly model: ModelName; readonly spot: Spot }[] {
    const panes = this.#shown?.panes ?? [];
    return panes.map(({ pane }) => ({ model: pane.model, spot: spotOf(pane, u, v) }));
  }

  /** The picture or letter at a point of the stage. */
  standingAt(x: number, y: number): Standing | null {
    return this.#paneAt(x, y)?.standingAt(x, y) ?? null;
  }

  #paneAt(x: number, y: number): PaneInk | undefined {
    return this.#shown?.panes.find(({ pane: { camera } }) => {
      const { rect } = camera;
      return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
    });
  }

  dispose(): void {
    this.#surfaces.dispose();
    this.#picture?.close();
  }

  /** Draws until it is what is wanted; what came and went meanwhile is passed over. */
  async #catchUp(wanted: Wanted): Promise<void> {
    this.#isStale = false;
    const before = this.#isMade(wanted) ? this.#shown?.ground : undefined;
    const ground = before ?? groundOf(wanted.moment);
    const panes = panesOf(wanted.view, ground);
    const { width, height, pixelRatio, orbit } = wanted.view;
    const models = [...ground.slabs.keys()];
    const views = panes.map(({ pane: { model, camera, sizes } }) => ({
      slab: models.indexOf(model),
      rect: camera.rect,
      margins: sizes.margins,
      orbit,
    }));
    const [{ bitmap, held }] = await Promise.all([
      this.#surfaces.draw({
        width,
        height,
        pixelRatio,
        look: wanted.theme,
        views,
        ...(before ? {} : { slabs: [...ground.slabs.values()] }),
      }),
      // what the annotations are written in, before they are
      loadFonts(wanted.theme),
    ]);
    this.#picture?.close();
    this.#picture = bitmap;
    this.#held = held;
    this.#shown = { ...wanted, ground, panes };
    const next = this.#wanted ?? wanted;
    if (this.#isDrawn(next)) this.#shown = { ...this.#shown, moment: next.moment };
    else await this.#catchUp(next);
  }

  /** Whether the surfaces are those of a moment. */
  #isMade({ moment }: Wanted): boolean {
    const shown = this.#shown?.moment;
    return moment.landscapes === shown?.landscapes && moment.energyCut === shown.energyCut;
  }

  /** Whether the picture is that of a moment and view. */
  #isDrawn(wanted: Wanted): boolean {
    const { view, theme } = this.#shown ?? {};
    return !this.#isStale && wanted.view === view && wanted.theme === theme && this.#isMade(wanted);
  }
}

function groundOf({ landscapes, energyCut }: Moment): Ground {
  const scale = landscapes && scaleOf(landscapes, energyCut);
  const slabs = new Map<ModelName, SlabSpec>();
  for (const model of ['mrdam', 'drdam'] as const) {
    const energies = landscapes?.energies[model];
    if (!energies || !scale) continue;
    const surface = surfaceOf(landscapes, energies, scale);
    const hatchAbove = model === 'drdam' ? landscapes.noiseEnergy : null;
    slabs.set(model, { surface, isoStep: scale.isoStep, hatchAbove });
  }
  const reliefs = [...slabs].map(([model, { surface }]) => [model, new Relief(surface)] as const);
  const noise = landscapes?.noiseEnergy ?? null;
  const isHatched = noise !== null && landscapes?.energies.drdam?.some((energy) => energy > noise) === true;
  return { slabs, reliefs: new Map(reliefs), scale, isHatched };
}

function panesOf({ width, height, orbit, preferred }: StageView, { reliefs }: Ground): PaneInk[] {
  return layoutPanes(width, height, [...reliefs.keys()], preferred).flatMap(({ model, rect }) => {
    const relief = reliefs.get(model);
    if (!relief) return [];
    const sizes = sizesFor(rect.width);
    return [new PaneInk({ model, relief, camera: new ViewCamera(rect, sizes.margins, orbit), sizes })];
  });
}

/** From the lowest energy of all models to the cut, the same for all. */
function scaleOf({ energies, ride }: Landscapes, energyCut: number): Scale {
  let low = ride?.low ?? Infinity;
  if (!ride)
    for (const grid of Object.values(energies)) for (const energy of grid) low = Math.min(low, energy);
  // a cut below everything would leave nothing to show
  const cut = energyCut > low ? energyCut : low + Math.max(1e-6, Math.abs(low) / 100);
  return { low, cut, isoStep: niceStep((cut - low) / 30) };
}

function surfaceOf({ size, u, v }: Landscapes, energies: Float32Array, { low, cut }: Scale): Surface {
  const range = (axis: Float64Array) => [axis[0] ?? 0, axis.at(-1) ?? 1] as const;
  return { size, energies, u: range(u), v: range(v), low, cut };
}
