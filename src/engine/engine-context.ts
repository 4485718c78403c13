import { MIB } from '#shared/units';
import { DeviceRuntimes } from './device-runtimes';
import type { RuntimeOptions } from './graphs/runtime';
import { FeatureStore } from './memories/feature-store';
import { MemoryStore } from './memories/memory-store';
import { PictureStore } from './memories/picture-store';
import type { StartHelper } from './process/helper';

/** The options with which a shell creates an engine. */
export interface EngineOptions extends RuntimeOptions {
  readonly startHelper: StartHelper;
  /**
   * Memories whose rows take more bytes than this are not kept in memory; they are read again for every use.
   */
  readonly memoryBytes?: number;
}

const DEFAULT_MEMORY_BYTES = 1024 * MIB;

/**
 * Owns everything that outlives a call. The stores cache immutable values and compute one again only when its
 * inputs change. Cached values stay in the memory of the process; every call copies what it needs to its
 * device and disposes of the copy, so calls cannot interfere with each other.
 */
export class EngineContext {
  readonly startHelper: StartHelper;
  readonly runtimes: DeviceRuntimes;
  readonly pictures: PictureStore;
  readonly memories: MemoryStore;
  readonly features = new FeatureStore();

  constructor(options: EngineOptions) {
    const budgetBytes = options.memoryBytes ?? DEFAULT_MEMORY_BYTES;
    this.startHelper = options.startHelper;
    this.runtimes = new DeviceRuntimes(options.startHelper, options);
    this.pictures = new PictureStore(options.startHelper, budgetBytes);
    this.memories = new MemoryStore(this.pictures, budgetBytes);
  }

  /** Ends the helpers and frees the devices. */
  async close(): Promise<void> {
    this.pictures.close();
    await this.runtimes.close();
  }
}
