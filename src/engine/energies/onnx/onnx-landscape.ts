import type { OnnxEnergyReport } from '#shared/api';
import { toEngineError } from '#shared/errors';
import type { ModelSpec } from '#shared/setup';
import { formatCount } from '#shared/units';
import type { Grid } from '../../landscape/grid';
import type { Plane } from '../../vectors';
import type { MemorySet } from '../../memories/memory-set';
import type { StartHelper } from '../../process/helper';
import type { CallContext } from '#shared/rpc/server';
import { failureNotice, openOnnxModel } from './onnx-model';

/**
 * Evaluates a custom energy on the grid [v, u], a batch of points at a time. Returns undefined, and gives a notice, where
 * it failed but other models can be shown. Cost: N^2 evaluations.
 */
export async function onnxLandscape(
  startHelper: StartHelper,
  spec: Pick<ModelSpec, 'models' | 'own' | 'beta'>,
  memories: MemorySet,
  plane: Plane,
  grid: Grid,
  context: CallContext,
): Promise<{ energies: Float32Array; seconds: number; report: OnnxEnergyReport } | undefined> {
  const { notice, progress, signal } = context;
  const model = await openOnnxModel(startHelper, spec, memories, new Float32Array(), context);
  const begun = performance.now();
  try {
    const { energy, beta, queriesPerCall } = model;
    const energies = new Float32Array(grid.u.length * grid.v.length);
    for (let first = 0; first < energies.length; first += queriesPerCall) {
      const points = pointsOf(plane, grid, first, Math.min(first + queriesPerCall, energies.length));
      energies.set(await energy.energies(points, beta, signal), first);
      const done = Math.min(first + queriesPerCall, energies.length);
      progress({ stage: 'Evaluating the custom energy', done, total: energies.length, unit: 'points' });
    }
    const numNotFinite = energies.reduce((sum, one) => sum + (Number.isFinite(one) ? 0 : 1), 0);
    if (numNotFinite > 0) {
      notice({
        id: 'own-holes',
        severity: 'info',
        summary: `${energy.name} is not finite at ${formatCount(numNotFinite)} of ${formatCount(energies.length)} points.`,
      });
    }
    return { energies, seconds: (performance.now() - begun) / 1e3, report: model.report };
  } catch (thrown) {
    if (spec.models.length === 1 || toEngineError(thrown).code === 'cancelled') throw thrown;
    notice(failureNotice(thrown));
    return undefined;
  } finally {
    await model.dispose();
  }
}

/** Returns the states [to - first, dim] of grid points first … to - 1, counted row by row. */
function pointsOf({ origin, axes }: Plane, { u, v }: Grid, first: number, to: number): Float32Array {
  const dim = origin.length;
  const points = new Float32Array((to - first) * dim);
  for (let point = first; point < to; point++) {
    const [a, b] = [u[point % u.length] ?? 0, v[Math.floor(point / u.length)] ?? 0];
    const at = (point - first) * dim;
    for (let i = 0; i < dim; i++) {
      points[at + i] = (origin[i] ?? 0) + a * (axes[0][i] ?? 0) + b * (axes[1][i] ?? 0);
    }
  }
  return points;
}
