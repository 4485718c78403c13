import { describe, expect, it } from 'vitest';
import type { ByteSource } from '#shared/files/zip-reader';
import { Recording } from '#shared/recording';
import type { PreparedStates } from '../../domain/run/moment';
import { jobOf } from '../../domain/settings/job';
import { Run } from '../run';
import type { Settings } from '../../domain/settings/settings';
import { defaultSettings, settingsStoring } from '../../domain/settings/settings';
import { Archive, ArchiveParts, writeArchive } from './archive';
import { packed, parseSession, sourcesOf, unpacked } from './format';
import { recordedOf, runOf } from './recorded';

const settings: Settings = {
  ...defaultSettings,
  ...settingsStoring(['a.png', 'b.png']),
  beta: 81.5,
  seed: 7,
};
const session = {
  format: 'mnemoscope-session',
  version: 1,
  app: '0.1.0',
  savedAt: '2026-11-26T14:02:00.000Z',
  images: [{ kind: 'path', name: 'photos', paths: ['/data/photos'] }],
  settings: packed(settings, []),
  step: 40,
  query: 1,
  look: { orbit: { azimuth: 3 } },
  pictures: [],
  recording: null,
};

async function fileOf(description: object, parts = new ArchiveParts()): Promise<Uint8Array> {
  const bytes = new Uint8Array(2e6);
  let length = 0;
  await writeArchive(description, parts.parts, {
    write: (some, position) => {
      bytes.set(some, position);
      length = position + some.length;
      return Promise.resolve();
    },
  });
  return bytes.subarray(0, length);
}

function sourceOf(bytes: Uint8Array): ByteSource {
  const read = (position: number, length: number) =>
    Promise.resolve(bytes.slice(position, position + length));
  return { name: 'half-kept.mnemo', size: bytes.length, read };
}

const open = async (bytes: Uint8Array) => Archive.open(sourceOf(bytes));
const parse = (description: object) => parseSession(JSON.stringify(description), 'half-kept.mnemo');

describe('what a file says', () => {
  it('comes back as it was, and what is not known is left out', async () => {
    const archive = await open(await fileOf({ ...session, mood: 'good' }));
    const { content, newerVersion } = parseSession(await archive.description(), 'x');
    expect(newerVersion).toBeNull();
    expect(content).toEqual({ ...session, settings, file: null });
  });

  it('is filled with what an earlier version did not have', () => {
    const { beta, memories, queries } = session.settings;
    const { content } = parse({ ...session, settings: { beta, memories, queries, beyond: { shards: 2 } } });
    expect(content.settings).toEqual({
      ...defaultSettings,
      ...settingsStoring(['a.png', 'b.png']),
      beta,
      beyond: { ...defaultSettings.beyond, shards: 2 },
    });
  });

  it('of a newer version is taken as far as it is understood', () => {
    const newer = { ...session, version: 3, recording: { in: 'another way' }, images: [{ kind: 'cloud' }] };
    expect(parse(newer)).toMatchObject({ newerVersion: 3, content: { settings, recording: null } });
    expect(() => parse({ ...newer, settings: { ...session.settings, beta: 'warm' } })).toThrow(
      'half-kept.mnemo was written by a newer version of Mnemoscope',
    );
  });

  it.each([
    ['a setting out of range', { ...session, settings: { ...session.settings, beta: -3 } }, 'settings.beta'],
    ['no images', { ...session, images: [] }, 'images'],
    ['another file', { format: 'something' }, 'not valid'],
  ])('is refused with a sentence: %s', (_, description, sentence) => {
    expect(() => parse(description)).toThrow(sentence);
  });

  it('calls a corruption `damage`, as it always did', () => {
    const noisy = { corruptions: [{ kind: 'noise', sigma: 0.1 }], fill: 'black', clamp: false } as const;
    const queries = settings.queries.map((query) => ({ ...query, corruption: noisy }));
    const onDisk = packed({ ...settings, queries, corruption: noisy }, []);
    expect(onDisk).toMatchObject({ damage: noisy, queries: queries.map(() => ({ damage: noisy })) });
    expect(JSON.stringify(onDisk)).not.toContain('"corruption"');
    expect(parse({ ...session, settings: onDisk }).content.settings).toMatchObject({
      corruption: noisy,
      queries: queries.map(() => ({ corruption: noisy })),
    });
  });

  it('names sets by their place in the file, and finds them again at any start', () => {
    const source = { kind: 'picture', name: 'c.png', source: 'grant:1' } as const;
    const borrowing = { ...settings, queries: [...settings.queries, { source, corruption: null }] };
    const sources = sourcesOf('grant:0', [borrowing]);
    const onDisk = packed(borrowing, sources);
    expect(JSON.stringify(onDisk)).not.toContain('grant');
    const { content } = parse({ ...session, settings: onDisk });
    const elsewhere = unpacked(content.settings, ['grant:5', 'grant:6']);
    expect(elsewhere.queries.at(-1)?.source).toEqual({ ...source, source: 'grant:6' });
    expect(packed(elsewhere, ['grant:5', 'grant:6'])).toEqual(onDisk);
  });
});

