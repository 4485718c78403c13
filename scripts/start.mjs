import { mkdirSync } from 'node:fs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, runOrExit, say } from './lib/run.mjs';

// Until there is a window, this shows the main job on the colour sample: four pictures are stored, the lower half of
// each is lost, and both models recall them.
await ensureInstalled();
await ensureBuilt();
mkdirSync(new URL('out/', root), { recursive: true });

/** @param {readonly string[]} args */
async function mnemoscope(...args) {
  say(`\n> npm run -s mnemoscope -- ${args.join(' ')}`);
  await runOrExit(process.execPath, ['out/main/cli.js', ...args], { stdout: 'inherit' });
}

const memories = ['sample:emoji', '--memories', '4'];
await mnemoscope(
  'descend',
  ...memories,
  '--fill',
  'mean',
  '--out',
  'out/run.npz',
  '--sheet',
  'out/sheet.png',
);
const plane = ['--plane', 'memories:0,1,3', '--grid', '256'];
await mnemoscope(
  'landscape',
  ...memories,
  ...plane,
  '--out',
  'out/surface.npz',
  '--picture',
  'out/surface.png',
);
say(
  '\nLook at out/sheet.png and out/surface.png. Your own pictures: npm run -s mnemoscope -- descend FOLDER --sheet sheet.png',
);
