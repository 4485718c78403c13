import { hasElectron } from './launch';

/** The suites of this folder run on the stand-in, and on the real Electron if its binary is installed. */
export const hosts = [
  { name: "Electron's stand-in", standIn: true },
  ...(hasElectron ? [{ name: 'Electron', standIn: false }] : []),
];

if (!hasElectron) console.warn('Electron itself: NOT RUN, because its binary is not installed.');
