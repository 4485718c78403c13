import { runOrExit } from './lib/run.mjs';

// Stores the pictures and structures again that tests compare the main screens with. Look at them before you commit them.
const env = { ...process.env, MNEMOSCOPE_RENEW_SCREENS: '1' };
await runOrExit('npm', ['test', '--', 'journeys/screens'], { env, stdout: 'inherit' });
