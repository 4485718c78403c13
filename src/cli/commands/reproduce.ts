import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { experiments } from '#engine/experiments/registry';
import { version } from '#engine/version';
import { invariant } from '#shared/errors';
import type { ExperimentReport, ExperimentSpec } from '#shared/experiments';
import {
  cellFromFrame,
  DEFAULT_RECALL_AXES,
  EXPERIMENT_SOURCE,
  EXPERIMENT_TITLE,
  ExperimentName,
  RecallAxes,
} from '#shared/experiments';
import { drawExperiment } from '#shared/figures/draw-experiment';
import { PNG_SCALE } from '#shared/figures/svg-drawing';
import { formatCsv } from '#shared/files/csv';
import { DeviceId } from '#shared/setup';
import { formatSeconds, plural } from '#shared/units';
import { CellFolder } from '../cell-folder';
import { log } from '../console';
import { withEngine } from '../engine-session';
import type { Options } from '../options';
import { UsageError } from '../options';
import { OutputFiles, writeFailure } from '../output-files';
import { imageSource, memoryOptions, seedOf } from '../setup-options';
import { figureRenderer, svgToPng } from '../svg';
import type { Command, CommandResult } from './command';

export const reproduce: Command = {
  usage: `reproduce <${ExperimentName.options.join('|')}> [<source>] --out DIR`,
  summary: 'reproduce a figure of the paper, or one beyond it, as CSV, SVG and PNG',
  maxOperands: 2,
  options: {
    out: { value: 'DIR', help: 'folder for the results, created if missing' },
    quick: { help: 'smaller settings, which show the same trends in a few minutes' },
    columns: { help: 'print the meaning of each CSV column and exit' },
    seed: memoryOptions.seed,
    gray: memoryOptions.gray,
    corrupt: {
      value: RecallAxes.shape.corruption.options.join('|'),
      default: DEFAULT_RECALL_AXES.corruption,
      help: 'recall only: how queries are corrupted',
    },
    curves: {
      value: RecallAxes.shape.curves.options.join('|'),
      default: DEFAULT_RECALL_AXES.curves,
      help: 'recall only: the parameter that the curves differ in',
    },
    device: { value: ['auto', ...DeviceId.options].join('|'), default: 'auto', help: 'device to compute on' },
  },
  async run(options, signal) {
    const spec = experimentSpec(options);
    if (options.isOn('columns')) return columnsOf(spec.name);
    const out = options.text('out');
    if (out === undefined) throw new UsageError('--out DIR is missing. It names the folder for the results.');
    const folder = resolve(out);
    try {
      mkdirSync(folder, { recursive: true });
    } catch (thrown) {
      throw writeFailure(thrown, folder);
    }
    const outputs = new OutputFiles();
    try {
      return await runExperiment(spec, folder, outputs, signal);
    } finally {
      outputs.discard();
    }
  },
};

function experimentSpec(options: Options): ExperimentSpec {
  const [requested, source] = options.positionals;
  const name = ExperimentName.options.find((one) => one === requested);
  if (!name) {
    const choices = ExperimentName.options.join(', ');
    throw new UsageError(
      requested === undefined
        ? `An experiment is missing. Experiments: ${choices}.`
        : `Unknown experiment "${requested}". Experiments: ${choices}.`,
    );
  }
  if (source !== undefined && EXPERIMENT_SOURCE[name] === null) {
    throw new UsageError(`${name} takes no source, because it generates its patterns by seed.`);
  }
  const axis = ['corrupt', 'curves'].find((option) => name !== 'recall' && options.isGiven(option));
  if (axis !== undefined) throw new UsageError(`${name} takes no --${axis}, which belongs to recall.`);
  return {
    name,
    quick: options.isOn('quick'),
    seed: seedOf(options),
    device: options.oneOf('device', ['auto', ...DeviceId.options]),
    ...(source !== undefined && { images: imageSource(options, source) }),
    ...(name === 'recall' && { recall: recallAxes(options) }),
  };
}

function recallAxes(options: Options): RecallAxes {
  const { corruption, curves } = RecallAxes.shape;
  return {
    corruption: options.oneOf('corrupt', corruption.options),
    curves: options.oneOf('curves', curves.options),
  };
}

function columnsOf(name: ExperimentName): CommandResult {
  const { columns } = experiments[name];
  const width = Math.max(...Object.keys(columns).map((column) => column.length)) + 2;
  const lines = Object.entries(columns).map(([column, meaning]) => column.padEnd(width) + meaning);
  return { text: lines.join('\n'), json: { command: 'reproduce', version, name, columns } };
}

function runExperiment(
  spec: ExperimentSpec,
  folder: string,
  outputs: OutputFiles,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { name } = spec;
  const files = {
    csv: outputs.reserve(join(folder, `${name}.csv`)),
    svg: outputs.reserve(join(folder, `${name}.svg`)),
    png: outputs.reserve(join(folder, `${name}.png`)),
  };
  return withEngine(signal, async ({ call, notices }) => {
    // planned first, so an invalid source does not discard any finished cells
    const { stamp } = await call('planExperiment', spec);
    const cellFolder = new CellFolder(join(folder, `.${name}`), { spec, version, stamp });
    if (cellFolder.numDiscarded > 0) {
      log(
        `Discarded ${plural(cellFolder.numDiscarded, 'finished part')} of ${EXPERIMENT_TITLE[name]}, because the data, the options or the version has changed.`,
      );
    }
    const finished = new Map(cellFolder.read().map((cell) => [cell.cell, cell]));
    if (finished.size > 0)
      log(`Resuming ${EXPERIMENT_TITLE[name]} with ${plural(finished.size, 'finished part')}.`);
    const report = await call('experiment', { spec, stamp, done: [...finished.keys()] }, (meta, arrays) => {
      const cell = cellFromFrame(meta, arrays);
      finished.set(cell.cell, cell);
      cellFolder.add(cell);
    });
    const cells = report.cells.flatMap((key) => finished.get(key) ?? []);
    invariant(cells.length === report.cells.length, 'every cell is finished');
    const rows = cells.flatMap((cell) => cell.rows);
    const context = { data: report.data, isQuick: spec.quick };
    files.csv.write(formatCsv(Object.keys(report.columns), rows));
    files.svg.write(drawExperiment(name, cells, context, figureRenderer));
    files.png.write(svgToPng(drawExperiment(name, cells, context, figureRenderer, PNG_SCALE)));
    outputs.commit();
    cellFolder.remove();
    const written = Object.values(files).map(({ path }) => path);
    return {
      text: summary(report, rows.length, written),
      json: { command: 'reproduce', version, spec, ...report, rows: rows.length, notices, written },
    };
  });
}

function summary(
  { title, data, cells, seconds }: ExperimentReport,
  rows: number,
  written: readonly string[],
): string {
  return [
    `${title}: ${plural(rows, 'row')} from ${plural(cells.length, 'part')} in ${formatSeconds(seconds)}.`,
    `Data: ${data}.`,
    ...written.map((path) => `wrote ${path}`),
  ].join('\n');
}
