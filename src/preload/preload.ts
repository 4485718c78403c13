import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { BridgeResult, DesktopBridge, EnginePortMessage } from '#shared/host';
import type { MenuChoice } from '#shared/menu';

/** The bridge between the window and the main process: named functions only, and the engines' ports handed on. */

// main answers every channel with an Answer (src/main/ipc.ts)
const ask = <T>(channel: string, ...args: unknown[]) =>
  ipcRenderer.invoke(channel, ...args) as Promise<BridgeResult<T>>;

const bridge: DesktopBridge = {
  connectEngine: (role) => ask('connect-engine', role),
  endEngine: (role) => ask('end-engine', role),
  openFolder: () => ask('open-folder'),
  openFiles: () => ask('open-files'),
  // a path can only come from a file that a person dropped: the window has no way to make one up
  openDropped: (files) =>
    ask(
      'open-dropped',
      files.map((file) => webUtils.getPathForFile(file as File)),
    ),
  startupSource: () => ask('startup-source'),
  onOpenRequested: (asked) => {
    ipcRenderer.on('open-requested', () => {
      asked();
    });
  },
  openSession: () => ask('open-session'),
  readSession: (id, position, length) => ask('read-session', id, position, length),
  imageReferences: (sources) => ask('image-references', sources),
  saveSessionBegin: (place, suggestedName) => ask('save-session-begin', place, suggestedName),
  autosaveSession: (id, bytes) => ask('autosave-session', id, bytes),
  autosavedSession: (id) => ask('autosaved-session', id),
  recoverableSession: () => ask('recoverable-session'),
  recentItems: () => ask('recent-items'),
  openRecent: (id) => ask('open-recent', id),
  removeRecent: (id) => ask('remove-recent', id),
  saveBegin: (suggestedName) => ask('save-begin', suggestedName),
  saveWrite: (id, bytes, position) => ask('save-write', id, bytes, position),
  saveFinish: (id) => ask('save-finish', id),
  saveDiscard: (id) => ask('save-discard', id),
  onMenu: (chosen) => {
    ipcRenderer.on('menu', (_event, choice: MenuChoice) => {
      chosen(choice);
    });
  },
};

contextBridge.exposeInMainWorld('mnemoscope', bridge);

// ports cannot cross the bridge; they reach the page as a message of its own window
ipcRenderer.on('engine-port', (event, { ticket }: { ticket: number }) => {
  const message: EnginePortMessage = { type: 'mnemoscope-engine', ticket };
  window.postMessage(message, window.location.origin, event.ports);
});
