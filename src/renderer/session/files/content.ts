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
import type { SessionContent, SessionPicture } from './format';
import { packed, sourcesOf } from './format';
import { rowHashes } from './hashes';
import { recordedOf } from './recorded';

/** Put in by the build. */
declare const APP_VERSION: string;

/** What a session's files say of it. */
export interface SavableSession {
  readonly opened: OpenedSource | null;
  readonly settings: Settings;
  /** The number of the selected query. */
  readonly query: number;
  readonly report: DescentReport | null;
  readonly playback: Pick<Playback, 'place' | 'step'>;
  readonly displayed: Pick<DisplayedRun, 'run'>;
  readonly library: Pick<Library, 'samples'>;
  readonly problems: Pick<ProblemList, 'raise' | 'dismiss' | 'clearAll'>;
}

/** How a person looks at things: plain data that only its owner understands. */
export interface StoredView {
  readonly look: unknown;
  /** Takes what it understands of it. */
  restore(look: unknown): void;
}

interface ContentRequest {
  readonly withRecording: boolean;
  /** Whether pictures are to be known again by more than their names. */
  readonly withHashes: boolean;
  readonly file: SessionHeader['file'];
}

/** What a file says of a session, and the arrays that go with it. */
export async function contentOf(
  session: SavableSession,
  { look }: StoredView,
  host: SessionHost,
  { withRecording, withHashes, file }: ContentRequest,
): Promise<{ content: SessionContent; parts: ArchiveParts }> {
  const { opened, settings, query, playback, report } = session;
  const { run } = session.displayed;
  invariant(opened, 'a session that is saved has pictures');
  const others = withRecording ? (run?.chapters.map((chapter) => chapter.settings) ?? []) : [];
  const sources = sourcesOf(opened.source, [settings, ...others]);
  const pack = (some: Settings) => packed(some, sources);
  const recorded = withRecording && run ? recordedOf(run, report, pack) : null;
  const step = playback.place;
  // from here on time passes, and the session may change
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
  } satisfies SessionContent;
  return { content, parts: recorded?.parts ?? new ArchiveParts() };
}

/** The pictures of a run as they were read. */
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
    return [{ set, name: source.name, ...withHash(origins?.[q]) }];
  });
  const known = new Set(stored.map(({ name }) => name));
  return [...stored, ...queried.filter(({ set, name }) => set !== 0 || !known.has(name))];
}
