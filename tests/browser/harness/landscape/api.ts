type Color = readonly [red: number, green: number, blue: number];
type Held = { readonly geometries: number; readonly textures: number; readonly programs: number } | null;
type Place = readonly [x: number, y: number];

/** What the page gives the test; free of the browser's types, so that both sides can read it. */
export interface LandscapeHarness {
  setStep(step: number): void;
  /** YieldTimer the stage to a camera; degrees. */
  lookFrom(azimuth: number, elevation: number): void;
  orbit(model?: 'mrdam' | 'drdam'): { azimuth: number; elevation: number; zoom: number };
  arrange(arrangement: 'side' | 'overlay' | 'difference' | 'map', isLinked?: boolean): void;
  /** Surfaces without anything on them, or all again; "equal" gives DrDAM the energies of MrDAM. */
  bare(which: 'bare' | 'equal' | null): void;
  /** Where on the page DrDAM's energy is a whole number of labelled iso-lines, and MrDAM's is lower, in an overlay. */
  placesOnLines(count: number): Place[];
  /** Where on the page both energies are below the cut, in a difference of equal ones. */
  placesBelowCut(count: number): Place[];
  /** What is saved of the stage: SVG as text, PNG in base64. */
  save(format: 'png1' | 'png2' | 'svg'): Promise<string>;
  /** Whether surfaces are there, and two frames have passed since the last change. */
  isDrawn(): boolean;
  /** The last reading that the stage gave for the pointer. */
  hovered(): {
    model: string;
    u: number;
    v: number;
    energy: number;
    slope: number;
    nearest: number;
    distance: number;
  } | null;
  /** The state of the last query that was started on a surface. */
  startState(): number[] | null;
  /** Whether clicks choose what stands there from now on; what they have chosen since the last time. */
  pick(isPicking: boolean): { kind: string; index?: number; query?: number; model: string }[];
  /** Everything that a point of the landscape follows from. */
  grid(model: string): {
    u: number[];
    v: number[];
    energies: number[];
    origin: number[];
    axes: number[][];
    memories: number[];
  } | null;
  /** The energy that the model has on the plane, bilinear between the grid's points. */
  energyAt(model: string, u: number, v: number): number;
  /** Where a point of the plate is on the page; shares of the slab's width and depth. */
  screenOf(model: string, across: number, deep: number): Place;
  token(name: 'plate' | 'mrdam' | 'drdam' | 'stage'): Color;
  /** Shows so many steps, one a frame; the longest task in ms meanwhile, 0 where none took 50. */
  scrub(steps: number): Promise<number>;
  /** Opens and closes a scene so many times; what each had on the device. */
  openAndClose(times: number): Promise<Held[]>;
  /** Makes other surfaces in one scene so many times; what was on the device after each. */
  reshape(times: number): Promise<Held[]>;
  /** One frame of a film as a PNG in base64. */
  filmFrame(width: number, height: number, step: number): Promise<string>;
}
