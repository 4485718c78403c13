import type { PrepareReport, SkippedFile } from '#shared/api';
import type { EngineRole } from '#shared/host';
import { RowCollector } from '#shared/row-collector';
import type { PictureShape, Setup } from '#shared/setup';
import { freeCoordinates } from '#shared/reliability';
import type { PreparedStates } from '../domain/run/moment';
import type { EngineCalls } from './engines';
import type { Job } from '../domain/settings/job';
import type { RunSegment } from './run';
import { isEqual } from '../domain/equality';
import type { CallOptions } from './call-options';

/** The states of a setup, and the files that were skipped while they were read. */
export interface PreparedSetup {
  readonly prepared: PreparedStates;
  readonly skipped: readonly SkippedFile[];
}

/** Prepares the states of a setup. */
export async function prepareStates(
  engines: EngineCalls,
  setup: Setup,
  options: CallOptions,
  role: EngineRole = 'descent',
): Promise<PreparedSetup> {
  const rows = new RowCollector();
  const onFrame = rows.add;
  const report = await engines.call(
    role,
    'prepare',
    { ...setup, withDistances: true },
    { ...options, onFrame },
  );
  const [clamped, origins] = [rows.clamped(), rows.floats('origins')];
  const prepared = {
    dim: report.dim,
    shape: report.shape ?? nearSquare(report),
    items: report.memories,
    memories: rows.floats('memories'),
    numQueries: report.numQueries,
    queries: rows.floats('queries'),
    clamped,
    origins: origins.length > 0 ? origins : null,
    targets: report.targets,
    distances: {
      memories: rows.doubles('memory_squares'),
      queries: rows.doubles('query_squares'),
      numMemories: report.memories.length,
      freeCoordinates: freeCoordinates(clamped, report.dim),
    },
  };
  return { prepared, skipped: report.skipped };
}

/** Prepares what the next segment needs: its states, and T for them. Reuses the states of the last segment if they are the same. */
export async function readyFor(
  engines: EngineCalls,
  { setup, model }: Job,
  last: Pick<RunSegment, 'job' | 'prepared'>,
  options: CallOptions,
): Promise<{ prepared: PreparedStates; skipped?: readonly SkippedFile[] }> {
  const { memories } = setup;
  if (isEqual(memories, last.job.setup.memories) && isEqual(model, last.job.model)) return last;
  const states = await prepareStates(engines, setup, options);
  await engines.call('descent', 'precomputeFeatures', { memories, model }, options);
  return states;
}

/** Returns the most nearly square shape for states that are not pictures, which are shown in grey. */
function nearSquare({ dim }: PrepareReport): PictureShape {
  let width = Math.ceil(Math.sqrt(dim));
  while (dim % width !== 0) width++;
  return { height: dim / width, width, channels: 1 };
}
