import type { DescentReport, PreparedReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { ModelName } from '#shared/setup';
import { formatBytes, formatCount, formatSeconds, plural } from '#shared/units';
import { say } from '../console';
import { Outputs } from '../output';
import { PreparedRows, RunCollector } from '../run';
import { withEngine } from '../session';
import { contactSheet } from '../sheet';
import {
  descentOptions,
  descentSpec,
  memoryOptions,
  modelOptions,
  modelSpec,
  queryOptions,
  setupSpec,
} from '../specs';
import { version } from '../version';
import type { Command } from './command';

const NAME: Record<ModelName, string> = { mrdam: 'MrDAM', drdam: 'DrDAM' };

export const descend: Command = {
  usage: 'descend <source> --out run.npz',
  about: 'energy descent of damaged pictures in both models',
  options: {
    out: { value: 'run.npz', help: 'where to write the trajectories' },
    sheet: { value: 'sheet.png', help: 'where to write a contact sheet: query, way, fixed point and target' },
    ...memoryOptions,
    ...queryOptions,
    ...modelOptions,
    ...descentOptions,
  },
  async run(options, signal) {
    const [out, sheet] = [options.text('out'), options.text('sheet')];
    const setup = setupSpec(options);
    const model = modelSpec(options);
    const descent = descentSpec(options);
    const outputs = new Outputs();
    try {
      const runDraft = out === undefined ? undefined : outputs.draft(out);
      const sheetDraft = sheet === undefined ? undefined : outputs.draft(sheet);
      return await withEngine(signal, async ({ call, notices }) => {
        const rows = new PreparedRows();
        const prepared = await call('prepare', setup, rows.take);
        for (const { path, reason } of prepared.skipped) say(`Skipped ${path}: ${reason}`);
        if (sheetDraft && !prepared.shape) {
          throw new EngineError(
            'bad-request',
            '--sheet needs the shape of the pictures.',
            'Add --shape H,W,C.',
          );
        }

        // without a file to fill, only what the sheet shows need travel
        const keep = runDraft || sheetDraft ? descent.keep : 0;
        const collector = new RunCollector(model.models, prepared, descent, runDraft);
        let report: DescentReport;
        try {
          report = await call('descend', { setup, model, descent: { ...descent, keep } }, collector.take);
          const meta = {
            command: 'descend',
            version,
            setup,
            model,
            descent,
            dim: prepared.dim,
            shape: prepared.shape,
            memories: prepared.memories,
            device: report.device,
            projection: report.projection,
            seconds: secondsOf(report),
            setupSeconds: report.setupSeconds,
            peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
          };
          if (runDraft) collector.write(prepared, rows, report.models, meta);
          sheetDraft?.write(
            contactSheet({
              title: titleOf(
                setup.memories.from === 'images' ? setup.memories.images.source : setup.memories.path,
                prepared,
                report,
                model.beta,
              ),
              prepared,
              memories: rows.floats('memories'),
              queries: rows.floats('queries'),
              recording: collector.recording,
              outcomes: report.models,
            }),
          );
          outputs.commit();
          const written = [runDraft?.path, sheetDraft?.path].filter((path) => path !== undefined);
          const json = {
            ...meta,
            memories: prepared.memories.length,
            queries: prepared.numQueries,
            targets: prepared.targets,
            models: report.models,
            skipped: prepared.skipped,
            notices,
            written,
          };
          return { text: summary(prepared, report, meta.peakMemoryBytes, written), json };
        } finally {
          collector.close();
        }
      });
    } finally {
      outputs.discard();
    }
  },
};

function secondsOf({ models }: DescentReport): Partial<Record<ModelName, number>> {
  return Object.fromEntries(Object.entries(models).map(([name, { seconds }]) => [name, seconds]));
}

function titleOf(
  source: string,
  { memories, dim }: PreparedReport,
  { projection }: DescentReport,
  beta: number,
): string {
  const parts = [
    source.split('/').at(-1) ?? source,
    `K ${String(memories.length)}`,
    `D ${formatCount(dim)}`,
    `β ${String(beta)}`,
  ];
  if (projection) parts.push(`Y ${formatCount(projection.numFeatures)}`);
  return parts.join('   ');
}

/** What was recalled, a line for each query. */
function summary(
  prepared: PreparedReport,
  report: DescentReport,
  peakMemoryBytes: number,
  written: string[],
): string {
  const { memories, numQueries, targets, shape, dim } = prepared;
  const picture = shape
    ? `, ${String(shape.width)}x${String(shape.height)} ${shape.channels === 1 ? 'grey' : 'RGB'}`
    : '';
  const lines = [`${plural(memories.length, 'memory', 'memories')} stored (D ${formatCount(dim)}${picture})`];
  const entries = Object.entries(report.models) as [
    ModelName,
    NonNullable<DescentReport['models'][ModelName]>,
  ][];
  const nameOf = (index: number) => memories[index]?.name ?? String(index);
  for (let query = 0; query < numQueries; query++) {
    const target = targets[query];
    lines.push(`query ${String(query)}${target === undefined ? '' : ` (${nameOf(target)} damaged)`}`);
    for (const [name, { nearest, distances, stopped, clipped }] of entries) {
      const found = nearest[query] ?? -1;
      const verdict = target === undefined ? '' : found === target ? '  recalled' : '  NOT the right memory';
      const fate =
        (stopped[query] ?? -1) >= 0
          ? '  diverged'
          : clipped[query]
            ? '  frozen: φ·T is at its clip, so the gradient is 0'
            : '';
      lines.push(
        `  ${NAME[name]}  ${nameOf(found)}, ${(distances[query] ?? NaN).toFixed(3)} away${verdict}${fate}`,
      );
    }
  }
  const times = entries.map(([name, { seconds }]) => `${NAME[name]} ${formatSeconds(seconds)}`);
  const because = report.device.reason === '' ? '' : ` (${report.device.reason})`;
  lines.push(
    `${times.join(', ')} on ${report.device.name}${because}; ${formatBytes(peakMemoryBytes)} of memory`,
  );
  return [...lines, ...written.map((path) => `wrote ${path}`)].join('\n');
}
