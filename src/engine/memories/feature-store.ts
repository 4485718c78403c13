import type { SkippedFile } from '#shared/api';
import { scheduledBetas } from '#shared/beta-schedule';
import type { CallContext } from '#shared/rpc/server';
import type { DrdamSpec, MemoriesSpec, ModelSpec } from '#shared/setup';
import { plural } from '#shared/units';
import { AsyncCache, identityOf } from '../async-cache';
import { fileStamp } from '../files/read-file';
import type { Runtime } from '../graphs/runtime';
import { featureMapNotices, phasesOf } from './feature-map';
import type { FeatureSum } from './feature-sum';
import { IncrementalSum } from './incremental-sum';
import type { MemorySet } from './memory-set';
import { splitIntoShards } from './memory-set';
import type { Projection } from './projection';
import { makeProjection, projectionNotices } from './projection';
import { ProjectionOnDevice } from './projection-on-device';
import type { StreamedMemories, StreamedSum } from './streamed';
import { sumStream } from './streamed';
import { emptyFeatureSum } from './sum-features';

/**
 * The number of stages and shards whose T stays in memory, each with 16 Y bytes and the rows that it sums.
 */
const MAX_SUMS = 8;
/** The number of the first memories of a stream that the notices of a feature map are based on. */
const MEMORIES_FOR_NOTICES = 16;

/**
 * T of every shard of the memories at one beta, and the projection S on a device with which it was computed.
 */
export interface ShardSums {
  /** The caller disposes of it. */
  readonly projection: ProjectionOnDevice;
  readonly sums: readonly FeatureSum[];
}

/**
 * Caches the last projection S, and the feature sums T of the last model for every stage of its schedule and
 * every shard.
 */
export class FeatureStore {
  readonly #projection = new AsyncCache<Projection>(1);
  readonly #sumsOfModel = new AsyncCache<AsyncCache<IncrementalSum>>(1);
  readonly #streamedSum = new AsyncCache<StreamedSum>(1);

  /**
   * Copies S to a device; draws it first if the cached one differs. The caller disposes of the copy.
   * @throws EngineError if the projection does not fit in memory or its file does not fit the states.
   */
  async projection(
    runtime: Runtime,
    spec: DrdamSpec,
    dim: number,
    { notice, signal }: CallContext,
  ): Promise<ProjectionOnDevice> {
    projectionNotices(spec, dim).forEach(notice);
    const { numFeatures, projection, projectionFile, seed } = spec;
    const key = [numFeatures, projection, seed, dim, projectionFile, await fileStamp(projectionFile)];
    const made = await this.#projection.get(key, () => makeProjection(spec, dim, signal), signal);
    return ProjectionOnDevice.make(runtime, made);
  }

  /**
   * Sums T at the beta of `spec`, one for each shard. Cost: the features of the memories that were added or
   * removed since the last call with this model.
   * @throws EngineError as `projection` does, and `bad-input` for a phase file that does not fit.
   */
  async open(
    runtime: Runtime,
    spec: ModelSpec,
    memories: MemorySet,
    context: CallContext,
  ): Promise<ShardSums> {
    const projection = await this.projection(runtime, spec.drdam, memories.dim, context);
    try {
      return { projection, sums: await this.#sumShards(runtime, projection, spec, memories, context) };
    } catch (thrown) {
      await projection.dispose();
      throw thrown;
    }
  }

  /** Sums T for every stage of the schedule, so that a descent with these memories can start at once. */
  async precompute(
    runtime: Runtime,
    spec: ModelSpec,
    memories: MemorySet,
    context: CallContext,
  ): Promise<void> {
    const projection = await this.projection(runtime, spec.drdam, memories.dim, context);
    try {
      for (const beta of scheduledBetas(spec))
        await this.#sumShards(runtime, projection, { ...spec, beta }, memories, context);
    } finally {
      await projection.dispose();
    }
  }

  /** Sums T of streamed memories in one pass over them, or returns the cached sum if nothing changed. */
  async sumStream(
    runtime: Runtime,
    onDevice: ProjectionOnDevice,
    { spec, streamed }: { readonly spec: MemoriesSpec; readonly streamed: StreamedMemories },
    { beta, drdam }: ModelSpec,
    { signal, notice, progress }: CallContext,
  ): Promise<StreamedSum> {
    const { numFeatures } = onDevice.projection;
    const key = [spec, beta, await familyKey(runtime, onDevice, drdam)];
    const make = async () => {
      const first = await streamed.head(MEMORIES_FOR_NOTICES, signal);
      featureMapNotices(drdam, first.states, first.dim, beta, numFeatures).forEach(notice);
      const phases = await phasesOf(drdam, numFeatures);
      const empty = emptyFeatureSum(drdam.featureMap, onDevice, phases);
      const skipped: SkippedFile[] = [];
      const rows = streamed.rows(progress, (file) => skipped.push(file));
      const sum = await sumStream(rows, empty, runtime, onDevice, beta, signal);
      const [firstSkipped] = skipped;
      if (firstSkipped) {
        notice({
          id: 'skipped',
          severity: 'warning',
          summary: `${plural(skipped.length, 'picture')} could not be read and ${skipped.length === 1 ? 'was' : 'were'} left out, the first ${firstSkipped.path}: ${firstSkipped.reason}`,
        });
      }
      return sum;
    };
    return this.#streamedSum.get(key, make, signal);
  }

  async #sumShards(
    runtime: Runtime,
    onDevice: ProjectionOnDevice,
    spec: ModelSpec,
    memories: MemorySet,
    { signal, notice }: CallContext,
  ): Promise<FeatureSum[]> {
    const { beta, drdam, schedule = [] } = spec;
    const { numFeatures } = onDevice.projection;
    const numShards = drdam.shards ?? 1;
    // the stages of a schedule share a key; without one, another beta is another model
    const stages = schedule.length > 0 ? schedule : beta;
    const key = [await familyKey(runtime, onDevice, drdam), stages, numShards];
    const sumsOfModel = await this.#sumsOfModel.get(key, () => Promise.resolve(new AsyncCache(MAX_SUMS)));
    const found: FeatureSum[] = [];
    for (const [shard, { states, dim }] of splitIntoShards(memories, numShards).entries()) {
      featureMapNotices(drdam, states, dim, beta, numFeatures).forEach(notice);
      const make = async () =>
        new IncrementalSum(drdam.featureMap, beta, dim, await phasesOf(drdam, numFeatures));
      const sum = await sumsOfModel.get([beta, shard], make, signal);
      found.push(await sum.update(runtime, onDevice, states, signal));
    }
    return found;
  }
}

/** Returns the cache key of everything that T depends on besides the memories and beta. */
async function familyKey(
  runtime: Runtime,
  { projection }: ProjectionOnDevice,
  { featureMap, phaseFile }: DrdamSpec,
): Promise<unknown[]> {
  return [identityOf(projection), runtime.device, featureMap, await fileStamp(phaseFile)];
}
