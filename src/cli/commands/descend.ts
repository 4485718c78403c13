import type { DescentReport, PrepareReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import { PreparedRowCollector } from '#shared/prepared-rows';
import { MIB } from '#shared/units';
import { log } from '../console';
import type { Options } from '../options';
import { OutputFiles } from '../output-files';
import { peakMemoryBytes } from '../peak-memory';
import { RunCollector } from '../run-file';
import type { EngineSession } from '../engine-session';
import { withEngine } from '../engine-session';
import {
  extensionOptions,
  descentOptions,
  descentSpec,
  memoryOptions,
  modelOptions,
  modelSpec,
  ownEnergyOptions,
  queryOptions,
  setupSpec,
} from '../setup-options';
import { version } from '#engine/version';
import type { Command, CommandResult } from './command';
import { descentSummary, descentTitle } from './descend-summary';

export const descend: Command = {
  usage: 'descend <source> --out run.npz',
  summary: 'energy descent of damaged pictures in both models',
  maxOperands: 1,
  options: {
    out: { value: 'run.npz', help: 'where to write the trajectories' },
    sheet: { value: 'sheet.png', help: 'where to write a contact sheet: query, way, fixed point and target' },
    ...memoryOptions,
    'memory-budget': {
      value: 'MIB',
      default: '1024',
      help: 'memories over this size are not kept: DrDAM alone sums them as they are read',
    },
    ...queryOptions,
    ...modelOptions,
    ...ownEnergyOptions,
    ...descentOptions,
    ...extensionOptions,
  },
  async run(options, signal) {
    const specs = { setup: setupSpec(options), model: modelSpec(options), descent: descentSpec(options) };
    const outputs = new OutputFiles();
    try {
      return await runDescent(specs, options, outputs, signal);
    } finally {
      outputs.discard();
    }
  },
};

interface Specs {
  readonly setup: ReturnType<typeof setupSpec>;
  readonly model: ReturnType<typeof modelSpec>;
  readonly descent: ReturnType<typeof descentSpec>;
}

function runDescent(
  { setup, model, descent }: Specs,
  options: Options,
  outputs: OutputFiles,
  signal: AbortSignal,
): Promise<CommandResult> {
  const draftOf = (name: string) => {
    const path = options.text(name);
    return path === undefined ? undefined : outputs.reserve(path);
  };
  const [runDraft, sheetDraft] = [draftOf('out'), draftOf('sheet')];
  const memoryBytes = options.integer('memory-budget') * MIB;
  const work = async ({ call, notices }: EngineSession) => {
    const rows = new PreparedRowCollector();
    const prepared = await call('prepare', { ...setup, model }, rows.take);
    for (const { path, reason } of prepared.skipped) log(`Skipped ${path}: ${reason}`);
    if (sheetDraft && !prepared.shape) {
      throw new EngineError('bad-request', '--sheet needs the shape of the pictures.', 'Add --shape H,W,C.');
    }

    const forSheet = sheetDraft !== undefined;
    const collector = new RunCollector(model, prepared, rows, descent, runDraft, { forSheet });
    try {
      // without a file to fill, no state but the last need travel
      const keep = runDraft || sheetDraft ? descent.keep : 0;
      const report = await call('descend', { setup, model, descent: { ...descent, keep } }, collector.add);
      const meta = { command: 'descend', version, setup, model, descent, ...results(prepared, report) };
      if (runDraft) collector.write(report.models, meta);
      if (sheetDraft) {
        const { contactSheet } = await import('../contact-sheet');
        const source = setup.memories.from === 'file' ? setup.memories.path : setup.memories.images.source;
        const sheet = contactSheet({
          title: descentTitle(source, prepared, report, model.beta),
          prepared,
          origins: rows.floats('origins'),
          queries: rows.floats('queries'),
          recording: collector.recording,
          outcomes: report.models,
        });
        sheetDraft.write(sheet);
      }
      outputs.commit();
      const written = [runDraft, sheetDraft].flatMap((draft) => (draft ? [draft.path] : []));
      return {
        text: descentSummary(prepared, report, meta.peakMemoryBytes, written),
        json: {
          ...meta,
          memories: prepared.numMemories,
          queries: prepared.numQueries,
          targets: prepared.targets,
          models: report.models,
          skipped: prepared.skipped,
          notices,
          written,
        },
      };
    } finally {
      collector.close();
    }
  };
  return withEngine(signal, work, { memoryBytes });
}

/** What a run file says of itself besides what was asked for. */
function results({ dim, shape, memories }: PrepareReport, report: DescentReport) {
  const { device, projection, trust, measured, own, setupSeconds, models } = report;
  const seconds = Object.fromEntries(
    Object.entries(models).map(([name, outcome]) => [name, outcome.seconds]),
  );
  return {
    dim,
    shape,
    memories,
    device,
    projection,
    trust,
    measured,
    ...(own && { own }),
    seconds,
    setupSeconds,
    peakMemoryBytes: peakMemoryBytes(),
  };
}
