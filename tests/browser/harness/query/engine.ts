import { EngineError } from '#shared/errors';
import type { Corruption, QuerySpec } from '#shared/setup';
import type { Handlers } from '#shared/rpc/server';
import { serveEngine } from '#shared/rpc/server';
import type { Port } from '#shared/rpc/port';
import { portPair } from '#shared/rpc/port';
import { decodeBase64 } from '#shared/base64';

export const SHAPE = { height: 16, width: 16, channels: 1 };
export const DIM = 256;
/** Pictures of a set, of which the first ones are stored: stripes, each wider than the one before. */
export const ITEMS = Array.from({ length: 40 }, (_, i) => ({
  name: `stripes/${String(i).padStart(2, '0')}.png`,
  className: 'stripes',
}));

export function pictureOf(index: number): Float32Array {
  return Float32Array.from({ length: DIM }, (_, i) => (Math.floor((i % 16) / (1 + (index % 8))) % 2) / 16);
}

/** An engine that makes queries of sides and boxes on black, each after a while. */
export function connectScript(asked: QuerySpec[]): Port {
  const [here, there] = portPair();
  serveEngine(there, handlers(asked));
  return here;
}

function handlers(asked: QuerySpec[]): Handlers {
  const no = () => Promise.reject(new EngineError('unsupported', 'Not in this script.'));
  return {
    devices: no,
    samples: no,
    images: no,
    inspect: no,
    predictReliability: no,
    precomputeFeatures: no,
    descend: no,
    plane: no,
    landscape: no,
    experiments: no,
    planExperiment: no,
    experiment: no,
    browse: () => Promise.resolve({ shape: SHAPE, total: ITEMS.length, items: ITEMS, skipped: [] }),
    thumbnails: async ({ names }, { send }) => {
      const data = Uint8Array.from(
        names.flatMap((name) => [...pictureOf(indexOf(name))].map((x) => 255 * 16 * x)),
      );
      await send({ firstRow: 0 }, { pixels: { data, shape: [names.length, 16, 16, 1] } });
      return { skipped: [] };
    },
    prepare: async ({ queries }, { send, signal }) => {
      const spec = queries.from === 'each' ? queries.queries[0] : undefined;
      if (!spec) throw new EngineError('bad-request', 'One query is wanted.');
      asked.push(spec);
      await new Promise((resolve) => setTimeout(resolve, 50));
      signal.throwIfAborted();
      const { source, corruptions, clamp } = spec;
      const isPicture = source.kind === 'picture';
      const origin = isPicture
        ? pictureOf(indexOf(source.name))
        : new Float32Array(decodeBase64(source.state).buffer);
      const missing = origin.map((_, i) => Number(corruptions.some((one) => covers(one, i))));
      const rows = async (name: 'queries' | 'clamped' | 'origins', data: Float32Array | Uint8Array) => {
        await send({ name, firstRow: 0 }, { [name]: { data, shape: [1, DIM] } });
      };
      await rows('queries', origin.map((x, i) => x * (1 - (missing[i] ?? 0)))); // prettier-ignore
      await rows(
        'clamped',
        Uint8Array.from(missing, (isMissing) => Number(clamp && !isMissing)),
      );
      if (isPicture) await rows('origins', origin);
      const report = { dim: DIM, shape: SHAPE, numMemories: 8, memories: ITEMS.slice(0, 8), numQueries: 1 };
      return { ...report, targets: [isPicture ? indexOf(source.name) : -1], skipped: [] };
    },
  };
}

function indexOf(name: string): number {
  return ITEMS.findIndex((item) => item.name === name);
}

function covers(corruption: Corruption, i: number): boolean {
  const [x, y] = [i % 16, Math.floor(i / 16)];
  if (corruption.kind === 'side') return y >= 16 - Math.round(16 * corruption.fraction);
  if (corruption.kind !== 'box') return false;
  const { x: left, y: top, width, height } = corruption;
  return x >= left && x < left + width && y >= top && y < top + height;
}
