import type { BrowseReport, DeviceReport, SampleReport } from '#shared/api';
import type { Prepared } from '../views/view-model';
import type { Engines } from './engines';
import { drawnSetup } from './job';
import { defaultSettings } from './settings';
import { quietScope } from './scope';
import { prepareStates } from './states';

const NUM_PREVIEWED = 12;
/** Of larger sets, the pictures that are drawn first are looked through. */
const MOST_BROWSED = 20_000;

/** What there is to open and to choose from. */
export class Library {
  samples = $state.raw<readonly SampleReport[]>([]);
  /** Some pictures of each sample, by its source. */
  previews = $state.raw<Readonly<Record<string, Prepared>>>({});
  devices = $state.raw<readonly DeviceReport[]>([]);
  /** The pictures of the open set, in the order in which they are drawn; null until they are known. */
  set = $state.raw<BrowseReport | null>(null);
  #browsed: { readonly key: string; readonly report: Promise<BrowseReport> } | null = null;

  constructor(private readonly engines: Engines) {}

  async list(): Promise<void> {
    this.samples = await this.engines.call('descent', 'samples', {}, quietScope());
  }

  async preview(): Promise<void> {
    for (const { source } of this.samples) {
      const setup = drawnSetup(source, defaultSettings, NUM_PREVIEWED, 1);
      const { prepared } = await prepareStates(this.engines, setup, quietScope());
      this.previews = { ...this.previews, [source]: prepared };
    }
  }

  async listDevices(): Promise<void> {
    if (this.devices.length > 0) return;
    this.devices = await this.engines.call('descent', 'devices', {}, quietScope());
  }

  /** The pictures of a set in the order in which a seed draws them. Asked for again, it is the same call. */
  browse(source: string, seed: number): Promise<BrowseReport> {
    const key = JSON.stringify([source, seed]);
    if (this.#browsed?.key === key) return this.#browsed.report;
    const params = { images: { source, gray: false }, seed, limit: MOST_BROWSED };
    const report = this.engines.call('descent', 'browse', params, quietScope());
    const browsed = { key, report };
    this.#browsed = browsed;
    report.then(
      (set) => {
        if (this.#browsed === browsed) this.set = set;
      },
      () => {
        // whoever waits for it says why; the next one asks anew
        if (this.#browsed === browsed) this.#browsed = null;
      },
    );
    return report;
  }
}
