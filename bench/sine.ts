import type * as OrtModule from 'onnxruntime-node';
import { readGraph } from '#engine/graphs/manifest';
import type { Row } from './rows';
import { row } from './rows';

/** The largest error that each device makes in DrDAM's angles: of one feature, the sum of cosines is cos h. */
export async function sineBench(): Promise<Row[]> {
  const rows: Row[] = [];
  const ort = await import('onnxruntime-node');
  for (const device of ['cpu', 'webgpu']) {
    try {
      const session = await ort.InferenceSession.create(await readGraph('features_sincos_gaussian'), {
        executionProviders: [device],
        logSeverityLevel: 4,
      });
      rows.push(row(device, await largestError(ort, session), ''));
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
      rows.push(row(device, null, '', { note: `not available: ${reason}` }));
    }
  }
  return rows;
}

type Ort = typeof OrtModule;

/** Over 20 001 angles in [-pi, pi], given as rows of S against the state 1. */
async function largestError(ort: Ort, session: Awaited<ReturnType<Ort['InferenceSession']['create']>>) {
  const count = 20_001;
  const angles = Float32Array.from({ length: count }, (_, i) => -Math.PI + (2 * Math.PI * i) / (count - 1));
  const tensor = (data: Float32Array, shape: number[]) => new ort.Tensor('float32', data, shape);
  const out = await session.run({
    projection: tensor(angles, [count, 1]),
    x: tensor(Float32Array.of(1), [1, 1]),
    beta: tensor(Float32Array.of(1), []),
  });
  const [cos, sin] = [out.cos_sum?.data, out.sin_sum?.data];
  if (!(cos instanceof Float32Array && sin instanceof Float32Array))
    throw new Error('The sums are not float32.');
  let worst = 0;
  angles.forEach((angle, i) => {
    worst = Math.max(
      worst,
      Math.abs((cos[i] ?? NaN) - Math.cos(angle)),
      Math.abs((sin[i] ?? NaN) - Math.sin(angle)),
    );
  });
  return worst;
}
