import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '#engine/engine';
import { Random, Stream } from '#engine/memories/random';
import { forkHelper } from '#engine/process/fork';
import type { Params } from '#shared/api';
import { encodeNpyHeader } from '#shared/files/npy';
import { EngineClient } from '#shared/rpc/client';
import { portPair } from '#shared/rpc/port';
import { serveEngine } from '#shared/rpc/server';
import type { Corruption } from '#shared/setup';
import { ALIKE, Verdict } from '#shared/verdict';
import type { Row } from './rows';
import { row } from './rows';
import type { BenchOptions } from './section';

/** Each query starts from a picture; half of the pictures are stored. */
const QUERIES = 4;

/** Pictures of one kind, and the settings that leave it open where DrDAM ends. */
interface VerdictSet {
  readonly name: string;
  readonly source: string;
  readonly side: number;
  readonly beta: number;
  readonly features: readonly number[];
}

/** One query: its verdict, and whether both models ended alike. */
export interface JudgedQuery {
  readonly set: string;
  readonly isStored: boolean;
  readonly verdict: Verdict | null;
  readonly isAlike: boolean;
}

/** Damages that leave from everything to very little of a picture. */
const DAMAGES: readonly { readonly corruptions: readonly Corruption[]; readonly clamp: boolean }[] = [
  { corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.5 }], clamp: true },
  { corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.25 }], clamp: true },
  { corruptions: [{ kind: 'noise', sigma: 0.1 }], clamp: false },
];
const COUNTS = [4, 8] as const;

/** Runs every damage, number of memories and number of features of a set, and returns 8 queries for each. */
async function judgeQueries(
  engine: EngineClient,
  { name, source, side, beta, features }: VerdictSet,
  seed: number,
): Promise<JudgedQuery[]> {
  const images = { source, gray: true, size: { width: side, height: side } };
  const judged: JudgedQuery[] = [];
  for (const numFeatures of features) {
    for (const [i, { corruptions, clamp }] of DAMAGES.entries()) {
      for (const count of COUNTS) {
        const drawing = seed + judged.length;
        const drawn = await namesOf(engine, images, count + QUERIES, drawing);
        const asked = [...drawn.slice(0, QUERIES), ...drawn.slice(count)];
        const params: Params<'descend'> = {
          setup: {
            memories: { from: 'chosen', images, names: drawn.slice(0, count) },
            queries: {
              from: 'each',
              queries: asked.map((picture) => ({
                source: { kind: 'picture', images, name: picture },
                corruptions: [...corruptions],
                fill: i === 0 ? 'mean' : 'black',
                clamp,
                seed: drawing,
              })),
            },
          },
          model: {
            models: ['mrdam', 'drdam'],
            beta,
            device: 'cpu',
            drdam: { numFeatures, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: drawing },
          },
          descent: { stepSize: 0.1, steps: 300, keep: 0 },
        };
        const { trust, measured } = await engine.call('descend', params);
        asked.forEach((_, q) => {
          const distance = measured.endDistances?.[q] ?? Infinity;
          const verdict = trust?.verdicts[q] ?? null;
          judged.push({ set: name, isStored: q < QUERIES, verdict, isAlike: distance <= ALIKE });
        });
      }
    }
  }
  return judged;
}

async function namesOf(
  engine: EngineClient,
  images: { source: string; gray: boolean },
  count: number,
  seed: number,
): Promise<string[]> {
  const setup: Params<'prepare'> = {
    memories: { from: 'images', images, count, seed },
    queries: { from: 'memories', count: 1, corruptions: [], fill: 'black', clamp: false, seed },
  };
  const { memories } = await engine.call('prepare', setup, { onFrame: () => undefined });
  return memories.map((memory) => memory.name);
}

/** Writes `count` grey pictures of a few waves each, which resemble each other as photographs do. */
async function writeClouds(file: string, side: number, count: number): Promise<void> {
  const pixels = new Float32Array(count * side * side);
  const random = new Random(0, Stream.patterns);
  for (let k = 0; k < count; k++) {
    const waves = Array.from({ length: 6 }, () => Array.from({ length: 4 }, () => random.uniform()));
    for (let at = 0; at < side * side; at++) {
      const [x, y] = [(at % side) / side, Math.floor(at / side) / side];
      const value = waves.reduce(
        (sum, [a = 0, b = 0, phase = 0, height = 0]) =>
          sum + (0.4 * height - 0.2) * Math.cos(2 * Math.PI * (3 * a * x + 3 * b * y + phase)),
        0.5,
      );
      pixels[k * side * side + at] = Math.min(1, Math.max(0, value));
    }
  }
  await writeFile(file, [encodeNpyHeader('f4', [count, side, side]), Buffer.from(pixels.buffer)]);
}

const SETS = (clouds: string): readonly VerdictSet[] => [
  { name: 'digits', source: 'sample:digits', side: 14, beta: 120, features: [2000, 12_000] },
  { name: 'emoji', source: 'sample:emoji', side: 16, beta: 120, features: [2000, 12_000] },
  { name: 'clouds', source: clouds, side: 16, beta: 200, features: [2000, 12_000] },
];

/** Judges 288 queries in three sets of pictures. */
export async function judgeSets(engine: EngineClient, seed: number): Promise<JudgedQuery[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mnemoscope verdicts '));
  const clouds = join(folder, 'clouds.npy');
  await writeClouds(clouds, 16, 40);
  const judged: JudgedQuery[] = [];
  for (const set of SETS(clouds)) judged.push(...(await judgeQueries(engine, set, seed)));
  await rm(folder, { recursive: true });
  return judged;
}

/** What is predicted of the ends of queries, beside where they ended. */
export async function verdictsBench({ seed }: BenchOptions): Promise<Row[]> {
  const engine = createEngine({ startHelper: forkHelper });
  const [here, there] = portPair();
  serveEngine(there, engine.handlers);
  const judged = await judgeSets(new EngineClient(here), seed);
  await engine.close();
  return [...new Set(judged.map(({ set }) => set))].flatMap((set) =>
    [...Verdict.options, null].flatMap((verdict) =>
      [true, false].flatMap((isStored) => {
        const alike = judged.filter(
          (one) => one.set === set && one.verdict === verdict && one.isStored === isStored,
        );
        const count = alike.filter(({ isAlike }) => isAlike).length;
        const name = `${set}, ${isStored ? 'stored' : 'not stored'}, ${verdict ?? 'no verdict'}`;
        return alike.length === 0
          ? []
          : [row(name, count, 'queries', { note: `of ${String(alike.length)} end where MrDAM does` })];
      }),
    ),
  );
}
