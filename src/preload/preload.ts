import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { BridgeResult, DesktopBridge, EnginePortMessage } from '#shared/host';
import type { MenuChoice } from '#shared/menu';

/** The bridge between the window and the main process. It offers named functions only, and passes on engine ports. */

// main returns a BridgeResult on every channel (src/main/ipc.ts)
const invoke = <T>(channel: string, ...args: unknown[]) =>
  ipcRenderer.invoke(channel, ...args) as Promise<BridgeResult<T>>;

const bridge: DesktopBridge = {
  connectEngine: (role) => invoke('connect-engine', role),
  endEngine: (role) => invoke('end-engine', role),
  openFolder: () => invoke('open-folder'),
  openFiles: () => invoke('open-files'),
  // a path comes only from a file that a person dropped; the window cannot invent one
  openDropped: (files) =>
    invoke(
      'open-dropped',
      files.map((file) => webUtils.getPathForFile(file as File)),
    ),
  startupSource: () => invoke('startup-source'),
  onOpenRequested: (listener) => {
    ipcRenderer.on('open-requested', () => {
      listener();
    });
  },
  openSession: () => invoke('open-session'),
  readSession: (id, position, length) => invoke('read-session', id, position, length),
  imageReferences: (sources) => invoke('image-references', sources),
  saveSessionBegin: (place, suggestedName) => invoke('save-session-begin', place, suggestedName),
  autosaveSession: (id, bytes) => invoke('autosave-session', id, bytes),
  autosavedSession: (id) => invoke('autosaved-session', id),
  recoverableSession: () => invoke('recoverable-session'),
  recentItems: () => invoke('recent-items'),
  openRecent: (id) => invoke('open-recent', id),
  removeRecent: (id) => invoke('remove-recent', id),
  saveBegin: (suggestedName) => invoke('save-begin', suggestedName),
  saveWrite: (id, bytes, position) => invoke('save-write', id, bytes, position),
  saveFinish: (id) => invoke('save-finish', id),
  saveDiscard: (id) => invoke('save-discard', id),
  onMenu: (listener) => {
    ipcRenderer.on('menu', (_event, choice: MenuChoice) => {
      listener(choice);
    });
  },
};

contextBridge.exposeInMainWorld('mnemoscope', bridge);

// ports cannot cross the bridge, so they reach the page as a message of its own window
ipcRenderer.on('engine-port', (event, { ticket }: { ticket: number }) => {
  const message: EnginePortMessage = { type: 'mnemoscope-engine', ticket };
  window.postMessage(message, window.location.origin, event.ports);
});
