import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { invariant } from '#shared/errors';
import type { ExperimentReport, ExperimentSpec } from '#shared/experiments';
import { cellOf, EXPERIMENT_TITLE, ExperimentName } from '#shared/experiments';
import { drawExperiment, PNG_SCALE } from '#shared/figures/draw';
import { DeviceId } from '#shared/setup';
import { formatSeconds, plural } from '#shared/units';
import { CellsFolder } from '../cells-folder';
import { say } from '../console';
import { csvOf } from '#shared/files/csv';
import { figureInk } from '../figure-ink';
import type { Options } from '../options';
import { Outputs, writeError } from '../output';
import { withEngine } from '../session';
import { imageSource, memoryOptions, seedOf } from '../specs';
import { svgToPng } from '../svg';
import { UsageError } from '../usage';
import { version } from '#engine/version';
import type { Command, CommandResult } from './command';

export const reproduce: Command = {
  usage: `reproduce <${ExperimentName.options.join('|')}> [<source>] --out DIR`,
  about: 'a figure of the paper, or one of ours, as CSV, SVG and PNG',
  operands: 2,
  options: {
    out: { value: 'DIR', help: 'the folder for the results; made where it is missing' },
    quick: { help: 'smaller settings that show the same trends in a few minutes' },
    seed: memoryOptions.seed,
    gray: memoryOptions.gray,
    device: { value: ['auto', ...DeviceId.options].join('|'), default: 'auto', help: 'where to compute' },
  },
  async run(options, signal) {
    const spec = experimentSpec(options);
    const out = options.text('out');
    if (out === undefined) throw new UsageError('--out DIR is missing: the folder for the results.');
    const folder = resolve(out);
    try {
      mkdirSync(folder, { recursive: true });
    } catch (thrown) {
      throw writeError(thrown, folder);
    }
    const outputs = new Outputs();
    try {
      return await runExperiment(spec, folder, outputs, signal);
    } finally {
      outputs.discard();
    }
  },
};

function experimentSpec(options: Options): ExperimentSpec {
  const [wish, source] = options.positionals;
  const name = ExperimentName.options.find((one) => one === wish);
  if (!name) {
    const choices = ExperimentName.options.join(', ');
    throw new UsageError(
      wish === undefined
        ? `Say what to reproduce: ${choices}.`
        : `There is no experiment "${wish}". There are: ${choices}.`,
    );
  }
  return {
    name,
    quick: options.isOn('quick'),
    seed: seedOf(options),
    device: options.oneOf('device', ['auto', ...DeviceId.options]),
    ...(source !== undefined && { images: imageSource(options, source) }),
  };
}

function runExperiment(
  spec: ExperimentSpec,
  folder: string,
  outputs: Outputs,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { name } = spec;
  const drafts = {
    csv: outputs.draft(join(folder, `${name}.csv`)),
    svg: outputs.draft(join(folder, `${name}.svg`)),
    png: outputs.draft(join(folder, `${name}.png`)),
  };
  return withEngine(signal, async ({ call, notices }) => {
    const kept = new CellsFolder(join(folder, `.${name}`), { spec, version });
    const finished = new Map(kept.read().map((cell) => [cell.cell, cell]));
    if (finished.size > 0)
      say(`Going on: ${plural(finished.size, 'part')} of ${EXPERIMENT_TITLE[name]} are there.`);
    const report = await call('experiment', { spec, done: [...finished.keys()] }, (meta, arrays) => {
      const cell = cellOf(meta, arrays);
      finished.set(cell.cell, cell);
      kept.add(cell);
    });
    const cells = report.cells.flatMap((key) => finished.get(key) ?? []);
    invariant(cells.length === report.cells.length, 'every cell is there');
    const rows = cells.flatMap((cell) => cell.rows);
    const context = { data: report.data, isQuick: spec.quick };
    drafts.csv.write(csvOf(Object.keys(report.columns), rows));
    drafts.svg.write(drawExperiment(name, cells, context, figureInk));
    drafts.png.write(svgToPng(drawExperiment(name, cells, context, figureInk, PNG_SCALE)));
    outputs.commit();
    kept.remove();
    const written = Object.values(drafts).map(({ path }) => path);
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
    ...written.map((path) => `Written: ${path}`),
  ].join('\n');
}
