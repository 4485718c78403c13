/* global AbortController, document, window */
import '#shared/without-eval';
import { EngineClient } from '#shared/rpc/client';
import { browserHost } from '../../src/renderer/host/browser';

// What the tests of the window's host in a browser do in the page.

let here;

/** @param {boolean} [takesOver] */
export function start(takesOver) {
  here = browserHost({ takesOver });
  here.onDisconnected((reason) => {
    document.title = reason;
  });
  return here.connectEngine('descent').then(() => 'connected', String);
}

export async function openSample() {
  return report(await here.startupSource());
}

export async function openFolder() {
  const counts = [];
  const opened = await here.openFolder({
    onUpload: (done, total) => counts.push(`${done}/${total}`),
    signal: new AbortController().signal,
  });
  return { name: opened.name, counts, report: await report(opened) };
}

/** Saves as browsers do that cannot write to disk. */
export async function save() {
  delete window.showSaveFilePicker;
  const target = await here.saveFile('film.webm');
  await target.write(new Uint8Array([3, 4]), 2_000_000);
  await target.write(new Uint8Array([1, 2]), 0);
  await target.finish();
}

async function report({ source }) {
  const client = new EngineClient(await here.connectEngine('descent'));
  return client.call('images', { source, gray: false });
}
