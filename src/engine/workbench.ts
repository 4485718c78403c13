import type { SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { DeviceId, DrdamSpec, MemoriesSpec, ModelSpec } from '#shared/setup';
import type { Notice, Progress } from '#shared/progress';
import { betasOf } from '#shared/stages';
import { formatBytes, formatCount, MIB, plural } from '#shared/units';
import { fileStamp } from './files/stamp';
import { statesShape } from './files/states';
import { Devices } from './graphs/devices';
import type { RuntimeOptions } from './graphs/runtime';
import { Runtime } from './graphs/runtime';
import { Decoder } from './images/decoder';
import { Drawing } from './memories/drawing';
import type { DistributedMemory } from './memories/distributed';
import { emptyMemory } from './memories/distributed';
import { LivingMemory } from './memories/living';
import { featureMapNotices, phasesOf } from './memories/feature-map';
import { ProjectionOnDevice } from './memories/features';
import type { Projection } from './memories/projection';
import { makeProjection, projectionNotices } from './memories/projection';
import type { Memories, Patterns } from './memories/stored';
import { memoriesOf, patternsFromFile, patternsFromPictures } from './memories/stored';
import type { Streamed, StreamedSum } from './memories/streamed';
import { isStreamed, streamedFile, streamedPictures, sumStreamed } from './memories/streamed';
import type { StartHelper } from './process/helper';
import { Each, Latest, Recent } from './remember';

export interface EngineOptions extends RuntimeOptions {
  readonly startHelper: StartHelper;
  /** Memories that take more than this as rows are not kept but read whenever they are needed. */
  readonly memoryBytes?: number;
}

const MEMORY_BYTES = 1024 * MIB;
/** T that are remembered, and the memories in them, of the stages of a schedule and of shards: 16 Y bytes each and the rows. */
const MOST_T = 8;
/** Memories that are looked at for a notice of the feature map, where not all are there. */
const NOTICED = 16;

function bytesOf(count: number, dim: number): number {
  return count * dim * Float32Array.BYTES_PER_ELEMENT;
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
  readonly #living = new Recent<LivingMemory>();
  readonly #streamedSum = new Latest<StreamedSum>();
  readonly #budgetBytes: number;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#budgetBytes = options.memoryBytes ?? MEMORY_BYTES;
    this.startHelper = options.startHelper;
    this.decoder = new Decoder(options.startHelper);
    this.devices = new Devices(options.startHelper);
  }

  runtime(device: DeviceId): Promise<Runtime> {
    return this.#runtimes.get(device, () => Runtime.start(device, this.#options));
  }

  /** Memories that are kept; refuses those that are too many. */
  async memories(spec: MemoriesSpec, scope: CallScope): Promise<Memories> {
    const stored = await this.stored(spec, scope);
    if (!isStreamed(stored)) return stored;
    throw new EngineError(
      'too-large',
      `${this.#sizeOf(stored)}.`,
      'Store fewer, or descend in DrDAM alone, which sums them as they are read.',
    );
  }

  /** What a person hears of memories that are not kept. */
  streamedNotice(streamed: Streamed): Notice {
    return {
      id: 'streamed',
      severity: 'info',
      summary: `${this.#sizeOf(streamed)}: they are summed into T as they are read.`,
    };
  }

  #sizeOf({ count, dim }: Streamed): string {
    return `${formatCount(count)} memories of D ${formatCount(dim)} take ${formatBytes(bytesOf(count, dim))} as rows, over the ${formatBytes(this.#budgetBytes)} that are kept`;
  }

  /** Memories that are kept, or read whenever they are needed. Files and folders count as changed when their own time or size does. */
  async stored(spec: MemoriesSpec, { signal, progress }: CallScope): Promise<Memories | Streamed> {
    if (spec.from === 'file') {
      const { path, shape } = spec;
      const { count, dim } = await statesShape(path);
      if (bytesOf(count, dim) > this.#budgetBytes) return streamedFile(path, shape);
      const key = [path, shape, await fileStamp(path)];
      const patterns = await this.#patterns.get(key, signal, () => patternsFromFile(path, shape));
      return memoriesOf(patterns, spec.without);
    }
    const options = { decoder: this.decoder, signal, onProgress: progress };
    const { images, seed, count, without } = spec;
    const key = [images, seed, await fileStamp(images.source)];
    const drawing = await this.#drawing.get(key, signal, () => Drawing.open(images, seed, options));
    if (bytesOf(Math.min(count, drawing.size), drawing.dim) > this.#budgetBytes)
      return streamedPictures(drawing, count);
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

  /** T of the memories: the last one of its kind with what came and went, or made anew. `shard`: which of several. */
  async sum(
    runtime: Runtime,
    onDevice: ProjectionOnDevice,
    memories: Patterns,
    spec: ModelSpec,
    { signal, notice }: CallScope,
    shard = 0,
  ): Promise<DistributedMemory> {
    const { beta, drdam } = spec;
    const { states, dim } = memories;
    const { numFeatures } = onDevice.projection;
    featureMapNotices(drdam, states, dim, beta, numFeatures).forEach(notice);
    const { featureMap } = drdam;
    const key = [await sumKey(runtime, onDevice, beta, drdam), shard];
    const make = async () => new LivingMemory(featureMap, beta, dim, await phasesOf(drdam, numFeatures));
    const most = Math.min(MOST_T, betasOf(spec).length * (drdam.shards ?? 1));
    const living = await this.#living.get(key, signal, make, most);
    return living.holding(runtime, onDevice, states, signal);
  }

  /** T of memories that are not kept, summed in one pass and remembered. */
  async streamedSum(
    runtime: Runtime,
    onDevice: ProjectionOnDevice,
    spec: MemoriesSpec,
    { rows, first }: Streamed,
    { beta, drdam }: ModelSpec,
    { signal, notice, progress }: CallScope,
  ): Promise<StreamedSum> {
    const { numFeatures } = onDevice.projection;
    const key = [spec, await sumKey(runtime, onDevice, beta, drdam)];
    return this.#streamedSum.get(key, signal, async () => {
      const some = await first(NOTICED, signal);
      featureMapNotices(drdam, some.states, some.dim, beta, numFeatures).forEach(notice);
      const phases = await phasesOf(drdam, numFeatures);
      const memory = emptyMemory(drdam.featureMap, onDevice, phases);
      const skipped: SkippedFile[] = [];
      const all = rows(progress, (file) => skipped.push(file));
      const sum = await sumStreamed(all, memory, runtime, onDevice, beta, signal);
      const [bad] = skipped;
      if (bad) {
        notice({
          id: 'skipped',
          severity: 'warning',
          summary: `${plural(skipped.length, 'picture')} could not be read and ${skipped.length === 1 ? 'was' : 'were'} left out, the first ${bad.path}: ${bad.reason}`,
        });
      }
      return sum;
    });
  }

  async close(): Promise<void> {
    this.decoder.close();
    this.devices.close();
    for (const runtime of await this.#runtimes.made()) await runtime.dispose();
  }
}

/** What T depends on besides the memories. */
async function sumKey(
  runtime: Runtime,
  { projection }: ProjectionOnDevice,
  beta: number,
  { featureMap, phaseFile }: DrdamSpec,
): Promise<unknown[]> {
  return [identity(projection), beta, runtime.device, featureMap, await fileStamp(phaseFile)];
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
