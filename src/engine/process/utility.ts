import { invariant } from '#shared/errors';
import type { MainPort } from '#shared/rpc/message-port';
import { mainPort } from '#shared/rpc/message-port';
import type { Port } from '#shared/rpc/port';
import { PortEvents } from '#shared/rpc/port';
import type { Grant } from '../path-guard';
import { BrokeredHelpers } from './brokered-helpers';
import type { HelperHost } from './helper';
import type { FromHelper } from './utility-protocol';
import { ToHelper } from './utility-protocol';

/** The part of Electron's ParentPort that a helper uses. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: MainPort[] }) => void,
  ): unknown;
  postMessage(message: FromHelper): void;
}

/** The port to Electron's main process in a utility process; undefined in any other process. */
export const parentPort = findParentPort();

function findParentPort(): ParentPort | undefined {
  const port: unknown = 'parentPort' in process ? process.parentPort : undefined;
  return isParentPort(port) ? port : undefined;
}

function isParentPort(port: unknown): port is ParentPort {
  return typeof port === 'object' && port !== null && 'on' in port && 'postMessage' in port;
}

/**
 * Returns the host of this process, if Electron started it as a utility process. The helper ends with its
 * host.
 */
export function utilityHost(parent: ParentPort): HelperHost {
  const grants = new PortEvents<Grant>();
  const opened = new PortEvents<Port>();
  const helpers = new BrokeredHelpers((request) => {
    parent.postMessage(request);
  });

  parent.on('message', ({ data, ports: [port] }) => {
    const message = ToHelper.parse(data);
    if (message.type === 'grant') {
      grants.deliver(message.grant);
      parent.postMessage({ type: 'granted', id: message.grant.id });
    } else if (message.type === 'port') {
      invariant(port, 'a client comes with its port');
      opened.deliver(mainPort(port));
    } else {
      helpers.receive(message, port && mainPort(port));
    }
  });

  return {
    onPort: (serve) => {
      opened.onMessage(serve);
    },
    onGrant: (receive) => {
      grants.onMessage(receive);
    },
    startProcess: helpers.start,
  };
}
