import { constants, setPriority } from 'node:os';
import { serveEngine } from '#shared/rpc/server';
import { createEngine } from '../engine';
import { PathGuard } from '../path-guard';
import { BACKGROUND_VARIABLE, helperStarter } from './helper';
import { helperHost } from './host';

// Entry of the engine helper. It serves every port that its host opens, and reads only what a person has
// opened.

// other processes draw the window on the same cores, so the engine yields to them
const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
setPriority(BACKGROUND_VARIABLE in process.env ? PRIORITY_LOW : PRIORITY_BELOW_NORMAL);

const host = helperHost();
const grants = new PathGuard();
const handlers = grants.guard(createEngine({ startHelper: helperStarter(host.startProcess) }).handlers);

host.onGrant((grant) => {
  grants.add(grant);
});
host.onPort((port) => {
  serveEngine(port, handlers);
});
