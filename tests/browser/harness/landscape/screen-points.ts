import { niceStep } from '#shared/ticks';
import { HALF_SIDE, CUT_HEIGHT } from '../../../../src/renderer/scene/height-field';
import type { ViewCamera } from '../../../../src/renderer/scene/view-camera';
import type { Moment } from '../../../../src/renderer/domain/run/moment';

type Point = [x: number, y: number];

interface Fields {
  readonly size: number;
  readonly mrdam: Float32Array;
  readonly drdam: Float32Array;
  readonly low: number;
  readonly cut: number;
}

function fieldsOf({ landscapes, energyCut }: Moment): Fields {
  const { mrdam, drdam } = landscapes?.energies ?? {};
  if (!landscapes || !mrdam || !drdam) throw new Error('the page has two landscapes');
  const low = [mrdam, drdam].reduce((least, grid) => grid.reduce((a, b) => Math.min(a, b), least), Infinity);
  return { size: landscapes.size, mrdam, drdam, low, cut: energyCut };
}

function sceneOf(cell: number, size: number): number {
  return HALF_SIDE * ((2 * cell) / (size - 1) - 1);
}

/** Selects `count` points that are spread over all of them. */
function spread(points: readonly Point[], count: number): Point[] {
  return Array.from(
    { length: count },
    (_, i) => points[Math.floor(((i + 0.5) * points.length) / count)] ?? [0, 0],
  );
}

export function pointsOnLines(moment: Moment, camera: ViewCamera, count: number): Point[] {
  const { size, mrdam, drdam, low, cut } = fieldsOf(moment);
  const step = 5 * niceStep((cut - low) / 30);
  const points: Point[] = [];
  for (let k = 0; k < size * size - 1; k++) {
    if (k % size === size - 1) continue;
    const [here, next] = [drdam[k] ?? NaN, drdam[k + 1] ?? NaN];
    const level = step * Math.ceil(Math.min(here, next) / step);
    if (level > Math.max(here, next) || level > cut - step / 2) continue;
    // lines that are closer than a few pixels fade out
    if (Math.max(Math.abs(next - here), Math.abs((drdam[k + size] ?? NaN) - here)) > 0.2 * step) continue;
    const share = (level - here) / (next - here);
    const mrdamEnergy = (mrdam[k] ?? NaN) * (1 - share) + (mrdam[k + 1] ?? NaN) * share;
    if (mrdamEnergy > level - 0.03 * (cut - low)) continue;
    const height = (CUT_HEIGHT * (level - low)) / (cut - low);
    const point = camera.project(
      sceneOf((k % size) + share, size),
      height,
      sceneOf(Math.floor(k / size), size),
    );
    points.push([point.x, point.y]);
  }
  return spread(points, count);
}

export function pointsBelowCut(moment: Moment, camera: ViewCamera, count: number): Point[] {
  const { size, mrdam, low, cut } = fieldsOf(moment);
  const points: Point[] = [];
  mrdam.forEach((energy, k) => {
    if (energy > cut - 0.1 * (cut - low)) return;
    const point = camera.project(
      sceneOf(k % size, size),
      CUT_HEIGHT / 2,
      sceneOf(Math.floor(k / size), size),
    );
    points.push([point.x, point.y]);
  });
  return spread(points, count);
}
