import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Port } from '#shared/rpc/port';
import { PortEvents, portOver } from '#shared/rpc/port';
import { rootFolder } from '../root';
import type { HelperKind } from './helper';

/** StartHelper for plain Node: the CLI, the server, the tests. The helpers' built entries lie in out/main. */
export function forkHelper(kind: HelperKind, env: Readonly<Record<string, string>> = {}): Port {
  const child = fork(join(rootFolder, 'out', 'main', `${kind}.js`), {
    serialization: 'advanced',
    env: { ...process.env, ...env },
    // stdout belongs to results; a probe's stderr is what drivers say of devices that do not work, told in its reply
    stdio: ['ignore', 'ignore', kind === 'probe' ? 'ignore' : 'inherit', 'ipc'],
    execArgv: [],
  });
  const events = new PortEvents();
  child.on('message', (message) => {
    events.deliver(message);
  });
  child.on('error', (error) => {
    events.end(error.message);
  });
  child.on('exit', (code, signal) => {
    events.end(signal ? `ended by ${signal}` : `exit code ${String(code)}`);
  });
  return portOver(events, {
    send: (message) => {
      if (child.connected) child.send(message);
    },
    close: () => {
      events.end('closed');
      child.kill('SIGKILL'); // the only way to stop a call to the device, and nothing in a helper needs saving
    },
  });
}

/** The other end: this process, seen from a helper's entry. The helper ends with its parent. */
export function parentPort(): Port {
  const events = new PortEvents();
  process.on('message', (message) => {
    events.deliver(message);
  });
  process.on('disconnect', () => {
    process.exit(0);
  });
  return portOver(events, {
    send: (message) => {
      if (process.connected) process.send?.(message);
    },
    close: () => {
      process.disconnect();
    },
  });
}
