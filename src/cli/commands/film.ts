import { closeSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { version } from '#engine/version';
import { startServer } from '#server/server';
import { EngineError } from '#shared/errors';
import type { FilmContainer } from '#shared/film-job';
import { FilmJob, FilmView, frameCount } from '#shared/film-job';
import { ProgressLine } from '../console';
import { FilmReceiver } from '../film-receiver';
import type { Chromium } from '../headless-browser';
import { launchChromium, findChromium } from '../headless-browser';
import type { Options } from '../options';
import { UsageError } from '../options';
import { OutputFiles } from '../output-files';
import {
  extensionOptions,
  descentOptions,
  descentSpec,
  memoryOptions,
  modelOptions,
  modelSpec,
  queryOptions,
  setupSpec,
} from '../setup-options';
import type { Command } from './command';

export const film: Command = {
  usage: 'film <source> --out film.mp4',
  summary: 'a film of the descent: every frame drawn as the window draws it',
  maxOperands: 1,
  options: {
    out: { value: 'film.mp4', help: 'where to write the film: .mp4 or .webm' },
    width: { value: 'N', default: '1280', help: 'pixels across, even' },
    height: { value: 'N', default: '720', help: 'pixels down, even' },
    fps: { value: 'N', default: '30', help: 'frames a second' },
    seconds: { value: 'S', default: '8', help: 'how long it lasts' },
    view: { value: FilmView.options.join('|'), default: 'both', help: 'what it shows' },
    ...memoryOptions,
    ...queryOptions,
    ...modelOptions,
    ...descentOptions,
    ...extensionOptions,
  },
  async run(options, signal) {
    const out = options.text('out');
    if (out === undefined) throw new UsageError('--out film.mp4 is missing.');
    const job = filmJob(options, containerOf(out));
    const outputs = new OutputFiles();
    try {
      const draft = outputs.reserve(out);
      const file = draft.open();
      try {
        await shoot(job, file, signal);
        await refuseIncomplete(job, file);
      } finally {
        closeSync(file);
      }
      outputs.commit();
      const frames = frameCount(job);
      const { width, height, fps, seconds } = job;
      const size = `${String(width)} x ${String(height)}`;
      return {
        text: `${String(frames)} frames of ${size}, ${String(fps)} a second, ${String(seconds)} s\nwrote ${draft.path}`,
        json: { command: 'film', version, ...job, frames, written: [draft.path] },
      };
    } finally {
      outputs.discard();
    }
  },
};

/** Lets a browser without a window make the film; resolves when it is in the file. */
async function shoot(job: FilmJob, file: number, signal: AbortSignal): Promise<void> {
  const program = findChromium();
  const line = new ProgressLine();
  const take = new FilmReceiver(job, file, signal, (progress) => {
    line.show(progress);
  });
  let browser: Chromium | undefined;
  const server = await startServer({ host: '127.0.0.1', port: 0, film: take });
  try {
    browser = await launchChromium(program, server.address.replace('/?', '/film.html?'));
    const gone = browser.ended.then((reason) => {
      throw new EngineError(
        'engine-stopped',
        `${basename(program)} ended before the film was done (${reason}).`,
        'Name another browser in MNEMOSCOPE_BROWSER.',
      );
    });
    await Promise.race([take.finished, gone]);
  } finally {
    line.clear();
    take.failed(new EngineError('cancelled', 'The film is no longer wanted.')); // ends the wait for its next word
    await browser?.close();
    await server.close();
  }
}

async function refuseIncomplete(job: FilmJob, file: number): Promise<void> {
  const { countFrames } = await import('../film-receiver');
  const [wanted, found] = [frameCount(job), await countFrames(file)];
  if (found === wanted) return;
  throw new EngineError(
    'internal',
    `The film holds ${String(found)} frames instead of ${String(wanted)}; it was not kept.`,
    'Try another browser with MNEMOSCOPE_BROWSER.',
  );
}

function containerOf(out: string): FilmContainer {
  const extension = extname(out).toLowerCase();
  if (extension === '.mp4') return 'mp4';
  if (extension === '.webm') return 'webm';
  if (extension === '.gif') {
    throw new EngineError('unsupported', 'Films as .gif are not built yet.', 'Write an .mp4 or a .webm.');
  }
  throw new UsageError(`--out must end in .mp4 or .webm, not "${extension}".`);
}

function filmJob(options: Options, container: FilmContainer): FilmJob {
  const setup = setupSpec(options);
  const source = setup.memories.from === 'file' ? setup.memories.path : setup.memories.images.source;
  const job = FilmJob.safeParse({
    setup,
    model: modelSpec(options),
    descent: descentSpec(options),
    width: options.integer('width'),
    height: options.integer('height'),
    fps: options.integer('fps'),
    seconds: options.number('seconds', { above: 0 }),
    view: options.oneOf('view', FilmView.options),
    theme: 'dark',
    container,
    title: basename(source),
  });
  if (!job.success) {
    const { path, message } = job.error.issues[0] ?? { path: [], message: 'not understood' };
    throw new UsageError(`--${path.join('.')}: ${message}.`);
  }
  if (Number.isInteger(job.data.fps * job.data.seconds)) return job.data;
  throw new UsageError('--fps times --seconds must be a whole number of frames.');
}
