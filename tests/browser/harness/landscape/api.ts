type Color = readonly [red: number, green: number, blue: number];
type Resources = { readonly geometries: number; readonly textures: number; readonly programs: number } | null;
type Point = readonly [x: number, y: number];

/** The functions that the page offers to the test. It uses no type of the browser, because both sides import it. */
export interface LandscapeHarness {
  setStep(step: number): void;
  /** Sets the camera; both angles are in degrees. */
  setCamera(azimuth: number, elevation: number): void;
  orbit(model?: 'mrdam' | 'drdam'): { azimuth: number; elevation: number; zoom: number };
  arrange(arrangement: 'side' | 'overlay' | 'difference' | 'map', isLinked?: boolean): void;
  /** Shows the surfaces without annotations, or with null all again; "equal" gives DrDAM the energies of MrDAM. */
  setBare(which: 'bare' | 'equal' | null): void;
  /** Returns points of the page that are, in an overlay, on DrDAM's labelled iso-lines and above MrDAM's surface. */
  pointsOnLines(count: number): Point[];
  /** Returns points of the page at which, in a difference of equal energies, both are below the cut. */
  pointsBelowCut(count: number): Point[];
  /** Returns the saved stage: SVG as text, PNG in base64. */
  save(format: 'png1' | 'png2' | 'svg'): Promise<string>;
  /** Returns whether the last change has been drawn. */
  isDrawn(): boolean;
  /** Returns the last reading that the stage reported for the pointer. */
  hovered(): {
    model: string;
    u: number;
    v: number;
    energy: number;
    slope: number;
    nearest: number;
    distance: number;
  } | null;
  /** Returns the state of the last query that was started on a surface. */
  startState(): number[] | null;
  /** Sets whether clicks pick memories and states; returns the picks since the last call. */
  pick(isPicking: boolean): { kind: string; index?: number; query?: number; model: string }[];
  /** Returns the data from which a point of the landscape can be computed. */
  grid(model: string): {
    u: number[];
    v: number[];
    energies: number[];
    origin: number[];
    axes: number[][];
    memories: number[];
  } | null;
  /** Returns the model's energy on the plane, bilinear between the grid's points. */
  energyAt(model: string, u: number, v: number): number;
  /** Returns where a point of the plate is on the page, given in shares of the slab's width and depth. */
  screenOf(model: string, across: number, along: number): Point;
  token(name: 'plate' | 'mrdam' | 'drdam' | 'stage'): Color;
  /** Shows the first steps, so many, one a frame. */
  scrub(steps: number): Promise<void>;
  /** Opens and closes so many scenes; resolves with the resources that each had on the device. */
  openAndClose(times: number): Promise<Resources[]>;
  /** Changes the surfaces of one scene so many times; resolves with the resources on the device after each change. */
  reshape(times: number): Promise<Resources[]>;
  /** Resolves with one frame of a film as a PNG in base64. */
  filmFrame(width: number, height: number, step: number): Promise<string>;
}
