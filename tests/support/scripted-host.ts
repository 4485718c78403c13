import type { FrameMeta, Method } from '../../src/shared/api';
import { engineApi } from '../../src/shared/api';
import type { ByteSource } from '../../src/shared/files/zip-reader';
import type { OpenedSource, RecentItem } from '../../src/shared/host';
import { portPair } from '../../src/shared/rpc/port';
import type { Port } from '../../src/shared/rpc/port';
import type { FrameArray } from '../../src/shared/rpc/frame';
import type { Handlers, MethodContext } from '../../src/shared/rpc/server';
import { serveEngine } from '../../src/shared/rpc/server';
import type { ImageReference } from '../../src/shared/session-file';
import type {
  AutosaveLabel,
  Host,
  Opened,
  SaveLocation,
  SessionFile,
  SessionHost,
  SessionTarget,
} from '../../src/renderer/host/host';
import { ScriptedEngine } from './scripted-engine';

/** The methods of a scripted engine as a server calls them. A frame is sent before the result that follows it. */
function handlersOf(engine: ScriptedEngine): Handlers {
  const handlerOf = (method: Method) => async (params: unknown, context: MethodContext<Method>) => {
    const sent: Promise<void>[] = [];
    const onFrame = (meta: FrameMeta<Method>, arrays: Readonly<Record<string, FrameArray>>) => {
      const frame = context.send(meta, arrays);
      frame.catch(() => undefined); // the call ends with the same error
      sent.push(frame);
    };
    const { signal, progress, notice } = context;
    const options = { signal, onProgress: progress, onNotice: notice, onFrame };
    const result = await engine.call('', method, params as never, options);
    await Promise.all(sent);
    return result;
  };
  const methods = Object.keys(engineApi) as Method[];
  return Object.fromEntries(methods.map((method) => [method, handlerOf(method)])) as unknown as Handlers;
}

/** A shell without processes: all of its engines answer as one scripted engine, through real ports. */
export class ScriptedHost implements Host {
  readonly kind = 'desktop';
  readonly engine = new ScriptedEngine();
  readonly sessions = new MemorySessions();
  /** What the dialogs of files and folders return next, and what dropped items are. */
  picked: Opened | null = null;
  /** What the app was started with. */
  startup: OpenedSource | null = null;
  #onOpenRequested: () => void = () => undefined;
  #onDisconnected: ((reason: string, isTakenOver: boolean) => void)[] = [];

  connectEngine(): Promise<Port> {
    const [here, there] = portPair();
    serveEngine(there, handlersOf(this.engine));
    return Promise.resolve(here);
  }

  endEngine(role: string): Promise<void> {
    return this.engine.end(role);
  }

  openFolder(): Promise<OpenedSource | null> {
    return Promise.resolve(this.picked as OpenedSource | null);
  }

  openFiles(): Promise<Opened | null> {
    return Promise.resolve(this.picked);
  }

  openDropped(): Promise<Opened | null> {
    return Promise.resolve(this.picked);
  }

  startupSource(): Promise<OpenedSource | null> {
    const { startup } = this;
    this.startup = null;
    return Promise.resolve(startup);
  }

  onOpenRequested(listener: () => void): void {
    this.#onOpenRequested = listener;
  }

  /** Asks the window to open a set, as the system does. */
  requestOpen(source: OpenedSource): void {
    this.startup = source;
    this.#onOpenRequested();
  }

  saveFile(): Promise<null> {
    return Promise.resolve(null);
  }

  onDisconnected(listener: (reason: string, isTakenOver: boolean) => void): void {
    this.#onDisconnected.push(listener);
  }

