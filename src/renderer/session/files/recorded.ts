import type { DescentReport } from '#shared/api';
import { invariant } from '#shared/errors';
import { freeCoordinates } from '#shared/reliability';
import { Recording } from '#shared/recording';
import type { Landscapes, PreparedStates } from '../../domain/run/moment';
import { jobOf } from '../../domain/settings/job';
import { RunSegment, Run } from '../run';
import type { Settings } from '../../domain/settings/settings';
import type { Archive } from './archive';
import { ArchiveParts } from './archive';
import type { RecordedRun, RecordedSegment, WrittenRun, WrittenSegment } from './format';
import { YieldTimer } from '../../cooperative-yield';

/** Returns the record of a run for a session file, and its arrays. `pack` converts settings to their form in files. */
export function recordedOf(
  run: Run,
  report: DescentReport | null,
  pack: (settings: Settings) => WrittenSegment['settings'],
): { recorded: WrittenRun; parts: ArchiveParts } {
  const parts = new ArchiveParts();
  const { recording, lastEvaluatedStep: reached } = run;
  const { models, numQueries, dim, steps } = recording.shape;
  const recorded = {
    numQueries,
    dim,
    steps,
    stride: recording.stride,
    reached,
    models: models.map((model) => {
      const folder = `recording/${model}`;
      const scalars = [reached + 1, numQueries];
      const kept = [...recording.states(model)].filter(([step]) => step <= reached);
      const states = kept.map(([, all]) => all);
      return {
        model,
        stateSteps: kept.map(([step]) => step),
        energies: parts.add(
          `${folder}/energies.npy`,
          scalars,
          recording.energies(model).subarray(0, (reached + 1) * numQueries),
        ),
        slopes: parts.add(
          `${folder}/slopes.npy`,
          scalars,
          recording.gradientNorms(model).subarray(0, (reached + 1) * numQueries),
        ),
        states: parts.addRows(`${folder}/states.npy`, [states.length, numQueries, dim], 'f4', states),
      };
    }),
    chapters: run.segments
      .filter(({ from }) => from <= Math.max(reached, 0))
      .map((segment, i) => recordedSegmentOf(segment, `recording/chapter-${String(i)}`, parts, pack)),
    report,
  };
  return { recorded, parts };
}

function recordedSegmentOf(
  { from, settings, prepared, landscapes }: RunSegment,
  folder: string,
  parts: ArchiveParts,
  pack: (settings: Settings) => WrittenSegment['settings'],
): WrittenSegment {
  const { dim, numQueries, items, distances } = prepared;
  const count = items.length;
  const name = (array: string) => `${folder}/${array}.npy`;
  return {
    from,
    settings: pack(settings),
    shape: prepared.shape,
    items: [...items],
    targets: [...prepared.targets],
    mostFree: Math.max(...distances.freeCoordinates),
    memories: parts.add(name('memories'), [count, dim], prepared.memories),
    queries: parts.add(name('queries'), [numQueries, dim], prepared.queries),
    held: parts.add(name('held'), [numQueries, dim], prepared.clamped),
    origins: prepared.origins && parts.add(name('origins'), [numQueries, dim], prepared.origins),
    memorySquares: parts.add(name('memory_squares'), [count, count], distances.memories),
    querySquares: parts.add(name('query_squares'), [numQueries, count], distances.queries),
    plane: landscapes && planeOf(landscapes, name, parts),
  };
}

function planeOf(
  landscapes: Landscapes,
  name: (array: string) => string,
  parts: ArchiveParts,
): RecordedSegment['plane'] {
  const { kind, size, u, v, origin, axes, energies, memories, projections } = landscapes;
  const { explainedVariance, noiseEnergy, descent, isCoarse } = landscapes;
  const dim = origin.length;
  const surfaces = Object.entries(energies).map(([model, energy]) => [
    model,
    parts.add(name(`${model}_energy`), [size, size], energy),
  ]);
  return {
    kind,
    size,
    feet: [...projections],
    explainedVariance,
    noiseEnergy,
    ...(descent && { descent }),
    // a finer one is computed where the pictures are there
    ...(isCoarse && { isCoarse }),
    u: parts.add(name('u'), [size], u),
    v: parts.add(name('v'), [size], v),
    origin: parts.add(name('origin'), [dim], origin),
    axes: parts.addRows(name('axes'), [2, dim], 'f8', axes),
    memories: parts.add(name('memories_on_plane'), [memories.length / dim, dim], memories),
    energies: Object.fromEntries(surfaces) as Record<string, string>,
  };
}

