import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { stillPicture } from './still-picture';

/**
 * Pictures of screens, compared with stored ones. `npm run screens:renew` stores them again. Pixels are compared only
 * in the Chromium that they were stored with, because another one draws text and edges differently; in another one the
 * comparison is of structure alone, and says so.
 */

const folder = fileURLToPath(new URL('../browser/screens/', import.meta.url));
const versionFile = join(folder, 'chromium.txt');
/** Set by `npm run screens:renew`. */
const isRenewed = process.env.MNEMOSCOPE_RENEW_SCREENS === '1';

/** Pictures are stored at half their size: a shift by a pixel still shows, and the files stay small. */
const SCALE = 0.5;
/** Of 255, in any channel: up to it a pixel counts as equal. */
const MAX_DIFFERENCE = 40;
/** The share of pixels that may differ more: threads draw edges in no fixed order, and a last digit may be another. */
const MAX_SHARE = 0.002;

/** Compares a screen, dark and light, with its stored pictures and its structure. */
export async function expectBaseline(page: Page, name: string): Promise<void> {
  const version = page.context().browser()?.version() ?? '';
  mkdirSync(folder, { recursive: true });
  if (isRenewed) writeFileSync(versionFile, `${version}\n`);
  const stored = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : 'none';
  const isSameBrowser = stored === version;
  if (!isSameBrowser)
    console.warn(
      `${name}: only its structure is compared. Chromium is ${version}, the pictures' is ${stored}.`,
    );
  await stillPicture(page);
  await page.evaluate(hideMachine);
  expectStructure(join(folder, `${name}.yml`), await page.locator('body').ariaSnapshot());
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const picture = await scaled(page, await stillPicture(page));
    const file = join(folder, `${name}-${colorScheme}.png`);
    if (isRenewed) writeFileSync(file, Buffer.from(picture, 'base64'));
    if (!isSameBrowser) continue;
    const share = await differingShare(page, readFileSync(file).toString('base64'), picture);
    expect(share, `${name}, ${colorScheme}: the share of pixels that differ`).toBeLessThan(MAX_SHARE);
  }
}

/**
 * Numbers are left out: their last digits may depend on the processor, and durations on its speed. So are the rows of
 * tables, which are those of the steps at which something happened, and the graphics devices of the machine.
 */
function expectStructure(file: string, snapshot: string): void {
  const varies = /^ *- (?:(?:row|rowheader|cell)\b|option "(?:WebGPU|CUDA|DirectML|Core ML)\b)/;
  const lines = snapshot.split('\n').filter((line) => !varies.test(line));
  const text = lines.join('\n').replace(/\d+(?:[.,]\d+)*/g, '0');
  if (isRenewed) writeFileSync(file, `${text}\n`);
  expect(text).toBe(readFileSync(file, 'utf8').trimEnd());
}

/** Runs in the page: replaces what depends on the machine in its texts: durations, times of day and the processor. */
function hideMachine(): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = node.nodeValue ?? '';
    const replaced = text
      // a slow machine says minutes where a fast one says seconds
      .replace(/\d+(?:[.,]\d+)?[\s\u2009]?(?:ms|s|min|h)\b/g, '0 s')
      .replace(/\d\d:\d\d/g, '0')
      .replace(/\S.* \(\d+ threads?\)/, 'processor');
    if (replaced !== text) node.nodeValue = replaced;
  }
}

/** Returns a picture at the stored size, as PNG in base64. */
function scaled(page: Page, picture: Buffer): Promise<string> {
  return page.evaluate(
    async ([png, scale]) => {
      const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width * scale, image.height * scale);
      const context = canvas.getContext('2d');
      if (context) context.imageSmoothingQuality = 'high';
      context?.drawImage(image, 0, 0, canvas.width, canvas.height);
      const small = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
      return btoa(Array.from(small, (byte) => String.fromCharCode(byte)).join(''));
    },
    [picture.toString('base64'), SCALE] as const,
  );
}
/** The share of pixels that differ visibly; 1 where the sizes differ. */
function differingShare(page: Page, a: string, b: string): Promise<number> {
  return page.evaluate(
    async ([pictures, most]) => {
      const [first, second] = await Promise.all(
        pictures.map(async (png) => {
          const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
        }),
      );
      if (!first || first.length !== second?.length) return 1;
      let count = 0;
      for (let at = 0; at < first.length; at += 4) {
        const differs = [0, 1, 2].some((c) => Math.abs((first[at + c] ?? 0) - (second[at + c] ?? 0)) > most);
        if (differs) count++;
      }
      return count / (first.length / 4);
    },
    [[a, b], MAX_DIFFERENCE] as const,
  );
}
