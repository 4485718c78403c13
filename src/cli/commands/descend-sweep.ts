import { version } from '#engine/version';
import type { Params, PrepareReport } from '#shared/api';
import { EngineError, toEngineError } from '#shared/errors';
import type { Row } from '#shared/experiments';
import type { Notice } from '#shared/progress';
import { MIB } from '#shared/units';
import { log } from '../console';
import type { EngineSession } from '../engine-session';
import { withEngine } from '../engine-session';
import type { Options } from '../options';
import { UsageError } from '../options';
import type { PendingFile } from '../output-files';
import { OutputFiles } from '../output-files';
import { overriddenOptions } from '../setup-options';
import type { Sweep } from '../sweep';
import { readSweep } from '../sweep';
import type { SweepDescent } from '../sweep-table';
import { SWEEP_COLUMNS, sweepCsv, sweepRows, sweepText } from '../sweep-table';
import type { CommandResult } from './command';

/** Runs `descend --sweep`: measures the recall rate of every combination of values, and writes a table. */
export async function runSweep(options: Options, signal: AbortSignal): Promise<CommandResult> {
  if (options.isGiven('sheet')) {
    throw new UsageError('--sheet shows one descent. Leave it out, or leave out --sweep.');
  }
  const out = options.text('out');
  if (out !== undefined && !out.toLowerCase().endsWith('.csv')) {
    throw new UsageError(`--out must end in .csv with --sweep, which writes a table, not "${out}".`);
  }
  const sweep = readSweep(options);
  const outputs = new OutputFiles();
  try {
    const file = out === undefined ? undefined : outputs.reserve(out);
    const result = await measureSweep(sweep, options, file, signal);
    outputs.commit();
    return result;
  } finally {
    outputs.discard();
  }
}

/** Notices of these kinds are about one descent, whose result is in the table. */
const ABOUT_ONE_DESCENT = /^(trust|merging|diverged)\b/;

/** Returns whether a notice concerns the sweep as a whole and is new. */
function noticeFilter(): (notice: Notice) => boolean {
  const seen = new Set<string>();
  return ({ id, summary }) => {
    if (ABOUT_ONE_DESCENT.test(id) || seen.has(summary)) return false;
    seen.add(summary);
    return true;
  };
}

function measureSweep(
  { values, seeds, points }: Sweep,
  options: Options,
  file: PendingFile | undefined,
  signal: AbortSignal,
): Promise<CommandResult> {
  const swept = Object.keys(values);
  const perPoint = points[0]?.descents.length ?? 0;
  const place = { done: 0, total: points.length * perPoint, unit: 'descents' };
  const work = async ({ call, notices }: EngineSession) => {
    const prepare = preparer(call);
    const measured = points.map((): SweepDescent[] => []);
    // seed by seed, because the pictures and the projection of a seed are kept between its descents
    for (let s = 0; s < perPoint; s++) {
      for (const [p, { values: chosen, descents }] of points.entries()) {
        const params = descents[s];
        if (!params) continue;
        try {
          const prepared = await prepare(params);
          measured[p]?.push({ prepared, report: await call('descend', params) });
        } catch (thrown) {
          throw failureAt(chosen, thrown);
        }
        place.done++;
      }
    }
    const rowsOf = (typed: (value: string) => Row[string]) =>
      points.flatMap(({ values: chosen }, p) => {
        const place = Object.entries(chosen).map(([name, value]): [string, Row[string]] => [
          name,
          typed(value),
        ]);
        return sweepRows(measured[p] ?? []).map((row) => ({ ...Object.fromEntries(place), ...row }));
      });
    const [texts, rows] = [rowsOf((value) => value), rowsOf(numberOrText)];
    const device = measured[0]?.[0]?.report.device;
    const parameters = sharedParameters(options, swept);
    file?.write(
      sweepCsv(swept, texts, {
        mnemoscope: `${version}, descend --sweep`,
        ...parameters,
        ...(seeds && { seeds: seeds.join(' ') }),
        device: device?.name ?? '',
      }),
    );
    const written = file ? [file.path] : [];
    return {
      text: [sweepText(swept, texts), ...written.map((path) => `wrote ${path}`)].join('\n'),
      json: {
        command: 'descend',
        version,
        sweep: values,
        seeds,
        parameters,
        device,
        columns: SWEEP_COLUMNS,
        rows,
        notices,
        written,
      },
    };
  };
  return withEngine(signal, work, {
    memoryBytes: options.integer('memory-budget') * MIB,
    isKept: noticeFilter(),
    progressOf: ({ stage }) => ({ stage, ...place }),
  });
}

/** Returns a function that prepares each setup once, and prints each skipped file once. */
function preparer(call: EngineSession['call']): (params: Params<'descend'>) => Promise<PrepareReport> {
  const reports = new Map<string, PrepareReport>();
  const skippedPaths = new Set<string>();
  return async ({ setup, model }) => {
    const key = JSON.stringify(setup);
    const report = reports.get(key) ?? (await call('prepare', { ...setup, model }));
    reports.set(key, report);
    for (const { path, reason } of report.skipped) {
      if (!skippedPaths.has(path)) log(`Skipped ${path}: ${reason}`);
      skippedPaths.add(path);
    }
    return report;
  };
}

/** Returns the error of a descent with the values at which it failed. */
function failureAt(values: Readonly<Record<string, string>>, thrown: unknown): EngineError {
  const error = toEngineError(thrown);
  if (error.code === 'cancelled') return error;
  const where = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  const message = `At ${where.join(', ')}: ${error.message}`;
  return new EngineError(error.code, message, error.next, { cause: error });
}

/** Options that set no parameter of a descent, or that the table gives otherwise. */
const NO_PARAMETERS = ['out', 'sweep', 'seeds', 'seed', 'json', 'debug'];

/** Returns the parameters that all rows share, by the names of their options, after the source. */
function sharedParameters(options: Options, swept: readonly string[]): Record<string, string> {
  const without = new Set([
    ...NO_PARAMETERS,
    ...swept,
    ...overriddenOptions(options).map(({ name }) => name),
  ]);
  const source = options.isGiven('memory-file') ? undefined : options.positionals[0];
  const settings = Object.entries(options.settings()).filter(([name]) => !without.has(name));
  return { ...(source !== undefined && { source }), ...Object.fromEntries(settings) };
}

function numberOrText(value: string): number | string {
  return Number.isFinite(Number(value)) ? Number(value) : value;
}
