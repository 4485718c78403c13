import { z } from 'zod';
import { EngineError } from '#shared/errors';
import { AutosaveId, OpenedSource } from '#shared/host';
import { formatBytes, MIB } from '#shared/units';
import type { OpenedFiles } from '#shell/opened-files';
import type { AutosavedSessions } from './autosaved-sessions';
import type { FileOpener } from './file-opener';
import { handleCall } from './ipc';
import type { RecentFiles } from './recent-files';

const NoArguments = z.tuple([]);
const Index = z.int().nonnegative();
const MAX_PART_BYTES = 16 * MIB;
const MAX_AUTOSAVE_BYTES = 64 * MIB;

/** What the calls about sessions work on. */
export interface SessionFiles {
  readonly opener: FileOpener;
  readonly opened: OpenedFiles;
  readonly recent: RecentFiles;
  readonly autosaved: AutosavedSessions;
}

/** Handles the bridge's calls about sessions that need no dialog. */
export function registerSessionCalls({ opener, opened, recent, autosaved }: SessionFiles): void {
  const openAutosaved = async (id: string | null) => {
    const path = id === null ? undefined : await autosaved.find(id);
    return path === undefined ? null : opener.openAutosaved(path);
  };

  handleCall('read-session', z.tuple([Index, Index, Index.max(MAX_PART_BYTES)]), (_contents, ...part) =>
    opener.read(...part),
  );
  handleCall('image-references', z.tuple([z.array(OpenedSource)]), (_contents, sources) =>
    sources.map((source) => opened.imageReference(source)),
  );
  handleCall('autosave-session', z.tuple([AutosaveId, z.instanceof(Uint8Array)]), (_contents, id, bytes) => {
    if (bytes.length > MAX_AUTOSAVE_BYTES) {
      throw new EngineError(
        'too-large',
        `A session of ${formatBytes(bytes.length)} is too large to be saved automatically.`,
        'Save it to a file.',
      );
    }
    return autosaved.save(id, bytes);
  });
  handleCall('autosaved-session', z.tuple([AutosaveId]), (_contents, id) => openAutosaved(id));
  handleCall('recoverable-session', NoArguments, async () => {
    const id = autosaved.takeRecoverable();
    const session = await openAutosaved(id);
    return id !== null && session ? { id, session } : null;
  });
  handleCall('recent-items', NoArguments, async () =>
    [...recent.list(), ...(await autosaved.list())].sort((a, b) => b.openedAt - a.openedAt),
  );
  handleCall('open-recent', z.tuple([z.string()]), async (_contents, id) => {
    const session = await openAutosaved(AutosaveId.safeParse(id).success ? id : null);
    return session ?? opener.openRecent(id);
  });
  handleCall('remove-recent', z.tuple([z.string()]), async (_contents, id) => {
    if (AutosaveId.safeParse(id).success) await autosaved.remove(id);
    else recent.remove(id);
  });
}
