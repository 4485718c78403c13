import { z } from 'zod';
import { EngineError } from '#shared/errors';
import { KeptId, OpenedSource } from '#shared/host';
import { formatBytes, MIB } from '#shared/units';
import type { OpenedFiles } from '#shell/opened-files';
import { answer } from './ipc';
import type { KeptSessions } from './autosaved-sessions';
import type { RecentFiles } from './recent-files';
import type { Sessions } from './file-opener';

const NoArguments = z.tuple([]);
const Index = z.int().nonnegative();
const MAX_PART_BYTES = 16 * MIB;
const MAX_KEPT_BYTES = 64 * MIB;

/** Answers the bridge's calls about sessions, besides those that ask a person for a place. */
export function answerSessionCalls(
  sessions: Sessions,
  opened: OpenedFiles,
  recent: RecentFiles,
  kept: KeptSessions,
): void {
  answer('read-session', z.tuple([Index, Index, Index.max(MAX_PART_BYTES)]), (_contents, ...part) =>
    sessions.read(...part),
  );
  answer('references-of', z.tuple([z.array(OpenedSource)]), (_contents, sources) =>
    sources.map((source) => opened.referenceOf(source)),
  );
  answer('keep-session', z.tuple([KeptId, z.instanceof(Uint8Array)]), (_contents, id, bytes) => {
    if (bytes.length > MAX_KEPT_BYTES) {
      throw new EngineError(
        'too-large',
        `A session of ${formatBytes(bytes.length)} is not kept by itself.`,
        'Save it.',
      );
    }
    return kept.keep(id, bytes);
  });
  answer('kept-session', z.tuple([KeptId]), async (_contents, id) => {
    const path = await kept.find(id);
    return path === undefined ? null : sessions.openKept(path);
  });
  answer('unended-session', NoArguments, async () => {
    const id = kept.takeUnended();
    const path = id === null ? undefined : await kept.find(id);
    const session = path === undefined ? null : await sessions.openKept(path);
    return session && { id, session };
  });
  answer('recent', NoArguments, async () =>
    [...recent.list(), ...(await kept.list())].sort((a, b) => b.at - a.at),
  );
  answer('open-recent', z.tuple([z.string()]), async (_contents, id) => {
    const path = KeptId.safeParse(id).success ? await kept.find(id) : undefined;
    const session = path === undefined ? null : await sessions.openKept(path);
    return session ?? sessions.openRecent(id);
  });
  answer('forget-recent', z.tuple([z.string()]), async (_contents, id) => {
    if (KeptId.safeParse(id).success) await kept.forget(id);
    else recent.forget(id);
  });
}
