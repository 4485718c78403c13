import { PerspectiveCamera, Vector3 } from 'three';
import type { Orbit } from './orbit';
import type { ScenePoint } from './height-field';
import { HALF_SIDE, CUT_HEIGHT, BASE_HEIGHT } from './height-field';

/** A view is seen from an orbit, or as a map from straight above, for which only the orbit's zoom and pan count. */
export type Lens = 'orbit' | 'map';

const FIELD_DEGREES = 22;
/** A field of view so narrow that it equals an orthographic projection to a tenth of a pixel. */
const MAP_FIELD_DEGREES = 0.05;
/** The room above the slab that stays in view, in scene units. */
const HEADROOM = 0.3;

/** A rectangle of the stage, in CSS pixels from its top left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The space that a view keeps free around the slab, in CSS pixels. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
  /** Greater is farther; it is only for sorting. */
  readonly depth: number;
}

const corners = [-HALF_SIDE, HALF_SIDE].flatMap((x) =>
  [-HALF_SIDE, HALF_SIDE].flatMap((z) =>
    [BASE_HEIGHT, CUT_HEIGHT + HEADROOM].map((y) => new Vector3(x, y, z)),
  ),
);

/** The camera of one view, which converts between scene and screen. */
export class ViewCamera {
  readonly camera: PerspectiveCamera;
  readonly rect: Rect;
  readonly isMap: boolean;
  readonly #scratch = new Vector3();

  /** Places the camera so that the slab just fills the view within its margins, and then applies zoom and pan. */
  constructor(rect: Rect, margins: Margins, orbit: Orbit, lens: Lens = 'orbit') {
    this.rect = rect;
    this.isMap = lens === 'map';
    this.camera = new PerspectiveCamera(this.isMap ? MAP_FIELD_DEGREES : FIELD_DEGREES, 1, 0.1, 400);
    this.#fit(margins, orbit);
    if (orbit.pan[0] === 0 && orbit.pan[1] === 0) return;
    const { width, height } = rect;
    this.camera.setViewOffset(width, height, -orbit.pan[0] * height, -orbit.pan[1] * height, width, height);
  }

  get eye(): Vector3 {
    return this.camera.position;
  }

  project(x: number, y: number, z: number): ScreenPoint {
    const { rect } = this;
    const point = this.#scratch.set(x, y, z).project(this.camera);
    return {
      x: rect.x + ((point.x + 1) / 2) * rect.width,
      y: rect.y + ((1 - point.y) / 2) * rect.height,
      depth: point.z,
    };
  }

  /** Returns the unit vector from the eye through a point of the screen. */
  directionOf(x: number, y: number): ScenePoint {
    const { rect } = this;
    return new Vector3((2 * (x - rect.x)) / rect.width - 1, 1 - (2 * (y - rect.y)) / rect.height, 0.5)
      .unproject(this.camera)
      .sub(this.eye)
      .normalize();
  }

  /** Repeatedly measures the slab on the screen and corrects distance and target, which converges to within a pixel. */
  #fit(margins: Margins, orbit: Orbit): void {
    const { camera, rect } = this;
    camera.aspect = rect.width / rect.height;
    camera.updateProjectionMatrix();
    const direction = this.isMap ? new Vector3(0, 1, 0) : directionFrom(orbit);
    if (this.isMap) camera.up.set(0, 0, -1);
    const free = {
      left: -1 + (2 * margins.left) / rect.width,
      right: 1 - (2 * margins.right) / rect.width,
      low: -1 + (2 * margins.bottom) / rect.height,
      high: 1 - (2 * margins.top) / rect.height,
    };
    const aim = new Vector3(0, 0.4, 0);
    const [right, up, back] = [new Vector3(), new Vector3(), new Vector3()];
    const tangent = Math.tan((camera.fov * Math.PI) / 360);
    let distance = 6 / tangent;
    for (let round = 0; round < 12; round++) {
      camera.position.copy(aim).addScaledVector(direction, distance);
      camera.lookAt(aim);
      camera.updateMatrixWorld();
      const projected = corners.map((corner) => corner.clone().project(camera));
      const [xs, ys] = [projected.map(({ x }) => x), projected.map(({ y }) => y)];
      const [left, farRight, low, high] = [
        Math.min(...xs),
        Math.max(...xs),
        Math.min(...ys),
        Math.max(...ys),
      ];
      const fill = Math.max(
        (farRight - left) / (free.right - free.left),
        (high - low) / (free.high - free.low),
      );
      distance *= 1 + (fill / orbit.zoom - 1) * 0.9;
      const half = tangent * distance * 0.9;
      camera.matrixWorld.extractBasis(right, up, back);
      aim.addScaledVector(right, ((left + farRight - free.left - free.right) / 2) * half * camera.aspect);
      aim.addScaledVector(up, ((low + high - free.low - free.high) / 2) * half);
    }
    if (!this.isMap) return;
    Object.assign(camera, { near: distance - 4 * HALF_SIDE, far: distance + 4 * HALF_SIDE });
    camera.updateProjectionMatrix();
  }
}

function directionFrom(orbit: Orbit): Vector3 {
  const [azimuth, elevation] = [(orbit.azimuth * Math.PI) / 180, (orbit.elevation * Math.PI) / 180];
  return new Vector3(
    Math.sin(azimuth) * Math.cos(elevation),
    Math.sin(elevation),
    Math.cos(azimuth) * Math.cos(elevation),
  );
}
