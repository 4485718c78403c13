import { closeSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { version } from '#engine/version';
import { startServer } from '#server/server';
import { EngineError } from '#shared/errors';
import type { FilmContainer } from '#shared/film-job';
import { FilmJob, FilmView, frameCount } from '#shared/film-job';
import { ProgressLine } from '../console';
import { countFrames, FilmReceiver } from '../film-receiver';
import type { HeadlessBrowser } from '../headless-browser';
import { launchHeadlessBrowser, findChromium } from '../headless-browser';
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
  summary: 'make a film of the descent, drawn as in the window',
  maxOperands: 1,
  options: {
    out: { value: 'film.mp4', help: 'output file, .mp4 or .webm' },
    width: { value: 'N', default: '1280', help: 'width in pixels, even' },
    height: { value: 'N', default: '720', help: 'height in pixels, even' },
    fps: { value: 'N', default: '30', help: 'frames per second' },
    seconds: { value: 'S', default: '8', help: 'duration in seconds' },
    view: { value: FilmView.options.join('|'), default: 'both', help: 'views to show' },
    ...memoryOptions,
    ...queryOptions,
    ...modelOptions,
    ...descentOptions,
    ...extensionOptions,
  },
  async run(options, signal) {
    const out = options.text('out');
    if (out === undefined) throw new UsageError('--out is missing. It names the film, such as film.mp4.');
    const job = filmJob(options, containerOf(out));
    const outputs = new OutputFiles();
    try {
      const output = outputs.reserve(out);
      const file = output.open();
      try {
        await drawFilm(job, file, signal);
        await throwIfIncomplete(job, file);
      } finally {
        closeSync(file);
      }
      outputs.commit();
      const frames = frameCount(job);
      const { width, height, fps, seconds } = job;
      const size = `${String(width)} x ${String(height)}`;
      return {
        text: `${String(frames)} frames of ${size}, ${String(fps)} per second, ${String(seconds)} s\nwrote ${output.path}`,
        json: { command: 'film', version, ...job, frames, written: [output.path] },
      };
    } finally {
      outputs.discard();
    }
  },
};

/** Draws the film in a headless browser. Resolves when it is in the file. */
async function drawFilm(job: FilmJob, file: number, signal: AbortSignal): Promise<void> {
  const program = findChromium();
  const line = new ProgressLine();
  const receiver = new FilmReceiver(job, file, signal, (progress) => {
    line.show(progress);
  });
  let browser: HeadlessBrowser | undefined;
  const server = await startServer({ host: '127.0.0.1', port: 0, film: receiver });
  try {
    browser = await launchHeadlessBrowser(program, server.address.replace('/?', '/film.html?'));
    const browserExit = browser.ended.then((reason) => {
      throw new EngineError(
        'engine-stopped',
        `${basename(program)} exited before the film was finished (${reason}).`,
        'Set MNEMOSCOPE_BROWSER to another browser.',
      );
    });
    await Promise.race([receiver.finished, browserExit]);
  } finally {
    line.clear();
    receiver.failed(new EngineError('cancelled', 'The film was cancelled.')); // stops its timeout
    await browser?.close();
    await server.close();
  }
}

async function throwIfIncomplete(job: FilmJob, file: number): Promise<void> {
  const [expected, found] = [frameCount(job), await countFrames(file)];
  if (found === expected) return;
  throw new EngineError(
    'internal',
    `The film has ${String(found)} frames instead of ${String(expected)}, so it was discarded.`,
    'Try another browser with MNEMOSCOPE_BROWSER.',
  );
}

function containerOf(out: string): FilmContainer {
  const extension = extname(out).toLowerCase();
  if (extension === '.mp4') return 'mp4';
  if (extension === '.webm') return 'webm';
  if (extension === '.gif') {
    throw new EngineError(
      'unsupported',
      'Films cannot be written as .gif.',
      'Choose a name that ends in .mp4 or .webm.',
    );
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
