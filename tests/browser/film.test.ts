import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';
import type { ExportReport } from './harness/film/dialog.svelte';

/** Films in a real browser: drawn by the window's drawings, with flat patches in the place of landscapes. */

interface RoundTrip {
  readonly codec: string;
  readonly packets: number;
  readonly isSame: boolean;
  /** Of the first and of the last frame: colours at three points. */
  readonly drawn: readonly (readonly number[][])[];
  readonly decoded: readonly (readonly number[][])[];
}

declare const film: {
  roundTrip(container: string, frames: number): Promise<RoundTrip>;
  refusal(width: number, isStopped: boolean): Promise<string>;
  exportWhileTheWindowChanges(): Promise<ExportReport>;
};

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness('film', { width: 1280, height: 720 });
  // fonts that come late must not change what the first frames show
  await harness.page.route('**/*.woff2', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    await route.continue();
  });
  await harness.open('');
  await harness.page.waitForFunction(() => 'film' in globalThis);
}, 60_000);

afterAll(async () => {
  expect(harness.complaints).toEqual([]);
  await harness.close();
});

const FRAMES = 40;

it.each([
  ['mp4', 'avc'],
  ['webm', 'vp9'],
])('encodes every frame to %s, the same twice, in the colours drawn', async (container, codec) => {
  const result = await harness.page.evaluate(([name, frames]) => film.roundTrip(name, frames), [container, FRAMES] as const); // prettier-ignore
  expect(result).toMatchObject({ codec, packets: FRAMES, isSame: true });
  expect(result.decoded).toHaveLength(2);
  const errors = result.drawn.flatMap((frame, i) =>
    frame.flatMap((colour, j) =>
      colour.map((value, k) => Math.abs(value - (result.decoded[i]?.[j]?.[k] ?? NaN))),
    ),
  );
  expect(Math.max(...errors)).toBeLessThanOrEqual(3);
  expect(result.drawn[0]).not.toEqual(result.drawn[1]);
});

it('says in a sentence why a film cannot be made, and stops when told', async () => {
  const refusal = (width: number, isStopped: boolean) =>
    harness.page.evaluate(([side, stopped]) => film.refusal(side, stopped), [width, isStopped] as const);
  expect(await refusal(641, false)).toMatch(/641 × 360 .* sides must be even/);
  expect(await refusal(640, true)).toBe('Cancelled.');
});

it('saves every frame although the window changes during the export, and measures the size that it shows', async () => {
  const { before, after, sentence, bytes } = await harness.page.evaluate(() =>
    film.exportWhileTheWindowChanges(),
  );
  expect(sentence).toMatch(/^Saved small\.\w+: 240 frames, verified\.$/);
  expect(before).toBe('after the first frames');
  const [, amount = '', unit = ''] = /^about ([\d.]+) (kB|MB)$/.exec(after) ?? [];
  const told = Number(amount) * (unit === 'MB' ? 1e6 : 1e3);
  expect(told).toBeGreaterThan(bytes / 1.5);
  expect(told).toBeLessThan(bytes * 1.5);
}, 60_000);
