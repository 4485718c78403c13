import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';
import { pixelsOf } from '../support/pixels';
import { stillPicture } from '../support/still-picture';
import type { LandscapeHarness } from './harness/landscape/api';

/** The landscapes' stage in a real browser, on surfaces that the page computes for itself. */

declare const harness: LandscapeHarness;

const [width, height] = [960, 540];
/** Counts what the worker that draws surfaces is asked for. */
const COUNT_SURFACES = `
  globalThis.surfacesDrawn = 0;
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (...given) {
    surfacesDrawn++;
    return postMessage.apply(this, given);
  };
`;
const hovered = () => page.evaluate(() => harness.hovered());
const surfacesDrawn = () => page.evaluate<number>('surfacesDrawn');
let opened: Harness;
let page: Harness['page'];

beforeAll(async () => {
  opened = await startHarness('landscape', { width, height });
  ({ page } = opened);
  await page.addInitScript(COUNT_SURFACES);
  await opened.open('k=6&y=1000&steps=100');
  await page.waitForFunction(() => 'harness' in globalThis && harness.isDrawn());
});

afterAll(async () => {
  expect(opened.complaints).toEqual([]);
  await opened.close();
});

function furthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))));
}

it('paints plate, marks and stage in the colours of the tokens', async () => {
  await page.evaluate(() => {
    harness.setStep(40);
    harness.setCamera(0, 85);
  });
  await page.waitForFunction(() => harness.isDrawn());
  // MrDAM's plate is never hatched; the corner nearest to the eye stands above the cut
  const { mrdam, drdam, stage, plate, corner } = await page.evaluate(() => ({
    mrdam: harness.token('mrdam'),
    drdam: harness.token('drdam'),
    stage: harness.token('stage'),
    plate: harness.token('plate'),
    corner: harness.screenOf('mrdam', 0.03, 0.97),
  }));
  // what is drawn is not yet what the page shows
  const largestDifferences = async () => {
    const [onPlate, onStage, signOfMrdam, signOfDrdam] = await pixelsOf(page, [
      corner,
      [width / 4, height - 4],
      [18, 22],
      [width / 2 + 18, 22],
    ]);
    return Math.max(
      furthest(onPlate ?? [NaN], plate),
      furthest(onStage ?? [NaN], stage),
      furthest(signOfMrdam ?? [NaN], mrdam),
      furthest(signOfDrdam ?? [NaN], drdam),
    );
  };
  await expect.poll(largestDifferences).toBeLessThanOrEqual(3);
});

it('reads the energy under the pointer', async () => {
  await page.evaluate(() => {
    harness.setCamera(-24, 50);
  });
  const found = [];
  for (const [x, y] of [
    [200, 260],
    [240, 280],
    [700, 250],
    [740, 300],
  ] as const) {
    const before = await hovered();
    await page.mouse.move(x, y);
    await expect.poll(hovered).not.toEqual(before);
    found.push(await hovered());
  }
  expect(found.map((reading) => reading?.model)).toEqual(['mrdam', 'mrdam', 'drdam', 'drdam']);
  for (const reading of found) {
    if (!reading) continue;
    const { model, u, v, energy } = reading;
    const expected = await page.evaluate(([m, a, b]) => harness.energyAt(m, a, b), [model, u, v] as const);
    // both are bilinear between the same float32 numbers
    expect(energy).toBeCloseTo(expected, 6);
  }
  await page.mouse.move(4, height - 4);
  await expect.poll(hovered).toBeNull();
});

