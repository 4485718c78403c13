import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runOrExit } from './lib/run.mjs';

// Makes a film of the colour sample: four pictures are stored, the lower half of each is occluded, and both models
// recall them. Arguments are passed to the command.
await ensureInstalled();
await ensureBuilt();
const film = ['film', 'sample:emoji', '--memories', '4', '--fill', 'mean', '--out', 'out/film.mp4'];
await runOrExit(process.execPath, ['out/main/cli.js', ...film, ...process.argv.slice(2)], {
  stdout: 'inherit',
});
