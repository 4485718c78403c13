import { Runtime } from '#engine/graphs/runtime';
import type { Surface } from '../landscapes';
import { drdamSurface, mrdamSurface } from '../landscapes';
import { timeTasks, afterWarmUp, timed } from '../timing';
import type { Row } from '../rows';
import { row } from '../rows';
import type { BenchOptions } from '../section';
import { paper } from '../steps';
import { structuredProduct } from '../../tests/support/reference';

const SIZE = 256;
/** Points that are computed again one by one. */
const CHECKED = 300;

export async function landscapes({ quick, seed }: BenchOptions): Promise<Row[]> {
  const runtime = await Runtime.start('cpu');
  const surface = await drdamSurface(runtime, seed);
  const mrdam = await mrdamSurface(runtime, 1000, seed);
  const tasks = {
    drdam: afterWarmUp(timed(() => surface.similarities(SIZE))),
    mrdam: afterWarmUp(timed(() => mrdam(SIZE))),
  };
  const times = await timeTasks(tasks, quick ? 5 : 15);
  const { similarity, energy } = errorsOf(surface, await surface.similarities(SIZE));
  await runtime.dispose();
  const note = `of ${String(CHECKED)} points, against float64 from the formula`;
  return [
    row('DrDAM landscape, 256 x 256, Y 180 000', times.drdam.median, 'ms', { target: { atMost: 250 } }),
    row('MrDAM landscape, 256 x 256, K 1000', times.mrdam.median, 'ms', { target: { atMost: 20 } }),
    row('DrDAM landscape, largest error of phi.T', similarity, '', { target: { atMost: 1e-6 }, note }),
    row('DrDAM landscape, largest error of E, phi.T > 1e-3', energy, '', { target: { atMost: 1e-5 }, note }),
  ];
}

/** The largest errors over points of the grid: of phi.T, and of the energy where phi.T is over 1e-3. */
function errorsOf({ onDevice, plane, view, grid }: Surface, found: Float64Array) {
  const { projection } = onDevice;
  const numbers = (name: string) => Array.from(projection.inputs[name]?.data ?? []);
  const signs = ['signs0', 'signs1', 'signs2'].map(numbers);
  const [factors, norms] = [projection.report.factors ?? [], numbers('norms')];
  const rootBeta = Math.sqrt(paper.beta);
  const [origin, along, across] = [plane.origin, ...plane.axes].map((state) =>
    Float64Array.from(structuredProduct(factors, signs, norms, paper.numFeatures, Array.from(state))),
  ) as [Float64Array, Float64Array, Float64Array];
  const { u, v } = grid(SIZE);
  let [similarity, energy] = [0, 0];
  for (let i = 0; i < CHECKED; i++) {
    const at = (i * 104_729) % (SIZE * SIZE);
    const [atU, atV] = [u[at % SIZE] ?? NaN, v[Math.floor(at / SIZE)] ?? NaN];
    // the memories lie in the plane, so that their features turn against the point's by what is between their feet
    let total = 0;
    for (let k = 0; k < view.u.length; k++) {
      const [du, dv] = [rootBeta * (atU - (view.u[k] ?? NaN)), rootBeta * (atV - (view.v[k] ?? NaN))];
      for (let r = 0; r < origin.length; r++)
        total += Math.cos(du * (along[r] ?? NaN) + dv * (across[r] ?? NaN));
    }
    const direct = total / paper.numFeatures;
    const measured = found[at] ?? NaN;
    similarity = Math.max(similarity, Math.abs(measured - direct));
    if (direct > 1e-3) energy = Math.max(energy, Math.abs(Math.log(measured / direct)) / paper.beta);
  }
  return { similarity, energy };
}
