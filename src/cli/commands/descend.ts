import type { DescentReport, PrepareReport } from '#shared/api';
import { EngineError, invariant } from '#shared/errors';
import { contactSheet } from '#shared/figures/contact-sheet';
import { PNG_SCALE } from '#shared/figures/svg-drawing';
import { classifyOutcome } from '#shared/outcome';
import type { Recording } from '#shared/recording';
import { RowCollector } from '#shared/row-collector';
import { runFacts } from '#shared/run-facts';
import { MIB } from '#shared/units';
import { log } from '../console';
import type { Options } from '../options';
import { UsageError } from '../options';
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
import { sweepOptions } from '../sweep';
import { version } from '#engine/version';
import type { Command, CommandResult } from './command';
import { descentSummary } from './descend-summary';

export const descend: Command = {
  usage: 'descend <source> --out run.npz|table.csv',
  summary: 'run the energy descent of corrupted pictures in both models',
  maxOperands: 1,
  options: {
    out: { value: 'run.npz', help: 'output file for the trajectories; with --sweep, for the table (.csv)' },
    sheet: {
      value: 'sheet.png',
      help: 'output file (.png or .svg) for a contact sheet: states of the descent, and the target',
    },
    ...memoryOptions,
    'memory-budget': {
      value: 'MIB',
      default: '1024',
      help: 'larger memories are streamed, which DrDAM alone supports',
    },
    ...queryOptions,
    ...modelOptions,
    ...ownEnergyOptions,
    ...descentOptions,
    ...extensionOptions,
    ...sweepOptions,
  },
  async run(options, signal) {
    if (options.isGiven('sweep')) return (await import('./descend-sweep')).runSweep(options, signal);
    if (options.isGiven('seeds'))
      throw new UsageError('--seeds needs --sweep, whose rates are means over them.');
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
  specs: Specs,
  options: Options,
  outputs: OutputFiles,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { setup, model, descent } = specs;
  const reserve = (name: string) => {
    const path = options.text(name);
    return path === undefined ? undefined : outputs.reserve(path);
  };
  const [runFile, sheetFile] = [reserve('out'), reserve('sheet')];
  const memoryBytes = options.integer('memory-budget') * MIB;
  const work = async ({ call, notices }: EngineSession) => {
    const rows = new RowCollector();
    const prepared = await call('prepare', { ...setup, model }, rows.add);
    for (const { path, reason } of prepared.skipped) log(`Skipped ${path}: ${reason}`);
    if (sheetFile && !prepared.shape) {
      throw new EngineError('bad-request', '--sheet needs the picture shape.', 'Add --shape H,W,C.');
    }

    const hasSheet = sheetFile !== undefined;
    const collector = new RunCollector(model, prepared, rows, descent, runFile, { hasSheet });
    try {
      // without an output file only the last states are sent
      const keep = runFile || sheetFile ? descent.keep : 0;
      const report = await call('descend', { setup, model, descent: { ...descent, keep } }, collector.add);
      const meta = { command: 'descend', version, setup, model, descent, ...results(prepared, report) };
      if (runFile) await collector.write(report.models, meta);
      if (sheetFile) {
        sheetFile.write(
          await sheetContent(sheetFile.path, specs, prepared, rows, collector.recording, report),
        );
      }
      outputs.commit();
      const written = [runFile, sheetFile].flatMap((file) => (file ? [file.path] : []));
      return {
        text: descentSummary(prepared, report, meta.peakMemoryBytes, written),
        json: {
          ...meta,
          memories: prepared.numMemories,
          queries: prepared.numQueries,
          targets: prepared.targets,
          outcomes: outcomesOf(prepared, report),
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

/** Returns how each query ended in each model. */
function outcomesOf({ targets, numQueries }: PrepareReport, { models }: DescentReport) {
  const queries = Array.from({ length: numQueries }, (_, query) => query);
  return Object.fromEntries(
    Object.entries(models).map(([name, outcome]) => [
      name,
      queries.map((query) => classifyOutcome(outcome, query, targets[query])),
    ]),
  );
}

/** Returns the contact sheet as a file of that name: SVG, or else PNG. */
async function sheetContent(
  path: string,
  { setup: { memories }, model, descent }: Specs,
  { shape, dim, numMemories, numQueries, targets, memories: items }: PrepareReport,
  rows: RowCollector,
  recording: Recording,
  { models: outcomes, projection }: DescentReport,
): Promise<Uint8Array | string> {
  invariant(shape, 'a descent without a picture shape is refused a sheet');
  const { figureRenderer, svgToPng } = await import('../svg');
  const source = memories.from === 'file' ? memories.path : memories.images.source;
  const set = source.split(/[\\/]/).at(-1) ?? source;
  const numFeatures = projection?.numFeatures ?? model.drdam.numFeatures;
  const described = { ...model, drdam: { ...model.drdam, numFeatures } };
  const origins = rows.floats('origins');
  const queries = Array.from({ length: numQueries }, (_, query) => {
    const memory = targets[query];
    const name = items[memory ?? -1]?.name;
    return {
      title: `Query ${String(query)}${name === undefined ? '' : `, made from ${name}`}`,
      target: origins.length > 0 ? origins.subarray(query * dim, (query + 1) * dim) : null,
      memory,
    };
  });
  const facts = runFacts({ set, numMemories, dim, model: described, descent });
  const sheet = { facts, queries, shape, recording, outcomes };
  if (path.endsWith('.svg')) return contactSheet(sheet, figureRenderer);
  return svgToPng(contactSheet(sheet, figureRenderer, PNG_SCALE));
}

/** Returns the results that a run file describes beside its parameters. */
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
