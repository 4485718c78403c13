import type { LandscapeReport } from '#shared/api';
import { energyCutAbove } from '#shared/energy-cut';
import { landscapeMap } from '#shared/figures/landscape-map';
import type { MapScale, MapTheme } from '#shared/figures/map-content';
import type { ModelName, PictureShape } from '#shared/setup';
import { MODEL_COLOR, modelDashArrays } from '#shared/model-marks';
import { figureRenderer, svgToPng } from './svg';

/** The content of a picture of two landscapes. */
export interface SurfaceContent {
  readonly title: string;
  /** [size] */
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** [size, size], one row for each value of v */
  readonly energies: Readonly<Partial<Record<ModelName, Float32Array>>>;
  /** [size, size], 1 where φ·T ≤ ε */
  readonly clipped: Uint8Array | undefined;
  readonly memoryPositions: LandscapeReport['memories'];
  /** [K, dim] */
  readonly memories: Float32Array;
  readonly shape: PictureShape | null;
}

const THEME: MapTheme = {
  background: '#121418',
  axis: '#23272D',
  text: '#EEF0F2',
  secondaryText: '#B2B8C1',
  plate: '#33373E',
  models: MODEL_COLOR,
  dashes: modelDashArrays('picture-sample'),
};

/** Draws the energies as maps in a PNG, with contour lines and the positions of the memories. */
export function surfacePicture(content: SurfaceContent): Uint8Array {
  const { clipped } = content;
  const map = {
    ...content,
    projections: content.memoryPositions,
    hatched: clipped ? { values: clipped, above: 0.5 } : null,
    paths: [],
    colorMap: 'lipari' as const,
    isUpwards: true,
    isLabelled: true,
    scaleOf: (models: readonly ModelName[]) => energyScale(content, models),
  };
  return svgToPng(landscapeMap(map, figureRenderer, THEME));
}

/** Returns the range of colours: from the lowest energy to the cut above the first model's highest energy between the memories. */
function energyScale(
  { energies, u, v, memoryPositions }: SurfaceContent,
  models: readonly ModelName[],
): MapScale {
  const all = models.map((model) => (energies[model] ?? new Float32Array()).filter(Number.isFinite));
  const low = Math.min(...all.map((energy) => energy.reduce((a, b) => Math.min(a, b), Infinity)));
  const inside = (values: Float64Array, of: 'u' | 'v', index: number) => {
    const at = values[index] ?? 0;
    const positions = memoryPositions.map((position) => position[of]);
    return at >= Math.min(...positions) && at <= Math.max(...positions);
  };
  const [first] = models;
  const measure = (first && energies[first]) ?? new Float32Array();
  const finite = Array.from(measure.keys()).filter((i) => Number.isFinite(measure[i]));
  const between = finite.filter(
    (i) => inside(u, 'u', i % u.length) && inside(v, 'v', Math.floor(i / u.length)),
  );
  const highest = (between.length > 0 ? between : finite).reduce(
    (most, i) => Math.max(most, measure[i] ?? -Infinity),
    -Infinity,
  );
  return { low, cut: energyCutAbove(low, highest) };
}
