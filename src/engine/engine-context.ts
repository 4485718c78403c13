import type { SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { CallContext } from '#shared/rpc/server';
import type { DeviceId, DrdamSpec, ImageSource, MemoriesSpec, ModelSpec, PictureShape } from '#shared/setup';
import type { Notice } from '#shared/progress';
import { scheduledBetas } from '#shared/beta-schedule';
import { formatBytes, formatCount, MIB, plural } from '#shared/units';
import { fileStamp } from './files/file-stamp';
import { statesShape } from './files/state-files';
import { Devices } from './graphs/devices';
import type { RuntimeOptions } from './graphs/runtime';
import { Runtime } from './graphs/runtime';
import { identityOf } from './identity';
import { Decoder } from './images/decoder';
import { commonShape } from './images/picture-set';
import type { TargetShape } from './images/pixels';
import type { FeatureSum } from './memories/feature-sum';
import { emptyFeatureSum } from './memories/feature-sum';
import { IncrementalSum } from './memories/incremental-sum';
import { featureMapNotices, phasesOf } from './memories/feature-map';
import { ProjectionOnDevice } from './memories/projection-on-device';
import { PictureStates } from './memories/picture-states';
import type { Projection } from './memories/projection';
import { makeProjection, projectionNotices } from './memories/projection';
import { LruRows } from './memories/lru-rows';
import type { ReadPicture } from './memories/query-builder';
import { SourceSet } from './memories/source-set';
import type { Memories, MemorySet } from './memories/memory-set';
import { memoriesByName, drawMemories, memoriesOf, memoriesFromFile } from './memories/memory-set';
import type { StreamedMemories, StreamedSum } from './memories/streamed';
import { isStreamed, streamFile, streamPictures, sumStream } from './memories/streamed';
import type { StartHelper } from './process/helper';
import { Each, Latest, Recent } from './async-cache';

export interface EngineOptions extends RuntimeOptions {
  readonly startHelper: StartHelper;
  /** Memories that take more than this as rows are not kept but read whenever they are needed. */
  readonly memoryBytes?: number;
}

const MEMORY_BYTES = 1024 * MIB;
/** T that are remembered, and the memories in them, of the stages of a schedule and of shards: 16 Y bytes each and the rows. */
const MOST_T = 8;
/** Sets that stay open: archives and arrays may be held as a whole. */
const MOST_SETS = 3;
/** Memories that are looked at for a notice of the feature map, where not all are there. */
const NOTICED = 16;

function bytesOf(count: number, dim: number): number {
  return count * dim * Float32Array.BYTES_PER_ELEMENT;
}

/**
 * What the engine's methods share: helpers, devices, and the last memories, projection and T, which are made again
 * only when what they depend on changes. They lie in the process's memory and are never changed; a call puts them on
 * its device and takes them off again, so calls cannot pull anything away from each other.
 */
export class EngineContext {
  readonly decoder: Decoder;
  readonly devices: Devices;
  readonly startHelper: StartHelper;
  readonly #options: EngineOptions;
  readonly #runtimes = new Each<DeviceId, Runtime>();
  readonly #sets = new Recent<SourceSet>();
  #stored: PictureStates | undefined;
  readonly #aside: LruRows;
  readonly #patterns = new Latest<MemorySet>();
  readonly #projection = new Latest<Projection>();
  readonly #living = new Recent<IncrementalSum>();
  readonly #streamedSum = new Latest<StreamedSum>();
  readonly #budgetBytes: number;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#budgetBytes = options.memoryBytes ?? MEMORY_BYTES;
    this.#aside = new LruRows(this.#budgetBytes);
    this.startHelper = options.startHelper;
    this.decoder = new Decoder(options.startHelper);
    this.devices = new Devices(options.startHelper);
  }

  runtime(device: DeviceId): Promise<Runtime> {
    return this.#runtimes.get(device, () => Runtime.start(device, this.#options));
  }

  /** Memories that are kept; refuses those that are too many. */
  async memories(spec: MemoriesSpec, context: CallContext): Promise<Memories> {
    const stored = await this.stored(spec, context);
    if (!isStreamed(stored)) return stored;
    throw new EngineError(
      'too-large',
      `${this.#sizeOf(stored)}.`,
      'Store fewer, or descend in DrDAM alone, which sums them as they are read.',
    );
  }

  /** What a person hears of memories that are not kept. */
  streamedNotice(streamed: StreamedMemories): Notice {
    return {
      id: 'streamed',
      severity: 'info',
      summary: `${this.#sizeOf(streamed)}: they are summed into T as they are read.`,
    };
  }

  #sizeOf({ count, dim }: Pick<StreamedMemories, 'count' | 'dim'>): string {
    return `${formatCount(count)} memories of D ${formatCount(dim)} take ${formatBytes(bytesOf(count, dim))} as rows, over the ${formatBytes(this.#budgetBytes)} that are kept`;
  }

  /** Memories that are kept, or read whenever they are needed. Files and folders count as changed when their own time or size does. */
  async stored(spec: MemoriesSpec, context: CallContext): Promise<Memories | StreamedMemories> {
    const { signal, progress } = context;
    if (spec.from === 'file') {
      const { path, shape } = spec;
      const { count, dim } = await statesShape(path);
      if (bytesOf(count, dim) > this.#budgetBytes) return streamFile(path, shape);
      const key = [path, shape, await fileStamp(path)];
      const patterns = await this.#patterns.get(key, signal, () => memoriesFromFile(path, shape));
      return memoriesOf(patterns, spec.without);
    }
    const options = { signal, onProgress: progress };
    const set = await this.set(spec.images, context);
    const pictures = this.#statesOf(set, commonShape(set.pictures.items, spec.images));
    const count =
      spec.from === 'chosen' ? spec.names.length : Math.min(spec.count, set.pictures.items.length);
    const isTooMany = bytesOf(count, pictures.dim) > this.#budgetBytes;
    if (isTooMany && spec.from === 'chosen') {
      const size = this.#sizeOf({ count, dim: pictures.dim });
      throw new EngineError('too-large', `${size}.`, 'Choose fewer, or a smaller size.');
    }
    this.#stored = pictures;
    if (spec.from === 'chosen') return memoriesOf(await memoriesByName(pictures, spec.names, options));
    if (isTooMany) return streamPictures(pictures, spec.seed, spec.count);
    return memoriesOf(await drawMemories(pictures, spec.seed, spec.count, options), spec.without);
  }

  /** A set of pictures, opened. The memories', the queries' and the one that a person looks through are remembered. */
  async set(images: ImageSource, { signal, progress }: CallContext): Promise<SourceSet> {
    const { source, files, shape } = images;
    const key = [source, files, shape, await fileStamp(source)];
    const options = { decoder: this.decoder, signal, onProgress: progress };
    return this.#sets.get(key, signal, () => SourceSet.open(images, options), MOST_SETS);
  }

  /** Reads single pictures of any set as states of a shape. */
  pictures(context: CallContext): ReadPicture {
    return async ({ images, name }, shape) => {
      const set = await this.set(images, context);
      const index = set.indexOf(name);
      if (index === undefined) throw noQuery(set.missing(name));
      const state = await this.#statesOf(set, shape).state(index, context.signal);
      if (!(state instanceof Float32Array)) throw noQuery(state);
      return { state, set, index };
    };
  }

  /** Those that are stored, or others of their own. */
  #statesOf(set: SourceSet, shape: PictureShape & TargetShape): PictureStates {
    return this.#stored?.matches(set, shape) ? this.#stored : new PictureStates(set, shape, this.#aside);
  }

  /** The projection on a device; the caller disposes it. */
  async projection(
    runtime: Runtime,
    spec: DrdamSpec,
    dim: number,
    { notice, signal }: CallContext,
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
    memories: MemorySet,
    spec: ModelSpec,
    { signal, notice }: CallContext,
    shard = 0,
  ): Promise<FeatureSum> {
    const { beta, drdam } = spec;
    const { states, dim } = memories;
    const { numFeatures } = onDevice.projection;
    featureMapNotices(drdam, states, dim, beta, numFeatures).forEach(notice);
    const { featureMap } = drdam;
    const key = [await sumKey(runtime, onDevice, beta, drdam), shard];
    const make = async () => new IncrementalSum(featureMap, beta, dim, await phasesOf(drdam, numFeatures));
    const most = Math.min(MOST_T, scheduledBetas(spec).length * (drdam.shards ?? 1));
    const living = await this.#living.get(key, signal, make, most);
    return living.update(runtime, onDevice, states, signal);
  }

  /** T of memories that are not kept, summed in one pass and remembered. */
  async streamedSum(
    runtime: Runtime,
    onDevice: ProjectionOnDevice,
    spec: MemoriesSpec,
    { rows, head: first }: StreamedMemories,
    { beta, drdam }: ModelSpec,
    { signal, notice, progress }: CallContext,
  ): Promise<StreamedSum> {
    const { numFeatures } = onDevice.projection;
    const key = [spec, await sumKey(runtime, onDevice, beta, drdam)];
    return this.#streamedSum.get(key, signal, async () => {
      const some = await first(NOTICED, signal);
      featureMapNotices(drdam, some.states, some.dim, beta, numFeatures).forEach(notice);
      const phases = await phasesOf(drdam, numFeatures);
      const memory = emptyFeatureSum(drdam.featureMap, onDevice, phases);
      const skipped: SkippedFile[] = [];
      const all = rows(progress, (file) => skipped.push(file));
      const sum = await sumStream(all, memory, runtime, onDevice, beta, signal);
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

function noQuery({ path, reason }: SkippedFile): EngineError {
  return new EngineError(
    'bad-input',
    `The picture ${path} cannot be a query: ${reason}.`,
    'Choose another picture.',
  );
}

/** What T depends on besides the memories. */
async function sumKey(
  runtime: Runtime,
  { projection }: ProjectionOnDevice,
  beta: number,
  { featureMap, phaseFile }: DrdamSpec,
): Promise<unknown[]> {
  return [identityOf(projection), beta, runtime.device, featureMap, await fileStamp(phaseFile)];
}
