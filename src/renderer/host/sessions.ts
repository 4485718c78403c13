import type { ByteSource } from '#shared/files/stored-zip';
import type { OpenedSource, Recent } from '#shared/host';
import type { ImageReference } from '#shared/session-file';
import type { SaveTarget } from './host';

/** Where a file can be saved again without asking: what that is, the shell knows. */
export type Place = string | FileSystemFileHandle;

/** A session file that was opened. */
export interface SessionFile extends ByteSource {
  readonly place: Place | null;
  /** As what it was kept, where nobody had asked for that: a window that shows it goes on with it. */
  readonly keptAs: string | null;
  /** The sets that it names, as far as they are where they were. */
  imagesOf(references: readonly ImageReference[]): Promise<readonly (OpenedSource | null)[]>;
}

/** Pictures, or a session about pictures. */
export type Opened = OpenedSource | SessionFile;

export interface SessionTarget extends SaveTarget {
  readonly place: Place | null;
}

/** What a kept session is called, and whether it says something that no file of its own does. */
export interface KeptLabel {
  readonly name: string;
  readonly isWorth: boolean;
}

/** What a shell does for session files. */
export interface SessionHost {
  /** Null when the person changed their mind. */
  pick(): Promise<SessionFile | null>;
  /** By what sources are found again after another start. */
  referencesOf(sources: readonly OpenedSource[]): Promise<readonly ImageReference[]>;
  /** To the place where it was saved before, or asks. Null when the person changed their mind. */
  save(place: Place | null, suggestedName: string): Promise<SessionTarget | null>;
  /** Keeps this window's session, in case that it ends without a word or is loaded again. */
  keep(bytes: Uint8Array<ArrayBuffer>, sources: readonly OpenedSource[], label: KeptLabel): Promise<void>;
  /** From now on another session is kept, a new one or what was kept before; the one until now is among the recent. */
  keepAnother(keptAs: string | null): Promise<void>;
  /** What this window had kept before it was loaded again. */
  kept(): Promise<SessionFile | null>;
  /** What another window had kept that ended without a word; this window goes on with it. */
  unended(): Promise<SessionFile | null>;
  recent(): Promise<readonly Recent[]>;
  openRecent(id: string): Promise<Opened>;
  forgetRecent(id: string): Promise<void>;
}
