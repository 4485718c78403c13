/**
 * A stand-in for the package `electron`, for machines that do not have its binary: the unchanged build runs in plain
 * Node with its windows in the system's Chromium. It imitates what the app uses and throws on anything else; the
 * conformance suite compares it with the real one. Not imitated: the sandbox, the isolation of the preload's world,
 * permissions, and speed (what a window is sent passes through JSON).
 */
export { app } from './app';
export { dialog, Menu, nativeTheme, screen } from './desktop';
export { ipcMain } from './ipc-main';
export { MessageChannelMain } from './ports';
export { protocol, session } from './session';
export { utilityProcess } from './utility-process';
export { BrowserWindow } from './window';
