import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BufferSource, Input, WEBM } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import type { FilmJob } from '#shared/film-job';
import type { CliResult } from '../support/cli';
import { cli, temporaryFolder } from '../support/cli';
import { somePicture } from '../support/pictures';

/** Tests the film command with a stand-in for the browser. tests/browser tests what the page draws. */

const folder = temporaryFolder();
const browser = fileURLToPath(new URL('../support/film-page.mjs', import.meta.url));
const report = join(folder, 'report.json');
/** Receives the temporary files of the command, which must be gone afterwards. */
const temporary = join(folder, 'temporary');
mkdirSync(temporary);

const pictures = join(folder, 'pictures');
mkdirSync(pictures);
for (const seed of [1, 2, 3]) writeFileSync(join(pictures, `${String(seed)}.png`), somePicture(seed));

const options = ['--memories', '3', '--fps', '10', '--seconds', '1.5', '--width', '320', '--height', '180'];

function makeFilm(behaviour: string, out: string, interruptWhen?: RegExp): Promise<CliResult> {
  return cli(['film', pictures, '--out', join(folder, out), '--json', ...options], {
    env: {
      MNEMOSCOPE_BROWSER: browser,
      FILM_PAGE: behaviour,
      FILM_PAGE_REPORT: report,
      TMPDIR: temporary,
      TEMP: temporary,
    },
    ...(interruptWhen && { interruptWhen }),
  });
}

function reported(): { job: FilmJob; args: string[]; pid: number } {
  return JSON.parse(readFileSync(report, 'utf8')) as ReturnType<typeof reported>;
}

/** Returns the files that the command left in the folder. */
function filesLeft(): string[] {
  return readdirSync(folder).filter((name) => !['pictures', 'report.json', 'temporary'].includes(name));
}

describe('film', () => {
  it('writes what the page delivers once every frame is there', async () => {
    const { status, stdout, stderr } = await makeFilm('well', 'film.webm');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ frames: 15, written: [join(folder, 'film.webm')] });
    const { job, args } = reported();
    expect(job).toMatchObject({
      width: 320,
      height: 180,
      fps: 10,
      view: 'both',
      container: 'webm',
      title: 'pictures',
    });
    expect(job.setup.memories).toMatchObject({
      images: { source: expect.stringMatching(/^grant:/) as string },
    });
    expect(args).toContain('--headless=new');
    const source = new BufferSource(readFileSync(join(folder, 'film.webm')));
    const track = await new Input({ source, formats: [WEBM] }).getPrimaryVideoTrack();
    expect((await track?.computePacketStats())?.packetCount).toBe(15);
    expect(isRunning(reported().pid)).toBe(false);
    expect(filesLeft()).toEqual(['film.webm']);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each([
    ['short', 'The film has 14 frames instead of 15, so it was discarded.'],
    ['fail', 'This browser has no H.264 encoder. Write a .webm.'],
    ['crash', 'film-page.mjs exited before the film was finished (exit code 3).'],
  ])('discards a film from a page that behaves like "%s"', async (behaviour, sentence) => {
    const { status, stderr } = await makeFilm(behaviour, 'bad.webm');
    expect([status, stderr]).toEqual([1, expect.stringContaining(sentence)]);
    expect(filesLeft()).toEqual(['film.webm']);
  });

  it('ends its browser when it is interrupted', async () => {
    const running = makeFilm('hang', 'hung.mp4', /Drawing/);
    expect((await running).status).toBe(130);
    expect(isRunning(reported().pid)).toBe(false);
    expect(filesLeft()).toEqual(['film.webm']);
  });

  it.each([
    [['--out', 'film.gif'], 1, 'Films cannot be written as .gif. Choose a name that ends in .mp4 or .webm.'],
    [['--out', 'film.mp4'], 1, 'none was found. Install one, or set MNEMOSCOPE_BROWSER to its program.'],
  ])('rejects %j with a sentence', async (args, status, sentence) => {
    const result = await cli(['film', 'sample:digits', ...args], {
      cwd: folder,
      env: { PATH: '', MNEMOSCOPE_BROWSER: '' },
    });
    expect([result.status, result.stderr]).toEqual([status, expect.stringContaining(sentence)]);
    expect(filesLeft()).toEqual(['film.webm']);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH') return false;
    throw thrown;
  }
}
