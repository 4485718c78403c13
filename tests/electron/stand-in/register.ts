import { register } from 'node:module';

/** Preloaded into Node (`--import`): lets `electron` mean the stand-in beside this file. */
register('./hooks.js', import.meta.url);
