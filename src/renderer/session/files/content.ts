import { invariant } from '#shared/errors';
import type { SessionHeader } from '#shared/session-file';
import { SESSION_FORMAT, SESSION_VERSION } from '#shared/session-file';
import type { SessionHost } from '../../host/host';
import type { Run } from '../run';
import type { DescentReport } from '#shared/api';
import type { OpenedSource } from '#shared/host';
import type { DisplayedRun } from '../displayed-run.svelte';
import type { Library } from '../library.svelte';
import type { Playback } from '../playback.svelte';
import type { ProblemList } from '../problem-list.svelte';
import type { Settings } from '../../domain/settings/settings';
import { ArchiveParts } from './archive';
import type { SessionPicture, WrittenSession } from './format';
import { packed, sourcesOf } from './format';
import { rowHashes } from './hashes';
import { recordedOf } from './recorded';

/** The build defines this constant. */
declare const APP_VERSION: string;

/** The parts of a session that its files store. */
export interface SavableSession {
  readonly opened: OpenedSource | null;
  readonly settings: Settings;
  /** The index of the selected query. */
  readonly query: number;
  readonly report: DescentReport | null;
  readonly playback: Pick<Playback, 'place' | 'step'>;
  readonly displayed: Pick<DisplayedRun, 'run'>;
  readonly library: Pick<Library, 'samples'>;
  readonly problems: Pick<ProblemList, 'raise' | 'dismiss' | 'clearAll'>;
}

/** The options of the views, as plain data that only their owner interprets. */
export interface StoredView {
  readonly look: unknown;
  /** Applies the options that are valid. */
  restore(look: unknown): void;
}

interface ContentRequest {
  readonly withRecording: boolean;
  /** Whether to store hashes, which detect pictures that change later. */
  readonly withHashes: boolean;
  readonly file: SessionHeader['file'];
}

/** Returns the content of a session file, and its arrays. */
export async function contentOf(
  session: SavableSession,
  { look }: StoredView,
  host: SessionHost,
  { withRecording, withHashes, file }: ContentRequest,
): Promise<{ content: WrittenSession; parts: ArchiveParts }> {
  const { opened, settings, query, playback, report } = session;
  const { run } = session.displayed;
  invariant(opened, 'a session that is saved has pictures');
  const others = withRecording ? (run?.segments.map((segment) => segment.settings) ?? []) : [];
  const sources = sourcesOf(opened.source, [settings, ...others]);
  const pack = (some: Settings) => packed(some, sources);
  const recorded = withRecording && run ? recordedOf(run, report, pack) : null;
  const step = playback.place;
  // the session may change during the awaits below, so its state is read above
  const titles = new Map(session.library.samples.map(({ source, title }) => [source, title]));
  const named = sources.map((source) =>
    source === opened.source ? opened : { source, name: titles.get(source) ?? 'another set' },
  );
  const images = await host.imageReferences(named);
  const content = {
    format: SESSION_FORMAT,
    version: SESSION_VERSION,
    app: APP_VERSION,
    savedAt: new Date().toISOString(),
    images: [...images],
    file,
    settings: pack(settings),
    step,
    query,
    look,
    pictures: withHashes && run ? await picturesOf(run, sources) : [],
    recording: recorded?.recorded ?? null,
  } satisfies WrittenSession;
  return { content, parts: recorded?.parts ?? new ArchiveParts() };
}

/** Returns the pictures of a run with the hashes of their states, without those of sources that the session has left. */
async function picturesOf({ last }: Run, sources: readonly string[]): Promise<SessionPicture[]> {
  const { prepared, settings } = last;
  const { items, dim } = prepared;
  const hashes = await rowHashes(prepared.memories, dim);
  const origins = prepared.origins && (await rowHashes(prepared.origins, dim));
  const withHash = (sha256: string | undefined) => (sha256 === undefined ? {} : { sha256 });
  const stored = items.map(({ name }, k) => ({ set: 0, name, ...withHash(hashes?.[k]) }));
  const queried = settings.queries.flatMap(({ source }, q) => {
    if (source.kind !== 'picture') return [];
    const set = source.source === undefined ? 0 : sources.indexOf(source.source);
    if (set < 0) return [];
    return [{ set, name: source.name, ...withHash(origins?.[q]) }];
  });
  const known = new Set(stored.map(({ name }) => name));
  return [...stored, ...queried.filter(({ set, name }) => set !== 0 || !known.has(name))];
}
