import { z } from 'zod';
import { DescentReport, MemoryItem } from '#shared/api';
import { EngineError } from '#shared/errors';
import { damagedFileError } from '#shared/files/stored-zip';
import { SESSION_VERSION, SessionHeader } from '#shared/session-file';
import { ModelName, PictureShape } from '#shared/setup';
import { defaultSettings, Settings } from '../../domain/settings/settings';

/** What `session.json` says. Arrays stand beside it in the archive as .npy files; here are their names. */

const Count = z.int().nonnegative();
const ArrayName = z.string().min(1);

/** What a setting is where a file does not say it: one that came later than the file. */
const FilledSettings = z.preprocess((raw) => {
  if (typeof raw !== 'object' || raw === null) return raw;
  const { beyond } = raw as { beyond?: unknown };
  return { ...defaultSettings, ...raw, beyond: { ...defaultSettings.beyond, ...(beyond as object) } };
}, Settings);

const RecordedPlane = z.object({
  kind: z.enum(['pca', 'memories', 'random', 'given', 'file']),
  size: z.int().positive(),
  feet: z.array(z.object({ u: z.number(), v: z.number(), offPlane: z.number() })),
  explainedVariance: z.number(),
  noiseEnergy: z.number().nullable(),
  u: ArrayName,
  v: ArrayName,
  origin: ArrayName,
  /** [2, dim] */
  axes: ArrayName,
  memories: ArrayName,
  energies: z.partialRecord(ModelName, ArrayName),
});

const RecordedChapter = z.object({
  from: Count,
  settings: FilledSettings,
  shape: PictureShape,
  items: z.array(MemoryItem),
  targets: z.array(z.int()),
  mostFree: Count,
  memories: ArrayName,
  queries: ArrayName,
  held: ArrayName,
  origins: ArrayName.nullable(),
  memorySquares: ArrayName,
  querySquares: ArrayName,
  plane: RecordedPlane.nullable(),
});
export type RecordedChapter = z.infer<typeof RecordedChapter>;

/** Energies of all steps and queries: they are allocated before a file's arrays are read. */
const MOST_SCALARS = 64e6;

/** A run as it was shown: with it, nothing need be computed to see it again. */
export const RecordedRun = z
  .object({
    numQueries: z.int().positive().max(1024),
    dim: z.int().positive(),
    steps: Count.max(1_000_000),
    stride: z.int().positive(),
    /** The last step that is there of all. */
    reached: Count,
    models: z
      .array(
        z.object({
          model: ModelName,
          /** The steps whose states are kept, ascending. */
          stateSteps: z.array(Count),
          energies: ArrayName,
          slopes: ArrayName,
          states: ArrayName,
        }),
      )
      .min(1),
    chapters: z.array(RecordedChapter).min(1),
    report: DescentReport.nullable().catch(null),
  })
  .refine(({ steps, numQueries }) => (steps + 1) * numQueries <= MOST_SCALARS, {
    path: ['steps'],
    message: 'with so many queries it is more than a recording holds',
  })
  .refine(({ reached, steps }) => reached <= steps, {
    path: ['reached'],
    message: 'it is after the last step',
  });
export type RecordedRun = z.infer<typeof RecordedRun>;

/** A picture that the session shows, and what it was: SHA-256 of its state, float32 little-endian, in hexadecimal. */
const SessionPicture = z.object({ set: Count, name: z.string(), sha256: z.string().optional() });
export type SessionPicture = z.infer<typeof SessionPicture>;

export const SessionContent = SessionHeader.extend({
  /** Of the app that wrote it. */
  app: z.string().catch(''),
  savedAt: z.iso.datetime(),
  /** The first of `images` is the open set; queries name others by `images:<index>`. */
  settings: FilledSettings,
  /** Null: the newest. */
  step: Count.nullable().catch(0),
  query: Count.catch(0),
  /** How the session is viewed: plain data of the views. */
  look: z.unknown().optional(),
  pictures: z.array(SessionPicture).catch([]),
  recording: RecordedRun.nullable().default(null),
});
export type SessionContent = z.infer<typeof SessionContent>;

export interface ReadSession {
  readonly content: SessionContent;
  /** Its version, where it is a later one than this app writes. */
  readonly newerVersion: number | null;
}

/** Throws what keeps a file from being opened, as a sentence. */
export function parseSession(text: string, name: string): ReadSession {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw damagedFileError({ name }, 'its description is not whole');
  }
  const head = SessionHeader.safeParse(raw);
  if (!head.success) throw damagedFileError({ name }, 'its description is not that of a session');
  const newerVersion = head.data.version > SESSION_VERSION ? head.data.version : null;
  const whole = SessionContent.safeParse(raw);
  // what a later version records in another way is left out
  const content =
    whole.success || newerVersion === null
      ? whole
      : SessionContent.safeParse({ ...(raw as object), recording: null });
  if (content.success && content.data.images.length > 0) return { content: content.data, newerVersion };
  if (newerVersion !== null) {
    throw new EngineError(
      'unsupported',
      `${name} was written by a newer version of Mnemoscope: nothing of it is understood here.`,
      'Open it with that version.',
    );
  }
  const { path, message } = content.error?.issues[0] ?? { path: ['images'], message: 'there are none' };
  throw new EngineError(
    'bad-input',
    `${name} cannot be opened: ${path.join('.')} is not what it can be (${message}).`,
    'Open another session.',
  );
}

/** The sources that settings name, the open set first. */
export function sourcesOf(source: string, all: readonly Settings[]): string[] {
  const others = all
    .flatMap(({ queries }) => queries)
    .flatMap(({ source: from }) =>
      from.kind === 'picture' && from.source !== undefined ? [from.source] : [],
    );
  return [...new Set([source, ...others])];
}

const INDEX = /^images:(\d+)$/;

/** Settings as a file says them: without names that only this start knows. */
export function packed(settings: Settings, sources: readonly string[]): Settings {
  return withSources(settings, (source) => `images:${String(sources.indexOf(source))}`);
}

/** Back from a file; a set that is not there stays what it is in the file. */
export function unpacked(settings: Settings, sources: readonly (string | null)[]): Settings {
  return withSources(settings, (source) => sources[Number(INDEX.exec(source)?.[1])] ?? source);
}

/** Which of a file's sets a query's source is. */
export function setOf(source: string | undefined): number {
  return source === undefined ? 0 : Number(INDEX.exec(source)?.[1] ?? NaN);
}

function withSources(settings: Settings, named: (source: string) => string): Settings {
  const queries = settings.queries.map((query) => {
    const { source } = query;
    return source.kind === 'picture' && source.source !== undefined
      ? { ...query, source: { ...source, source: named(source.source) } }
      : query;
  });
  return { ...settings, queries };
}
