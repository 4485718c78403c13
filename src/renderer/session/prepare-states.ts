import type { PrepareReport, SkippedFile } from '#shared/api';
import type { EngineRole } from '#shared/host';
import { RowCollector } from '#shared/row-collector';
import type { PictureShape, Setup } from '#shared/setup';
import { mostFreeCoordinates } from '#shared/reliability';
import type { PreparedStates } from '../domain/run/moment';
import type { EngineCalls } from './engines';
import type { Job } from '../domain/settings/job';
import type { Chapter } from './run';
import { isEqual } from '../domain/equality';
import type { CallOptions } from './call-options';

/** A setup's states, and what was skipped while they were read. */
export async function prepareStates(
  engines: EngineCalls,
  setup: Setup,
  options: CallOptions,
  role: EngineRole = 'descent',
): Promise<{ prepared: PreparedStates; skipped: readonly SkippedFile[] }> {
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
      freeCoordinates: mostFreeCoordinates(clamped, report.dim),
    },
  };
  return { prepared, skipped: report.skipped };
}

/** What goes on after a chapter needs: its states, and T summed for them. Nothing is made that is there. */
export async function readyFor(
  engines: EngineCalls,
  { setup, model }: Job,
  last: Pick<Chapter, 'job' | 'prepared'>,
  options: CallOptions,
): Promise<{ prepared: PreparedStates; skipped?: readonly SkippedFile[] }> {
  const { memories } = setup;
  if (isEqual(memories, last.job.setup.memories) && isEqual(model, last.job.model)) return last;
  const states = await prepareStates(engines, setup, options);
  await engines.call('descent', 'precomputeFeatures', { memories, model }, options);
  return states;
}

/** How states that are no pictures are shown: as rows of grey, about as wide as high. */
function nearSquare({ dim }: PrepareReport): PictureShape {
  let width = Math.ceil(Math.sqrt(dim));
  while (dim % width !== 0) width++;
  return { height: dim / width, width, channels: 1 };
}