it('turns by pointer and keys, and comes back', async () => {
  const before = await page.evaluate(() => harness.orbit());
  const stage = page.locator('[role=img]');
  await page.mouse.move(2, 2); // where nothing is said of what is pointed at
  const picture = await stillPicture(stage);
  await page.mouse.move(240, 300);
  await page.mouse.down();
  await page.mouse.move(300, 320);
  await page.mouse.up();
  const turned = await page.evaluate(() => harness.orbit());
  expect(turned.azimuth).toBeLessThan(before.azimuth);
  expect(turned.elevation).toBeGreaterThan(before.elevation);
  await page.locator('[role=img]').press('+');
  expect((await page.evaluate(() => harness.orbit())).zoom).toBeCloseTo(1.2);
  await page.locator('[role=img]').press('0');
  await page.waitForFunction(() => harness.orbit().zoom === 1);
  expect(await page.evaluate(() => harness.orbit())).toEqual(before);

  // it was sketched while it turned, and is whole again
  await page.mouse.move(2, 2);
  await stage.blur();
  expect((await stillPicture(stage)).equals(picture)).toBe(true);
});

it('draws no surface again while it scrubs, and says the step in words', async () => {
  await stillPicture(page);
  const drawn = await surfacesDrawn();
  expect(drawn).toBeGreaterThan(0);
  await page.evaluate(() => harness.scrub(100));
  expect(await surfacesDrawn()).toBe(drawn);
  expect(await page.getAttribute('[role=img]', 'aria-label')).toContain('step 99');
});

it('leaves nothing behind when surfaces are replaced, nor when stages close', async () => {
  const reshaped = await page.evaluate(() => harness.reshape(3));
  expect(reshaped[0]?.geometries).toBeGreaterThan(0);
  expect(reshaped).toEqual(reshaped.map(() => reshaped[0]));
  // browsers take the oldest graphics context away at about the seventeenth that is open
  const opened = await page.evaluate(() => harness.openAndClose(20));
  expect(opened).toEqual(opened.map(() => reshaped[0]));
});

it('draws films by the code of the screen', async () => {
  const points = [
    [18, 22],
    [width / 4, height - 4],
    [240, 300],
    [720, 300],
    [480, 512],
  ] as const;
  const onScreen = await pixelsOf(page, points);
  const frame = await page.evaluate(([w, h]) => harness.filmFrame(w, h, 40), [width, height] as const);
  const inFilm = await pixelsOf(page, points, frame);
  inFilm.forEach((pixel, i) => {
    expect(furthest(pixel, onScreen[i] ?? [])).toBeLessThanOrEqual(3);
  });
});

async function arrange(...wish: Parameters<LandscapeHarness['arrange']>): Promise<void> {
  await page.evaluate(([arrangement, isLinked]) => {
    harness.arrange(arrangement, isLinked);
  }, wish);
  await page.waitForFunction(() => harness.isDrawn());
}

it('turns one camera of two that are not linked, and both again once they are', async () => {
  await arrange('side', false);
  const before = await page.evaluate(() => harness.orbit('mrdam'));
  await page.mouse.move(720, 300);
  await page.mouse.down();
  await page.mouse.move(780, 320);
  await page.mouse.up();
  expect(await page.evaluate(() => harness.orbit('mrdam'))).toEqual(before);
  expect(await page.evaluate(() => harness.orbit('drdam'))).not.toEqual(before);
  await arrange('side', true);
  expect(await page.evaluate(() => harness.orbit('drdam'))).toEqual(before);
});

it('shows a difference of zero as the plate, and reads what DrDAM is above MrDAM', async () => {
  await arrange('difference');
  const [point] = await page.evaluate(() => harness.pointsBelowCut(1));
  await page.mouse.move(...(point ?? [0, 0]));
  await expect.poll(hovered).not.toBeNull();
  const reading = await hovered();
  const { u = NaN, v = NaN } = reading ?? {};
  const [distributed, memory] = await page.evaluate(
    ([a, b]) => [harness.energyAt('drdam', a, b), harness.energyAt('mrdam', a, b)] as const,
    [u, v] as const,
  );
  expect(reading?.energy).toBeCloseTo(distributed - memory, 6);
  await page.mouse.move(2, 2); // nothing is named where it is

  await page.evaluate(() => {
    harness.setBare('equal');
    harness.setCamera(0, 85);
  });
  await page.waitForFunction(() => harness.isDrawn());
  const plate = await page.evaluate(() => harness.token('plate'));
  const points = await page.evaluate(() => harness.pointsBelowCut(20));
  for (const pixel of await pixelsOf(page, points)) expect(furthest(pixel, plate)).toBeLessThanOrEqual(4);
});

