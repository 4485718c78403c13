import { serveEngine } from '#shared/rpc/server';
import { createEngine } from '../engine';
import { forkHelper, parentPort } from './fork';

/** Entry of the engine helper: serves one client over the port to its parent. */

serveEngine(parentPort(), createEngine({ startHelper: forkHelper }).handlers);
