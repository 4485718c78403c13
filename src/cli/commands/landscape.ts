import type { FrameArray } from '#shared/rpc/frame';
import { formatSeconds } from '#shared/units';
import { NpzWriter } from '../npz';
import { Outputs } from '../output';
import { withEngine } from '../session';
import {
  descentOptions,
  gridOptions,
  gridSpec,
  memoriesSpec,
  memoryOptions,
  modelOptions,
  modelSpec,
  queryOptions,
} from '../specs';
import { UsageError } from '../usage';
import { version } from '../version';
import type { Command } from './command';

export const landscape: Command = {
  usage: 'landscape <source> --out surface.npz',
  about: 'both energies on a plane',
  options: {
    out: { value: 'surface.npz', help: 'where to write the surfaces' },
    ...memoryOptions,
    ...modelOptions,
    ...gridOptions,
    // those of descend are taken, so that one set of options serves both; no query is made and no step taken
    ...queryOptions,
    ...descentOptions,
  },
  async run(options, signal) {
    const out = options.text('out');
    if (out === undefined) throw new UsageError('--out surface.npz is missing.');
    const params = { memories: memoriesSpec(options), model: modelSpec(options), grid: gridSpec(options) };
    const outputs = new Outputs();
    try {
      const draft = outputs.draft(out);
      return await withEngine(signal, async ({ call }) => {
        let arrays: Readonly<Record<string, FrameArray>> = {};
        const report = await call('landscape', params, (_, frame) => {
          arrays = frame;
        });
        const meta = {
          command: 'landscape',
          version,
          ...params,
          ...report,
          peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
        };
        const npz = new NpzWriter(draft.open());
        for (const [name, { data, shape }] of Object.entries(arrays)) {
          const type = data instanceof Float64Array ? 'f8' : data instanceof Uint8Array ? 'b1' : 'f4';
          npz.add(name, type, shape, [data]);
        }
        npz.addText('meta', JSON.stringify(meta));
        npz.close();
        outputs.commit();
        const times = Object.entries(report.seconds).map(([model, s]) => `${model} ${formatSeconds(s)}`);
        const size = String(params.grid.size);
        const lines = [
          `Energies on ${size} x ${size} points: ${times.join(', ')} on ${report.device.name}.`,
          `The plane holds ${(100 * report.explainedVariance).toFixed(0)} % of the memories' variance.`,
          `Wrote ${draft.path}`,
        ];
        return { text: lines.join('\n'), json: { out: draft.path, ...meta } };
      });
    } finally {
      outputs.discard();
    }
  },
};