it('lays DrDAM over MrDAM as blue lines where its energy is theirs', async () => {
  await page.evaluate(() => {
    harness.setBare('bare');
  });
  await arrange('overlay');
  const points = await page.evaluate(() => harness.pointsOnLines(20));
  const around = points.flatMap(([x, y]) =>
    [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [x + dx, y + dy] as const)),
  );
  const blue = await page.evaluate(() => harness.token('drdam'));
  const pixels = await pixelsOf(page, around);
  const nearest = points.map((_, i) =>
    Math.min(...pixels.slice(9 * i, 9 * i + 9).map((pixel) => furthest(pixel, blue))),
  );
  expect(nearest.filter((away) => away > 40)).toEqual([]);
});

it('saves the stage as pixels of any size, and the maps as lines', async () => {
  await page.evaluate(() => {
    harness.setBare(null);
  });
  const [once, twice, svg] = await page.evaluate(() =>
    Promise.all([harness.save('png1'), harness.save('png2'), harness.save('svg')]),
  );
  const points = [
    [18, 22],
    [width / 4, height - 4],
    [width / 2, 500],
    [430, 400],
  ] as const;
  const [small, large] = [await pixelsOf(page, points, once), await pixelsOf(page, points.map(([x, y]) => [2 * x, 2 * y] as const), twice)]; // prettier-ignore
  small.forEach((pixel, i) => {
    expect(furthest(pixel, large[i] ?? [])).toBeLessThanOrEqual(12);
  });
  expect(sizeOfPng(twice)).toEqual([2 * width, 2 * height]);
  const found = await page.evaluate((text) => {
    const map = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      isParsed: map.querySelector('parsererror') === null,
      levels: [...map.querySelectorAll('[data-level]')].map((path) =>
        Number(path.getAttribute('data-level')),
      ),
      pictures: map.querySelectorAll('image').length,
    };
  }, svg);
  expect(found.isParsed).toBe(true);
  expect(found.pictures).toBe(2 * 6);
  // both models have the same levels, the last of which is the cut
  const half = found.levels.length / 2;
  const levels = found.levels.slice(0, half);
  expect(found.levels.slice(half)).toEqual(levels);
  expect(levels.length).toBeGreaterThan(20);
  expect(levels).toEqual(levels.toSorted((a, b) => a - b));
});

function sizeOfPng(png: string): [width: number, height: number] {
  const header = Buffer.from(png, 'base64');
  return [header.readUInt32BE(16), header.readUInt32BE(20)];
}

it('draws every arrangement the same again after the graphics device was lost', async () => {
  await page.evaluate(() => {
    harness.setBare(null);
    harness.setStep(40);
  });
  // there are many pictures, and small ones take less of a processor that draws them all
  await page.setViewportSize({ width: width / 2, height: height / 2 });
  // a first arrangement at this size, however long the stage takes to learn of it
  await arrange('map');
  await stillPicture(page);
  const arrangements = ['side', 'map', 'difference', 'overlay'] as const;
  const before = [];
  for (const arrangement of arrangements) {
    await arrange(arrangement);
    before.push(await stillPicture(page));
  }
  const session = await opened.browser.newBrowserCDPSession();
  // the browser ends its graphics process, and starts another
  const drawn = await surfacesDrawn();
  await session.send('Browser.crashGpuProcess');
  await expect.poll(surfacesDrawn).toBeGreaterThan(drawn);
  for (const arrangement of arrangements.toReversed()) {
    await arrange(arrangement);
    const wanted = before.pop();
    // however long a busy machine takes to draw it
    await expect
      .poll(async () => wanted?.equals(await stillPicture(page)), { message: arrangement })
      .toBe(true);
  }
});
