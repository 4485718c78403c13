import { copyFileSync } from 'node:fs';
import { root, runOrExit } from './lib/run.mjs';

// The pictures and the film of the documents, made anew.
await runOrExit(process.execPath, ['scripts/screens.mjs', 'done']);
copyFileSync(new URL('out/screens/done-dark-1280.png', root), new URL('docs/images/window.png', root));
await runOrExit(process.execPath, ['scripts/film.mjs', '--seconds', '6', '--out', 'docs/images/recall.mp4']);
