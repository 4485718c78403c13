import { hasElectron } from './launch';

/** What the suites of this folder run on: the stand-in always, and the real Electron where its binary is. */
export const hosts = [
  { name: "Electron's stand-in", standIn: true },
  ...(hasElectron ? [{ name: 'Electron', standIn: false }] : []),
];

if (!hasElectron) console.warn('Electron itself: NOT RUN, its binary is not on this machine.');
