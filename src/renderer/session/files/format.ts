import { z } from 'zod';
import { DescentReport, MemoryItem } from '#shared/api';
import { EngineError } from '#shared/errors';
import { damagedFileError } from '#shared/files/zip-reader';
import { SESSION_VERSION, SessionHeader } from '#shared/session-file';
import { ModelName, PictureShape } from '#shared/setup';
import { defaultSettings, Settings } from '../../domain/settings/settings';

/** The schema of `session.json`. Arrays are separate .npy entries of the archive, to which it refers by name. */

const Count = z.int().nonnegative();
const ArrayName = z.string().min(1);

/** Settings as files have them, where a corruption is called `damage`. */
const SavedSettings = z.looseObject({
  damage: z.unknown().optional(),
  queries: z.array(z.looseObject({ damage: z.unknown().optional() })).optional(),
  beyond: z.looseObject({}).optional(),
});
type SavedSettings = z.input<typeof SavedSettings>;

/** Fills settings that are missing in files of earlier versions with their defaults. */
const FilledSettings = SavedSettings.transform(({ damage, queries, beyond, ...others }) => ({
  ...defaultSettings,
  ...others,
  ...(damage !== undefined && { corruption: damage }),
  ...(queries && { queries: queries.map(({ damage, ...query }) => ({ ...query, corruption: damage })) }),
  beyond: { ...defaultSettings.beyond, ...beyond },
})).pipe(Settings);

const RecordedPlane = z.object({
  kind: z.enum(['pca', 'memories', 'random', 'given', 'file', 'descent']),
  size: z.int().positive(),
  feet: z.array(z.object({ u: z.number(), v: z.number(), offPlane: z.number() })),
  explainedVariance: z.number(),
  noiseEnergy: z.number().nullable(),
  descent: z.object({ query: Count, end: Count, rival: Count.nullable() }).optional(),
  isCoarse: z.boolean().optional(),
  u: ArrayName,
  v: ArrayName,
  origin: ArrayName,
  /** [2, dim] */
  axes: ArrayName,
  memories: ArrayName,
  energies: z.partialRecord(ModelName, ArrayName),
});

const RecordedSegment = z.object({
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
export type RecordedSegment = z.infer<typeof RecordedSegment>;
/** A segment as it is written. */
export type WrittenSegment = z.input<typeof RecordedSegment>;

/** The largest number of energies of all steps and queries, which are allocated before a file's arrays are read. */
const MOST_SCALARS = 64e6;

/** A recorded run, which can be shown again without any computation. */
export const RecordedRun = z
  .object({
    numQueries: z.int().positive().max(1024),
    dim: z.int().positive(),
    steps: Count.max(1_000_000),
    stride: z.int().positive(),
    /** The last complete step. */
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
    chapters: z.array(RecordedSegment).min(1),
    report: DescentReport.nullable().catch(null),
  })
  .refine(({ steps, numQueries }) => (steps + 1) * numQueries <= MOST_SCALARS, {
    path: ['steps'],
    message: 'there are too many steps for this number of queries',
  })
  .refine(({ reached, steps }) => reached <= steps, {
    path: ['reached'],
    message: 'it lies after the last step',
  });
export type RecordedRun = z.infer<typeof RecordedRun>;
/** A run as it is written. */
export type WrittenRun = z.input<typeof RecordedRun>;

/** A picture of the session, with the SHA-256 of its state (float32, little-endian) in hexadecimal. */
const SessionPicture = z.object({ set: Count, name: z.string(), sha256: z.string().optional() });
export type SessionPicture = z.infer<typeof SessionPicture>;

export const SessionContent = SessionHeader.extend({
  /** The version of the app that wrote the file. */
  app: z.string().catch(''),
  savedAt: z.iso.datetime(),
  /** The first of `images` is the open set; queries name others by `images:<index>`. */
  settings: FilledSettings,
  /** Null means the newest step. */
  step: Count.nullable().catch(0),
  query: Count.catch(0),
  /** The options of the views, as plain data. */
  look: z.unknown().optional(),
  pictures: z.array(SessionPicture).catch([]),
  recording: RecordedRun.nullable().default(null),
});
export type SessionContent = z.infer<typeof SessionContent>;
/** The content of a file as it is written. */
export type WrittenSession = z.input<typeof SessionContent>;

export interface ReadSession {
  readonly content: SessionContent;
  /** The format version if it is newer than the one that this app writes; else null. */
  readonly newerVersion: number | null;
}

/**
 * Parses `session.json`.
 * @throws EngineError that says why the file cannot be opened
 */
export function parseSession(text: string, name: string): ReadSession {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw damagedFileError({ name }, 'its description is incomplete');
  }
  const head = SessionHeader.safeParse(raw);
  if (!head.success) throw damagedFileError({ name }, 'its description is not valid');
  const newerVersion = head.data.version > SESSION_VERSION ? head.data.version : null;
  const whole = SessionContent.safeParse(raw);
  // a newer version may record runs in another format, so its recording is dropped
  const content =
    whole.success || newerVersion === null
      ? whole
      : SessionContent.safeParse({ ...(raw as object), recording: null });
  if (content.success && content.data.images.length > 0) return { content: content.data, newerVersion };
  if (newerVersion !== null) {
    throw new EngineError(
      'unsupported',
      `${name} was written by a newer version of Mnemoscope and cannot be read by this one.`,
      'Open it with the newer version.',
    );
  }
  const { path, message } = content.error?.issues[0] ?? { path: ['images'], message: 'it is empty' };
  throw new EngineError(
    'bad-input',
    `${name} cannot be opened: its ${path.join('.')} is not valid (${message}).`,
    'Open another session.',
  );
}

/** Returns all sources that the settings refer to, the open set first. */
export function sourcesOf(source: string, all: readonly Settings[]): string[] {
  const others = all
    .flatMap(({ queries }) => queries)
    .flatMap(({ source: from }) =>
      from.kind === 'picture' && from.source !== undefined ? [from.source] : [],
    );
  return [...new Set([source, ...others])];
}

const INDEX = /^images:(\d+)$/;

/** Returns settings as files have them: sources, whose names are valid only until the app ends, by their index. */
export function packed(settings: Settings, sources: readonly string[]): SavedSettings {
  const { corruption, queries, ...others } = withSources(
    settings,
    (source) => `images:${String(sources.indexOf(source))}`,
  );
  return {
    ...others,
    damage: corruption,
    queries: queries.map(({ corruption, ...query }) => ({ ...query, damage: corruption })),
  };
}

/** Names the sources of settings that were read. A set that was not found keeps its index. */
export function unpacked(settings: Settings, sources: readonly (string | null)[]): Settings {
  return withSources(settings, (source) => sources[Number(INDEX.exec(source)?.[1])] ?? source);
}

/** Returns the index of a query's source among the sets of a file. */
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