describe('a file that is not whole', () => {
  it('is told from one that never was a session', async () => {
    const whole = await fileOf(session);
    await expect(open(new Uint8Array())).rejects.toThrow('it is not a session of Mnemoscope');
    await expect(open(new TextEncoder().encode('Dear diary'))).rejects.toThrow('not a session');
    for (const length of [10, 300, whole.length - 1]) {
      await expect(open(whole.subarray(0, length))).rejects.toThrow(
        'half-kept.mnemo is damaged: the file ends early',
      );
    }
  });

  it('is known by a single byte', async () => {
    const parts = new ArchiveParts();
    const name = parts.add('numbers.npy', [3], Float32Array.of(1, 2, 3));
    const bytes = await fileOf(session, parts);
    expect(await (await open(bytes)).floats(name, 3)).toEqual(Float32Array.of(1, 2, 3));
    await expect((await open(bytes)).floats(name, 4)).rejects.toThrow('has the wrong type or length');
    const at = bytes.findLastIndex((_, i) => bytes[i] === 0x40 && bytes[i + 1] === 0x40); // 3 in float32
    bytes[at] = 0x41;
    await expect((await open(bytes)).floats(name, 3)).rejects.toThrow('has changed since it was written');
  });
});

it('a run comes back number for number, also where it was changed on its way and thinned', async () => {
  const { run, source } = someRun();
  const { recorded, parts } = recordedOf(run, null, (some) => packed(some, [source]));
  const archive = await open(await fileOf({ ...session, recording: recorded }, parts));
  const { content } = parseSession(await archive.description(), 'x');
  if (!content.recording) throw new Error('it has a recording');
  const back = await runOf(content.recording, archive, source, (some) => unpacked(some, [source]));
  expect(back.lastEvaluatedStep).toBe(run.lastEvaluatedStep);
  expect(back.segments.map(({ from, settings: { beta } }) => [from, beta])).toEqual([
    [0, 81.5],
    [5, 120],
  ]);
  expect(back.last.job).toEqual(run.last.job);
  expect(back.last.prepared).toEqual(run.last.prepared);
  for (const model of ['mrdam', 'drdam'] as const) {
    expect(back.recording.energies(model).subarray(0, 22)).toEqual(
      run.recording.energies(model).subarray(0, 22),
    );
    expect(back.recording.reached(model)).toBe(10);
    for (const step of [0, 3, 10]) {
      expect(back.recording.stateAt(model, 1, step)).toEqual(run.recording.stateAt(model, 1, step));
    }
  }
});

it('keeps a coarse landscape as such, which is computed again where the pictures are there', () => {
  const { run, source } = someRun();
  const pack = (some: Settings) => packed(some, [source]);
  const planeOfLast = () => recordedOf(run, null, pack).recorded.chapters.at(-1)?.plane;
  const axis = Float64Array.of(0, 1);
  const landscapes = {
    kind: 'pca' as const,
    size: 2,
    u: axis,
    v: axis,
    origin: Float64Array.of(0, 0, 0),
    axes: [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 0)] as const,
    energies: { mrdam: new Float32Array(4) },
    memories: run.last.prepared.memories,
    items: run.last.prepared.items,
    projections: [],
    explainedVariance: 1,
    noiseEnergy: null,
  };
  run.last.show({ ...landscapes, isCoarse: true }, null);
  expect(planeOfLast()).toMatchObject({ kind: 'pca', isCoarse: true });
  expect(run.withoutLandscapesOn({ kind: 'principal' })).toContain(run.last);
  run.last.show(landscapes, { kind: 'principal' });
  expect(planeOfLast()).not.toHaveProperty('isCoarse');
});

/** Two queries of three pixels, whose states are kept at every second step. */
function someRun(): { run: Run; source: string } {
  const source = 'grant:0';
  const shape = { models: ['mrdam', 'drdam'] as const, numQueries: 2, dim: 3, steps: 12, stride: 2 };
  const recording = new Recording(shape);
  const record = (first: number, last: number) => {
    for (const [m, model] of shape.models.entries()) {
      for (let step = first; step <= last; step++) {
        const scalars = { data: Float32Array.of(step + m, -step), shape: [1, 2] };
        const states = { data: Float32Array.from({ length: 6 }, (_, i) => step + i / 10), shape: [1, 2, 3] };
        const meta = { model, firstStep: step, firstQuery: 0, stateSteps: [step] };
        recording.add(meta, { energies: scalars, gradient_norms: scalars, states });
      }
    }
  };
  record(0, 5);
  const prepared: PreparedStates = {
    dim: 3,
    shape: { height: 1, width: 3, channels: 1 },
    items: [
      { name: 'a.png', className: null },
      { name: 'b.png', className: 'b' },
    ],
    memories: Float32Array.of(1, 2, 3, 4, 5, 6),
    numQueries: 2,
    queries: Float32Array.of(1, 0, 0, 4, 0, 0),
    clamped: Uint8Array.of(1, 0, 0, 1, 0, 0),
    origins: Float32Array.of(1, 2, 3, NaN, NaN, NaN),
    targets: [0, -1],
    distances: {
      memories: Float64Array.of(0, 27, 27, 0),
      queries: Float64Array.of(13, 1, 2, 61),
      numMemories: 2,
      freeCoordinates: [2, 2],
    },
  };
  const run = new Run(jobOf(source, settings), prepared, recording, settings);
  const later = { ...settings, beta: 120 };
  run.begin(5, jobOf(source, later), prepared, later);
  record(6, 10);
  return { run, source };
}