/** Rebuilds the run of a session file. `unpack` names the sources of its settings. */
export async function runOf(
  recorded: RecordedRun,
  archive: Archive,
  source: string,
  unpack: (settings: Settings) => Settings,
): Promise<Run> {
  const recording = await recordingOf(recorded, archive);
  const segments: RunSegment[] = [];
  for (const one of recorded.chapters) {
    const settings = unpack(one.settings);
    const prepared = await preparedOf(one, recorded, archive);
    const segment = new RunSegment(one.from, jobOf(source, settings), prepared, recording, settings);
    if (one.plane) segment.show(await landscapesOf(one.plane, one.items, recorded.dim, archive), null);
    segments.push(segment);
  }
  const [first, ...later] = segments;
  invariant(first, 'a recorded run has a segment');
  const run = new Run(first.job, first.prepared, recording, first.settings);
  run.segments.splice(0, 1, first, ...later);
  return run;
}

async function recordingOf(recorded: RecordedRun, archive: Archive): Promise<Recording> {
  const { numQueries, dim, steps, stride, reached } = recorded;
  const models = recorded.models.map(({ model }) => model);
  const recording = new Recording({ models, numQueries, dim, steps, stride });
  const yieldTimer = new YieldTimer();
  for (const { model, stateSteps, ...names } of recorded.models) {
    const energies = await archive.floats(names.energies, (reached + 1) * numQueries);
    const slopes = await archive.floats(names.slopes, (reached + 1) * numQueries);
    const states = await archive.floats(names.states, stateSteps.length * numQueries * dim);
    const row = numQueries * dim;
    // adds each state with the scalars up to the next step that has states
    for (const [i, step] of stateSteps.entries()) {
      const end = Math.min(stateSteps[i + 1] ?? reached + 1, reached + 1);
      const scalars = (all: Float32Array) => ({
        data: all.subarray(step * numQueries, end * numQueries),
        shape: [end - step, numQueries],
      });
      recording.add(
        { model, firstStep: step, firstQuery: 0, stateSteps: [step] },
        {
          energies: scalars(energies),
          gradient_norms: scalars(slopes),
          states: { data: states.subarray(i * row, (i + 1) * row), shape: [1, numQueries, dim] },
        },
      );
      await yieldTimer.yieldIfDue();
    }
  }
  return recording;
}

async function preparedOf(
  segment: RecordedSegment,
  { numQueries, dim }: RecordedRun,
  archive: Archive,
): Promise<PreparedStates> {
  const { shape, items, targets } = segment;
  const count = items.length;
  const clamped = await archive.flags(segment.held, numQueries * dim);
  return {
    dim,
    shape,
    items,
    memories: await archive.floats(segment.memories, count * dim),
    numQueries,
    queries: await archive.floats(segment.queries, numQueries * dim),
    clamped,
    origins: segment.origins === null ? null : await archive.floats(segment.origins, numQueries * dim),
    targets,
    distances: {
      memories: await archive.doubles(segment.memorySquares, count * count),
      queries: await archive.doubles(segment.querySquares, numQueries * count),
      numMemories: count,
      freeCoordinates: freeCoordinates(clamped, dim),
    },
  };
}

async function landscapesOf(
  plane: NonNullable<RecordedSegment['plane']>,
  items: RecordedSegment['items'],
  dim: number,
  archive: Archive,
): Promise<Landscapes> {
  const { kind, size, feet, explainedVariance, noiseEnergy, descent, isCoarse } = plane;
  const axes = await archive.doubles(plane.axes, 2 * dim);
  const energies: Record<string, Float32Array> = {};
  for (const [model, name] of Object.entries(plane.energies)) {
    energies[model] = await archive.floats(name, size * size);
  }
  return {
    kind,
    size,
    u: await archive.doubles(plane.u, size),
    v: await archive.doubles(plane.v, size),
    origin: await archive.doubles(plane.origin, dim),
    axes: [axes.subarray(0, dim), axes.subarray(dim)],
    energies,
    memories: await archive.floats(plane.memories, feet.length * dim),
    items,
    projections: feet,
    explainedVariance,
    noiseEnergy,
    ...(descent && { descent }),
    ...(isCoarse && { isCoarse }),
  };
}
