/* global AbortController, document, window */
import '#shared/zod-without-eval';
import { EngineClient } from '#shared/rpc/client';
import { browserHost } from '../../src/renderer/host/browser';

// The page's side of the tests of the browser host.

let host;

/** @param {boolean} [takesOver] */
export function start(takesOver) {
  host = browserHost({ takesOver });
  host.onDisconnected((reason) => {
    document.title = reason;
  });
  return host.connectEngine('descent').then(() => 'connected', String);
}

export async function openSample() {
  return report(await host.startupSource());
}

export async function openFolder() {
  const counts = [];
  const opened = await host.openFolder({
    onUpload: (done, total) => counts.push(`${done}/${total}`),
    signal: new AbortController().signal,
  });
  return { name: opened.name, counts, report: await report(opened) };
}

/** Saves as browsers do that cannot write to disk. */
export async function save() {
  delete window.showSaveFilePicker;
  const target = await host.saveFile('film.webm');
  await target.write(new Uint8Array([3, 4]), 2_000_000);
  await target.write(new Uint8Array([1, 2]), 0);
  await target.finish();
}

async function report({ source }) {
  const client = new EngineClient(await host.connectEngine('descent'));
  return client.call('images', { source, gray: false });
}
