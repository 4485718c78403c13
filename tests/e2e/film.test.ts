import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BufferSource, Input, WEBM } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import type { FilmJob } from '#shared/film-job';
import type { CliResult } from '../support/cli';
import { cli, temporaryFolder } from '../support/cli';
import { somePicture } from '../support/pictures';

/** The film command with a browser that only speaks to the server; the page itself is tested where it is drawn. */

const folder = temporaryFolder();
const browser = fileURLToPath(new URL('../support/film-page.mjs', import.meta.url));
const saw = join(folder, 'saw.json');

const pictures = join(folder, 'pictures');
mkdirSync(pictures);
for (const seed of [1, 2, 3]) writeFileSync(join(pictures, `${String(seed)}.png`), somePicture(seed));

const options = ['--memories', '3', '--fps', '10', '--seconds', '1.5', '--width', '320', '--height', '180'];

function shoot(manner: string, out: string, interruptWhen?: RegExp): Promise<CliResult> {
  return cli(['film', pictures, '--out', join(folder, out), '--json', ...options], {
    env: { MNEMOSCOPE_BROWSER: browser, FILM_PAGE: manner, FILM_PAGE_SAW: saw },
    ...(interruptWhen && { interruptWhen }),
  });
}

function seen(): { job: FilmJob; args: string[]; pid: number } {
  return JSON.parse(readFileSync(saw, 'utf8')) as ReturnType<typeof seen>;
}

/** What lies in the folder besides what the tests put there. */
function left(): string[] {
  return readdirSync(folder).filter((name) => !['pictures', 'saw.json'].includes(name));
}

const ownTemporaries = () =>
  readdirSync(tmpdir()).filter((name) => /^mnemoscope-(browser|uploads)-/.test(name));

describe('film', () => {
  it('writes what the page delivers, once it holds every frame', async () => {
    const before = ownTemporaries();
    const { status, stdout, stderr } = await shoot('well', 'film.webm');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ frames: 15, written: [join(folder, 'film.webm')] });
    const { job, args } = seen();
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
    expect(isRunning(seen().pid)).toBe(false);
    expect(left()).toEqual(['film.webm']);
    expect(ownTemporaries()).toEqual(before);
  });

  it.each([
    ['short', 'The film holds 14 frames instead of 15; it was not kept.'],
    ['fail', 'This browser has no H.264 encoder. Write a .webm.'],
    ['crash', 'film-page.mjs ended before the film was done (exit code 3).'],
  ])('that comes %s is not kept', async (manner, sentence) => {
    const { status, stderr } = await shoot(manner, 'bad.webm');
    expect([status, stderr]).toEqual([1, expect.stringContaining(sentence)]);
    expect(left()).toEqual(['film.webm']);
  });

  it('ends with its browser when it is interrupted', async () => {
    const running = shoot('hang', 'hung.mp4', /Drawing/);
    expect((await running).status).toBe(130);
    expect(isRunning(seen().pid)).toBe(false);
    expect(left()).toEqual(['film.webm']);
  });

  it.each([
    [['--out', 'film.gif'], 1, 'Films as .gif are not built yet. Write an .mp4 or a .webm.'],
    [['--out', 'film.avi'], 2, '--out must end in .mp4 or .webm'],
    [['--out', 'film.mp4', '--width', '321'], 2, '--width'],
    [['--out', 'film.mp4', '--fps', '30', '--seconds', '0.01'], 2, 'whole number of frames'],
    [['--out', 'film.mp4'], 1, 'none was found. Install one, or name its program in MNEMOSCOPE_BROWSER.'],
  ])('%j is answered with a sentence', async (args, status, sentence) => {
    const result = await cli(['film', 'sample:digits', ...args], {
      cwd: folder,
      env: { PATH: '', MNEMOSCOPE_BROWSER: '' },
    });
    expect([result.status, result.stderr]).toEqual([status, expect.stringContaining(sentence)]);
    expect(left()).toEqual(['film.webm']);
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
