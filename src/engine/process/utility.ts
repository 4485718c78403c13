import { invariant } from '#shared/errors';
import type { MainPort } from '#shared/rpc/message-port';
import { mainPort } from '#shared/rpc/message-port';
import type { Port } from '#shared/rpc/port';
import { PortEvents } from '#shared/rpc/port';
import type { Grant } from '../path-guard';
import { BrokeredHelpers } from './brokered-helpers';
import type { HelperHost } from './helper';
import type { FromHelper, ToHelper } from './utility-protocol';

/** Electron's ParentPort, as much as is needed of it. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: MainPort[] }) => void,
  ): unknown;
  postMessage(message: FromHelper): void;
}

/** The way to Electron's main process, in a utility process; undefined in any other. */
export const parentPort = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;

/** This process's host, where Electron started it as a utility process. The helper ends with its host. */
export function utilityHost(parent: ParentPort): HelperHost {
  const grants = new PortEvents();
  const opened = new PortEvents();
  const helpers = new BrokeredHelpers((request) => {
    parent.postMessage(request);
  });

  parent.on('message', ({ data, ports: [port] }) => {
    const message = data as ToHelper;
    if (message.type === 'grant') {
      grants.deliver(message.grant);
      parent.postMessage({ type: 'granted', id: message.grant.id });
    } else if (message.type === 'port') {
      invariant(port, 'a client comes with its port');
      opened.deliver(mainPort(port));
    } else {
      helpers.take(message, port && mainPort(port));
    }
  });

  return {
    onPort: (serve) => {
      opened.onMessage((port) => {
        serve(port as Port);
      });
    },
    onGrant: (take) => {
      grants.onMessage((grant) => {
        take(grant as Grant);
      });
    },
    startProcess: helpers.start,
  };
}
