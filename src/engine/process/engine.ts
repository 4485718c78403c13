import { serveEngine } from '#shared/rpc/server';
import { createEngine } from '../engine';
import { Grants } from '../grants';
import { startHelperBy } from './helper';
import { helperHost } from './host';

/** Entry of the engine helper: serves every port that its host opens, and reads only what a person has opened. */

const host = helperHost();
const grants = new Grants();
const handlers = grants.guard(createEngine({ startHelper: startHelperBy(host.startProcess) }).handlers);

host.onGrant((grant) => {
  grants.add(grant);
});
host.onPort((port) => {
  serveEngine(port, handlers);
});
