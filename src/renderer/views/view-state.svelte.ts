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

/** The state of the window's view of landscapes and curves. */
export class View {
  /** The view options: a new object for each change, so that identity tells whether they changed. */
  options = $state.raw<ViewOptions>(DEFAULT_VIEW_OPTIONS);
  plot = $state.raw<PlotChoice>(DEFAULT_PLOT);
  /** Whether the presentation fills the window. */
  isPresenting = $state(false);
  /** Whether a sweep is shown in place of the landscapes. */
  isSweep = $state(false);
  #stop: () => void = () => undefined;

  restore(options: ViewOptions, plot: PlotChoice): void {
    this.#stop();
    [this.options, this.plot] = [options, plot];
  }

  /** Sets the arrangement of the landscapes, and closes a sweep. */
  setArrangement(arrangement: Arrangement): void {
    this.isSweep = false;
    this.options = { ...this.options, arrangement };
  }

  setColorMap(colorMap: ColorMapName): void {
    this.options = { ...this.options, colorMap };
  }

  /** Links or unlinks the cameras; linked again, both models take MrDAM's camera. */
  setLinked(isLinked: boolean): void {
    this.#stop();
    const { mrdam, drdam } = this.options.orbits;
    this.options = { ...this.options, isLinked, orbits: { mrdam, drdam: isLinked ? mrdam : drdam } };
  }

  /** Sets the camera of a model's pane at once. */
  setOrbit(orbit: Orbit, model: ModelName): void {
    this.#stop();
    this.options = { ...this.options, orbits: withOrbit(this.options, orbit, model) };
  }

  /** Animates the camera to a preset; "path" looks along the path of the selected query. */
  preset(preset: CameraPreset, moment: Moment | null): void {
    this.#animateTo(presetOrbits(preset, this.options, moment));
  }

  /** Animates the camera back to the default. */
  reset(): void {
    this.#animateTo({ mrdam: OBLIQUE, drdam: OBLIQUE });
  }

  /** Stops the camera's animation. */
  stop(): void {
    this.#stop();
  }

  #animateTo(to: Orbits): void {
    this.#stop();
    const from = this.options.orbits;
    this.#stop = animate((share) => {
      const orbits = {
        mrdam: interpolated(from.mrdam, to.mrdam, share),
        drdam: interpolated(from.drdam, to.drdam, share),
      };
      this.options = { ...this.options, orbits: share < 1 ? orbits : to };
    });
  }
}
