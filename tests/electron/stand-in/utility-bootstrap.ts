import { pathToFileURL } from 'node:url';
import { Imitation } from './imitation';
import { MessagePortMain } from './ports';
import type { UtilityWire } from './utility-wire';

/** Runs first in a utility process: creates `process.parentPort`, then starts the program. */

// where the app was killed, nobody is left to send to
const send = (message: UtilityWire) => process.send?.(message, () => undefined);
const ports = new Map<number, MessagePortMain>();

class ParentPort extends Imitation {
  #queue: object[] = [];
  #isStarted = false;

  constructor() {
    super();
    this.on('newListener', (name) => {
      if (name !== 'message' || this.#isStarted) return;
      setImmediate(() => {
        this.#start();
      });
    });
  }

  postMessage(data: unknown): void {
    send({ type: 'message', data, ports: [] });
  }

  receive(event: object): void {
    if (this.#isStarted) this.emit('message', event);
    else this.#queue.push(event);
  }

  #start(): void {
    this.#isStarted = true;
    for (const event of this.#queue.splice(0)) this.emit('message', event);
  }
}

function open(id: number): MessagePortMain {
  const port = new MessagePortMain({
    message: (data) => send({ type: 'port-message', id, data }),
    closed: () => send({ type: 'port-closed', id }),
  });
  ports.set(id, port);
  return port;
}

const parentPort = new ParentPort();
Object.assign(process, { parentPort, type: 'utility' });
process.on('message', (message: UtilityWire) => {
  if (message.type === 'message') {
    parentPort.receive({ data: message.data, ports: message.ports.map(open) });
  } else if (message.type === 'port-message') {
    ports.get(message.id)?.receive(message.data);
  } else {
    ports.get(message.id)?.receiveClose();
    ports.delete(message.id);
  }
});
process.on('disconnect', () => process.exit(0));

process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1] ?? '').href);
