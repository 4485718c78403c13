import '@fontsource-variable/inter/opsz.css';
import '../../../../src/renderer/theme/tokens.css';
import '../../../../src/renderer/theme/base.css';
import { BlobReader, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { mount } from 'svelte';
import type { Host } from '../../../../src/renderer/host/host';
import { CellStore } from '../../../../src/renderer/session/experiments/cell-store';
import { Experiments } from '../../../../src/renderer/session/experiments/experiments.svelte';
import View from '../../../../src/renderer/views/experiments/Experiments.svelte';
import type { ExperimentsHarness } from './api';
import { plan, ScriptedEngine } from './engine';

const version = new URLSearchParams(location.search).get('version') ?? '1';
const engine = new ScriptedEngine(version);
const host: Pick<Host, 'connectEngine' | 'endEngine' | 'onDisconnected'> = {
  connectEngine: () => Promise.resolve(engine.connect()),
  endEngine: () => Promise.resolve(),
  onDisconnected: () => undefined,
};
const experiments = new Experiments(host, () => null);
void experiments.start();

const saved: string[][] = [];
async function save(name: string, blob: Blob): Promise<string> {
  const isArchive = blob.type === 'application/zip';
  const entries = isArchive ? await new ZipReader(new BlobReader(blob)).getEntries() : [];
  saved.push([name, ...entries.map(({ filename }) => filename)]);
  return name;
}

const harness: ExperimentsHarness = {
  calls: engine.calls,
  saved,
  finish: engine.finish.bind(engine),
  changeData: engine.changeData.bind(engine),
  crash: engine.crash.bind(engine),
  async fill(runs, bytes, budgetBytes) {
    const store = await CellStore.open(budgetBytes);
    const add = async (key: string) => {
      const spec = { name: 'fig1', quick: true, seed: 0, device: 'auto' } as const;
      const pixels = { data: new Uint8Array(bytes), shape: [bytes] };
      await store.add({ key, version, spec, plan }, { cell: 'a', rows: [], pictures: [], pixels });
      await new Promise((resolve) => setTimeout(resolve, 2)); // the store's times of use have a resolution of 1 ms
    };
    const last = runs.at(-1) ?? '';
    for (const key of runs.slice(0, -1)) await add(key);
    await store.cells(runs[0] ?? '');
    await add(last);
    return (await store.runs(version)).map(({ key }) => key);
  },
};
Object.assign(window, { harness });

const target = document.getElementById('experiments');
if (target) {
  const props = { experiments, opened: null, devices: [], onlistdevices: () => undefined, onsave: save };
  mount(View, { target, props });
}
