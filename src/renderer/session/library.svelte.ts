import type { BrowseReport, DeviceReport, SampleReport, SkippedFile } from '#shared/api';
import type { EngineError } from '#shared/errors';
import { invariant, toEngineError } from '#shared/errors';
import type { ImageSource } from '#shared/setup';
import type { ThumbnailRows } from '../domain/thumbnails';
import type { Moment, PreparedStates } from '../domain/run/moment';
import type { EngineCalls } from './engines';
import { firstView } from './first-view';
import { sampledSetup } from '../domain/settings/job';
import { defaultSettings } from '../domain/settings/settings';
import { silentOptions } from './call-options';
import { prepareStates } from './prepare-states';

const NUM_PREVIEWED = 12;
/** The largest number of pictures that are listed of a set. */
const MAX_LISTED = 20_000;

interface Browsed {
  readonly key: string;
  readonly report: Promise<BrowseReport>;
}

/** Lists samples, devices and the pictures of sets. */
export class Library {
  samples = $state.raw<readonly SampleReport[]>([]);
  /** A few pictures of each sample, by its source. */
  previews = $state.raw<Readonly<Record<string, PreparedStates>>>({});
  devices = $state.raw<readonly DeviceReport[]>([]);
  /** The pictures of the open set, in the order in which they are sampled; null until they are listed. */
  set = $state.raw<BrowseReport | null>(null);
  /** Why the pictures of the set cannot be listed; null where they can. */
  setFailure = $state.raw<string | null>(null);
  #source = '';
  #browsed: Browsed | null = null;
  /** A set that was listed but is not open: it may be opened next. */
  #listed: Browsed | null = null;

  constructor(
    private readonly engines: EngineCalls,
    private readonly onError: (error: EngineError) => void,
  ) {}

  async listSamples(): Promise<void> {
    this.samples = await this.engines.call('descent', 'samples', {}, silentOptions());
  }

  async preview(): Promise<void> {
    for (const { source } of this.samples) {
      const setup = sampledSetup(source, defaultSettings, NUM_PREVIEWED, 1);
      const { prepared } = await prepareStates(this.engines, setup, silentOptions());
      this.previews = { ...this.previews, [source]: prepared };
    }
  }

  /** Computes a descent among a few pictures of a sample, for the first screen. */
  firstView(source: string, signal: AbortSignal): Promise<Moment> {
    return firstView(this.engines, source, signal);
  }

  async listDevices(): Promise<void> {
    if (this.devices.length > 0) return;
    try {
      this.devices = await this.engines.call('descent', 'devices', {}, silentOptions());
    } catch (thrown) {
      this.onError(toEngineError(thrown));
    }
  }

  /** Lists the pictures of the open set in the order in which a seed samples them. Repeated calls share one request. */
  browse(images: ImageSource, seed: number): Promise<BrowseReport> {
    const key = keyOf(images, seed);
    if (this.#browsed?.key === key) return this.#browsed.report;
    if (this.#source !== images.source) this.set = null;
    this.#source = images.source;
    this.setFailure = null;
    const report = this.list(images, seed);
    const browsed = { key, report };
    [this.#browsed, this.#listed] = [browsed, null];
    report.then(
      (set) => {
        if (this.#browsed === browsed) this.set = set;
      },
      (thrown: unknown) => {
        if (this.#browsed !== browsed) return;
        this.setFailure = toEngineError(thrown).message;
        this.#browsed = null; // the next call tries again
      },
    );
    return report;
  }

  /** Lists the pictures of a set that is not open, or not yet. */
  list(images: ImageSource, seed: number): Promise<BrowseReport> {
    const key = keyOf(images, seed);
    const known = [this.#browsed, this.#listed].find((one) => one?.key === key);
    if (known) return known.report;
    const params = { images, seed, limit: MAX_LISTED };
    const report = this.engines.call('descent', 'browse', params, silentOptions());
    const listed = { key, report };
    this.#listed = listed;
    report.catch(() => {
      if (this.#listed === listed) this.#listed = null; // the caller reports the failure
    });
    return report;
  }

  /** Clears the list when no set is open. */
  forget(): void {
    [this.set, this.setFailure, this.#source, this.#browsed] = [null, null, '', null];
  }

  /** Reads thumbnails of a set with the engine of the landscapes, so a run is not delayed. */
  async thumbnails(
    images: ImageSource,
    names: readonly string[],
    side: number,
    signal: AbortSignal,
    onrows: (rows: ThumbnailRows) => void,
  ): Promise<readonly SkippedFile[]> {
    const params = { images, names: [...names], side };
    const { skipped } = await this.engines.call('landscape', 'thumbnails', params, {
      ...silentOptions(signal),
      onFrame: ({ firstRow }, { pixels }) => {
        invariant(pixels?.data instanceof Uint8Array, 'thumbnails are bytes');
        const [, height = 0, width = 0, channels = 0] = pixels.shape;
        onrows({ firstRow, shape: { height, width, channels }, pixels: pixels.data });
      },
    });
    return skipped;
  }
}

function keyOf(images: ImageSource, seed: number): string {
  return JSON.stringify([images, seed]);
}
