import type { DeviceReport } from '#shared/api';
import type { DeviceId } from '#shared/setup';
import { AsyncCache } from './async-cache';
import type { DeviceChoice } from './graphs/devices';
import { Devices } from './graphs/devices';
import type { RuntimeOptions } from './graphs/runtime';
import { Runtime } from './graphs/runtime';
import type { StartHelper } from './process/helper';

/** Owns the devices of this machine and the runtime of each device in use. Each runtime starts once. */
export class DeviceRuntimes {
  readonly #devices: Devices;
  readonly #options: RuntimeOptions;
  readonly #runtimes = new AsyncCache<Runtime>();

  constructor(startHelper: StartHelper, options: RuntimeOptions) {
    this.#devices = new Devices(startHelper);
    this.#options = options;
  }

  /** Lists every device. Each one is tested in a separate process. */
  list(signal: AbortSignal): Promise<DeviceReport[]> {
    return this.#devices.list(signal);
  }

  /** Returns the runtime of a device that is known to work, and starts it if necessary. */
  runtime(device: DeviceId): Promise<Runtime> {
    return this.#runtimes.get(device, () => Runtime.start(device, this.#options));
  }

  /** Returns the runtime of the CPU, the only device that computes in float64. */
  host(): Promise<Runtime> {
    return this.runtime('cpu');
  }

  /**
   * Chooses a device for a call.
   * @throws EngineError `no-device` if the requested device does not work.
   */
  choose(requested: 'auto' | DeviceId, signal: AbortSignal): Promise<DeviceChoice> {
    return this.#devices.choose(requested, signal);
  }

  /**
   * Chooses a device and starts its runtime.
   * @throws EngineError `no-device` if the requested device does not work.
   */
  async open(
    requested: 'auto' | DeviceId,
    signal: AbortSignal,
  ): Promise<{ readonly device: DeviceChoice; readonly runtime: Runtime }> {
    const device = await this.choose(requested, signal);
    return { device, runtime: await this.runtime(device.id) };
  }

  /** Ends the probes and frees the devices. */
  async close(): Promise<void> {
    this.#devices.close();
    for (const runtime of await this.#runtimes.values()) await runtime.dispose();
  }
}
