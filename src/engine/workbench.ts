import type { DeviceId, DrdamSpec, MemoriesSpec, ModelSpec } from '#shared/setup';
import type { Notice, Progress } from '#shared/progress';
import { fileStamp } from './files/stamp';
import { Devices } from './graphs/devices';
import type { RuntimeOptions } from './graphs/runtime';
import { Runtime } from './graphs/runtime';
import { Decoder } from './images/decoder';
import { Drawing } from './memories/drawing';
import type { DistributedMemory } from './memories/distributed';
import { LivingMemory } from './memories/living';
import { featureMapNotices, phasesOf } from './memories/feature-map';
import { ProjectionOnDevice } from './memories/features';
import type { Projection } from './memories/projection';
import { makeProjection, projectionNotices } from './memories/projection';
import type { Memories, Patterns } from './memories/stored';
import { memoriesOf, patternsFromFile, patternsFromPictures } from './memories/stored';
import type { StartHelper } from './process/helper';
import { Each, Latest } from './remember';

export interface EngineOptions extends RuntimeOptions {
  readonly startHelper: StartHelper;
}

/** What a call gives to whatever takes long. */
export interface CallScope {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  readonly notice: (notice: Notice) => void;
}

/**
 * What the engine's methods share: helpers, devices, and the last memories, projection and T, which are made again
 * only when what they depend on changes. They lie in the process's memory and are never changed; a call puts them on
 * its device and takes them off again, so calls cannot pull anything away from each other.
 */
export class Workbench {
  readonly decoder: Decoder;
  readonly devices: Devices;
  readonly startHelper: StartHelper;
  readonly #options: EngineOptions;
  readonly #runtimes = new Each<DeviceId, Runtime>();
  readonly #drawing = new Latest<Drawing>();
  readonly #patterns = new Latest<Patterns>();
  readonly #projection = new Latest<Projection>();
  readonly #living = new Latest<LivingMemory>();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.startHelper = options.startHelper;
    this.decoder = new Decoder(options.startHelper);
    this.devices = new Devices(options.startHelper);
  }

  runtime(device: DeviceId): Promise<Runtime> {
    return this.#runtimes.get(device, () => Runtime.start(device, this.#options));
  }

  /** Files and folders count as changed when their own time or size does. */
  async memories(spec: MemoriesSpec, { signal, progress }: CallScope): Promise<Memories> {
    const options = { decoder: this.decoder, signal, onProgress: progress };
    if (spec.from === 'file') {
      const { path, shape } = spec;
      const key = [path, shape, await fileStamp(path)];
      const patterns = await this.#patterns.get(key, signal, () => patternsFromFile(path, shape));
      return memoriesOf(patterns, spec.without);
    }
    const { images, seed, count, without } = spec;
    const key = [images, seed, await fileStamp(images.source)];
    const drawing = await this.#drawing.get(key, signal, () => Drawing.open(images, seed, options));
    return memoriesOf(await patternsFromPictures(drawing, count, options), without);
  }

  /** The projection on a device; the caller disposes it. */
  async projection(
    runtime: Runtime,
    spec: DrdamSpec,
    dim: number,
    { notice, signal }: CallScope,
  ): Promise<ProjectionOnDevice> {
    projectionNotices(spec, dim).forEach(notice);
    const { numFeatures, projection, projectionFile, seed } = spec;
    const key = [numFeatures, projection, seed, dim, projectionFile, await fileStamp(projectionFile)];
    const made = await this.#projection.get(key, signal, () => makeProjection(spec, dim, signal));
    return ProjectionOnDevice.make(runtime, made);
  }

  /** T of the memories: the last one with what came and went, or made anew. */
  async sum(
    runtime: Runtime,
    onDevice: ProjectionOnDevice,
    memories: Patterns,
    { beta, drdam }: ModelSpec,
    { signal, notice }: CallScope,
  ): Promise<DistributedMemory> {
    const { states, dim } = memories;
    const { numFeatures } = onDevice.projection;
    featureMapNotices(drdam, states, dim, beta, numFeatures).forEach(notice);
    const { featureMap, phaseFile } = drdam;
    const key = [identity(onDevice.projection), beta, runtime.device, featureMap, await fileStamp(phaseFile)];
    const living = await this.#living.get(key, signal, async () => {
      return new LivingMemory(featureMap, beta, dim, await phasesOf(drdam, numFeatures));
    });
    return living.holding(runtime, onDevice, states, signal);
  }

  async close(): Promise<void> {
    this.decoder.close();
    this.devices.close();
    for (const runtime of await this.#runtimes.made()) await runtime.dispose();
  }
}

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** A number for an object, the same for as long as the object lives. */
function identity(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  identities.set(object, nextIdentity);
  return nextIdentity++;
}