  disconnect(reason: string, isTakenOver: boolean): void {
    for (const listener of this.#onDisconnected) listener(reason, isTakenOver);
  }
}

/** An autosaved session, as the shell stores it. */
interface Autosaved {
  readonly bytes: Uint8Array;
  readonly sources: readonly OpenedSource[];
  readonly label: AutosaveLabel;
}

/** Session files in memory. Sets of pictures are found again by their names, unless they are `moved`. */
export class MemorySessions implements SessionHost {
  /** The files that were saved, by their locations. */
  readonly files = new Map<string, Uint8Array>();
  /** The autosaves, by the ids of their sessions. */
  readonly autosaves = new Map<string, Autosaved>();
  /** The sources that cannot be found any more. */
  readonly moved = new Set<string>();
  recents: RecentItem[] = [];
  /** Where the dialog saves next; null cancels it. */
  location: string | null = 'saved.mnemo';
  /** The locations that were written to, in order, and the names that the dialog proposed. */
  readonly saved: { readonly location: string; readonly suggestedName: string }[] = [];
  /** The session that the window autosaves to. */
  autosaveId = 'first';
  /** What the dialog opens next. */
  picked: SessionFile | null = null;
  /** What this window had open before it was reloaded, and what a crashed window had open. */
  before: SessionFile | null = null;
  crashed: SessionFile | null = null;
  /** Thrown by whatever writes. */
  failure: Error | null = null;

  /** Returns a saved file, as if a person opened it. */
  file(location: string, bytes = this.files.get(location)): SessionFile {
    if (!bytes) throw new Error(`${location} was not saved`);
    return this.#fileOf(location, bytes, { saveLocation: location, autosaveId: null });
  }

  /** Returns an autosave, as a window finds it at its start. */
  autosaved(id: string): SessionFile {
    const found = this.autosaves.get(id);
    if (!found) throw new Error(`${id} was not autosaved`);
    return this.#fileOf(found.label.name, found.bytes, { saveLocation: null, autosaveId: id });
  }

  #fileOf(
    name: string,
    bytes: Uint8Array,
    place: Pick<SessionFile, 'saveLocation' | 'autosaveId'>,
  ): SessionFile {
    const source: ByteSource = {
      name,
      size: bytes.length,
      read: (position, length) => Promise.resolve(bytes.slice(position, position + length)),
    };
    const resolveImages = (references: readonly ImageReference[]) =>
      Promise.resolve(references.map((reference) => this.#resolved(reference)));
    return { ...source, ...place, resolveImages };
  }

  #resolved(reference: ImageReference): OpenedSource | null {
    const [source] = reference.kind === 'path' ? reference.paths : [];
    return source === undefined || this.moved.has(source) ? null : { source, name: reference.name };
  }

  open(): Promise<SessionFile | null> {
    return Promise.resolve(this.picked);
  }

  imageReferences(sources: readonly OpenedSource[]): Promise<readonly ImageReference[]> {
    return Promise.resolve(sources.map(({ source, name }) => ({ kind: 'path', name, paths: [source] })));
  }

  save(location: SaveLocation | null, suggestedName: string): Promise<SessionTarget | null> {
    const place = typeof location === 'string' ? location : this.location;
    if (place === null) return Promise.resolve(null);
    const pieces: Uint8Array[] = [];
    return Promise.resolve({
      name: place,
      saveLocation: place,
      write: (bytes) => {
        if (this.failure) return Promise.reject(this.failure);
        pieces.push(bytes.slice());
        return Promise.resolve();
      },
      finish: () => {
        this.files.set(place, Buffer.concat(pieces));
        this.saved.push({ location: place, suggestedName });
        return Promise.resolve();
      },
      discard: () => Promise.resolve(),
    });
  }

  autosave(bytes: Uint8Array, sources: readonly OpenedSource[], label: AutosaveLabel): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    this.autosaves.set(this.autosaveId, { bytes, sources, label });
    return Promise.resolve();
  }

  switchAutosave(autosaveId: string | null): Promise<void> {
    this.autosaveId = autosaveId ?? `after ${this.autosaveId}`;
    return Promise.resolve();
  }

  restoreAutosave(): Promise<SessionFile | null> {
    return Promise.resolve(this.before);
  }

  recoverAutosave(): Promise<SessionFile | null> {
    return Promise.resolve(this.crashed);
  }

  recentItems(): Promise<readonly RecentItem[]> {
    return Promise.resolve([...this.recents]);
  }

  openRecent(id: string): Promise<Opened> {
    return Promise.resolve(this.file(id));
  }

  removeRecent(id: string): Promise<void> {
    this.recents = this.recents.filter((item) => item.id !== id);
    return Promise.resolve();
  }
}
