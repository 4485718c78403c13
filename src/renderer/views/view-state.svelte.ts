import type { ColorMapName } from '#shared/colormap';
import type { ModelName } from '#shared/setup';
import type { Orbit } from '../scene/orbit';
import { interpolated, OBLIQUE } from '../scene/orbit';
import { animate } from './landscape/animate';
import type { Arrangement, CameraPreset, ViewOptions, Orbits } from './view-options';
import { DEFAULT_VIEW_OPTIONS, presetOrbits, withOrbit } from './view-options';
import type { PlotChoice } from './timeline-panel/quantity';
import { DEFAULT_PLOT } from './timeline-panel/quantity';
import type { Moment } from '../domain/run/moment';

/** How the person looks at the landscapes and curves. */
export class View {
  /** Anew with each change, and the same as long as there is none. */
  look = $state.raw<ViewOptions>(DEFAULT_VIEW_OPTIONS);
  plot = $state.raw<PlotChoice>(DEFAULT_PLOT);
  /** The stage alone fills the window. */
  isFull = $state(false);
  /** Several settings side by side, in the landscapes' place. */
  isSweep = $state(false);
  #stop: () => void = () => undefined;

  restore(look: ViewOptions, plot: PlotChoice): void {
    this.#stop();
    [this.look, this.plot] = [look, plot];
  }

  /** Chosen in a sweep's place, it takes it. */
  setArrangement(arrangement: Arrangement): void {
    this.isSweep = false;
    this.look = { ...this.look, arrangement };
  }

  setColorMap(colorMap: ColorMapName): void {
    this.look = { ...this.look, colorMap };
  }

  /** Linked again, both models are seen as MrDAM was. */
  setLinked(isLinked: boolean): void {
    this.#stop();
    const { mrdam, drdam } = this.look.orbits;
    this.look = { ...this.look, isLinked, orbits: { mrdam, drdam: isLinked ? mrdam : drdam } };
  }

  /** YieldTimer the camera of a model's view, at once. */
  setOrbit(orbit: Orbit, model: ModelName): void {
    this.#stop();
    this.look = { ...this.look, orbits: withOrbit(this.look, orbit, model) };
  }

  /** Glides to a preset; "path" looks along the selected query's. */
  preset(preset: CameraPreset, moment: Moment | null): void {
    this.#glideTo(presetOrbits(preset, this.look, moment));
  }

  /** The first camera again. */
  reset(): void {
    this.#glideTo({ mrdam: OBLIQUE, drdam: OBLIQUE });
  }

  /** Nothing moves any more. */
  stop(): void {
    this.#stop();
  }

  #glideTo(to: Orbits): void {
    this.#stop();
    const from = this.look.orbits;
    this.#stop = animate((share) => {
      const orbits = {
        mrdam: interpolated(from.mrdam, to.mrdam, share),
        drdam: interpolated(from.drdam, to.drdam, share),
      };
      this.look = { ...this.look, orbits: share < 1 ? orbits : to };
    });
  }
}
