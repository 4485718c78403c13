import { version } from '#engine/version';
import type { LandscapeReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import { RowCollector } from '#shared/row-collector';
import type { FrameArray } from '#shared/rpc/frame';
import type { MemoriesSpec } from '#shared/setup';
import { formatSeconds } from '#shared/units';
import type { EngineSession } from '../engine-session';
import { withEngine } from '../engine-session';
import { NpzWriter } from '../npz';
import { UsageError } from '../options';
import type { PendingFile } from '../output-files';
import { OutputFiles } from '../output-files';
import { peakMemoryBytes } from '../peak-memory';
import {
  extensionOptions,
  descentOptions,
  gridOptions,
  gridSpec,
  memoriesSpec,
  memoryOptions,
  modelOptions,
  modelSpec,
  ownEnergyOptions,
  queryOptions,
} from '../setup-options';
import type { Command } from './command';
import { descentTitle } from './descend-summary';

type Arrays = Readonly<Record<string, FrameArray>>;

export const landscape: Command = {
  usage: 'landscape <source> --out surface.npz',
  summary: 'compute both energies on a plane',
  maxOperands: 1,
  options: {
    out: { value: 'surface.npz', help: 'output file for the energies' },
    picture: { value: 'surface.png', help: 'output file for a picture of them' },
    ...memoryOptions,
    ...modelOptions,
    ...ownEnergyOptions,
    ...gridOptions,
    // accepts the options of descend, so one set of options works for both; no query is made and no step taken
    ...queryOptions,
    ...descentOptions,
    ...extensionOptions,
  },
  async run(options, signal) {
    const out = options.text('out');
    if (out === undefined)
      throw new UsageError('--out is missing. It names the file for the energies, such as surface.npz.');
    const params = { memories: memoriesSpec(options), model: modelSpec(options), grid: gridSpec(options) };
    const outputs = new OutputFiles();
    try {
      const surfaceFile = outputs.reserve(out);
      const picture = options.text('picture');
      const pictureFile = picture === undefined ? undefined : outputs.reserve(picture);
      return await withEngine(signal, async (session) => {
        let arrays: Arrays = {};
        const report = await session.call('landscape', params, (_, frame) => {
          arrays = frame;
        });
        const { memories: setup, model, grid } = params;
        const meta = {
          command: 'landscape',
          version,
          setup: { memories: setup },
          model,
          grid,
          ...report,
          peakMemoryBytes: peakMemoryBytes(),
        };
        await writeSurface(surfaceFile, arrays, meta);
        if (pictureFile)
          await drawSurface(pictureFile, session, params.memories, params.model.beta, report, arrays);
        outputs.commit();
        const written = [surfaceFile, ...(pictureFile ? [pictureFile] : [])].map(({ path }) => path);
        const times = Object.entries(report.seconds).map(([model, s]) => `${model} ${formatSeconds(s)}`);
        const size = String(params.grid.size);
        const lines = [
          `Energies on ${size} x ${size} points: ${times.join(', ')} on ${report.device.name}.`,
          `The plane captures ${(100 * report.explainedVariance).toFixed(0)} % of the memories' variance.`,
          ...written.map((path) => `wrote ${path}`),
        ];
        return { text: lines.join('\n'), json: { ...meta, written } };
      });
    } finally {
      outputs.discard();
    }
  },
};

async function writeSurface(file: PendingFile, arrays: Arrays, meta: unknown): Promise<void> {
  const npz = new NpzWriter(file.open());
  for (const [name, { data, shape }] of Object.entries(arrays)) {
    const type = data instanceof Float64Array ? 'f8' : data instanceof Uint8Array ? 'b1' : 'f4';
    await npz.add(name, type, shape, [data]);
  }
  await npz.addText('meta', JSON.stringify(meta));
  await npz.close();
}

async function drawSurface(
  file: PendingFile,
  { call }: EngineSession,
  memories: MemoriesSpec,
  beta: number,
  report: LandscapeReport,
  arrays: Arrays,
): Promise<void> {
  const { surfacePicture } = await import('../surface-picture');
  const rows = new RowCollector();
  const queries = {
    from: 'memories' as const,
    count: 1,
    corruptions: [],
    fill: 'black' as const,
    clamp: false,
    seed: 0,
  };
  const prepared = await call('prepare', { memories, queries }, rows.add);
  const source = memories.from === 'file' ? memories.path : memories.images.source;
  file.write(
    surfacePicture({
      title: descentTitle(source, prepared, report, beta),
      u: axis(arrays.u),
      v: axis(arrays.v),
      energies: {
        ...(arrays.mrdam_energy && { mrdam: arrays.mrdam_energy.data as Float32Array }),
        ...(arrays.drdam_energy && { drdam: arrays.drdam_energy.data as Float32Array }),
        ...(arrays.own_energy && { own: arrays.own_energy.data as Float32Array }),
      },
      clipped: arrays.drdam_clipped?.data as Uint8Array | undefined,
      memoryPositions: report.memories,
      memories: rows.floats('memories'),
      shape: prepared.shape,
    }),
  );
}

function axis(array: FrameArray | undefined): Float64Array {
  if (array?.data instanceof Float64Array) return array.data;
  throw new EngineError('internal', 'The landscape has no axes.');
}
