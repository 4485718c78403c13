import { z } from 'zod';
import { EngineError } from '#shared/errors';
import { AutosaveId, OpenedSource } from '#shared/host';
import { formatBytes, MIB } from '#shared/units';
import type { OpenedFiles } from '#shell/opened-files';
import { handleCall } from './ipc';
import type { AutosavedSessions } from './autosaved-sessions';
import type { RecentFiles } from './recent-files';
import type { FileOpener } from './file-opener';

const NoArguments = z.tuple([]);
const Index = z.int().nonnegative();
const MAX_PART_BYTES = 16 * MIB;
const MAX_KEPT_BYTES = 64 * MIB;

/** Answers the bridge's calls about sessions, besides those that ask a person for a place. */
export function registerSessionCalls(
  sessions: FileOpener,
  opened: OpenedFiles,
  recent: RecentFiles,
  kept: AutosavedSessions,
): void {
  handleCall('read-session', z.tuple([Index, Index, Index.max(MAX_PART_BYTES)]), (_contents, ...part) =>
    sessions.read(...part),
  );
  handleCall('image-references', z.tuple([z.array(OpenedSource)]), (_contents, sources) =>
    sources.map((source) => opened.imageReference(source)),
  );
  handleCall('autosave-session', z.tuple([AutosaveId, z.instanceof(Uint8Array)]), (_contents, id, bytes) => {
    if (bytes.length > MAX_KEPT_BYTES) {
      throw new EngineError(
        'too-large',
        `A session of ${formatBytes(bytes.length)} is not kept by itself.`,
        'Save it.',
      );
    }
    return kept.save(id, bytes);
  });
  handleCall('autosaved-session', z.tuple([AutosaveId]), async (_contents, id) => {
    const path = await kept.find(id);
    return path === undefined ? null : sessions.openAutosaved(path);
  });
  handleCall('recoverable-session', NoArguments, async () => {
    const id = kept.takeRecoverable();
    const path = id === null ? undefined : await kept.find(id);
    const session = path === undefined ? null : await sessions.openAutosaved(path);
    return session && { id, session };
  });
  handleCall('recent-items', NoArguments, async () =>
    [...recent.list(), ...(await kept.list())].sort((a, b) => b.openedAt - a.openedAt),
  );
  handleCall('open-recent', z.tuple([z.string()]), async (_contents, id) => {
    const path = AutosaveId.safeParse(id).success ? await kept.find(id) : undefined;
    const session = path === undefined ? null : await sessions.openAutosaved(path);
    return session ?? sessions.openRecent(id);
  });
  handleCall('remove-recent', z.tuple([z.string()]), async (_contents, id) => {
    if (AutosaveId.safeParse(id).success) await kept.remove(id);
    else recent.remove(id);
  });
}
