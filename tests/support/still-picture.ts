import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/** Pictures in a row that must be equal. */
const EQUAL_PICTURES = 3;
/** Longer than a view waits after a movement before it draws in full. */
const PAUSE_MS = 300;

/** Takes pictures of what is drawn until it no longer changes, however long that takes, and returns the last one. */
export async function stillPicture(target: Page | Locator): Promise<Buffer> {
  let picture = await target.screenshot();
  for (let equal = 1; equal < EQUAL_PICTURES;) {
    await sleep(PAUSE_MS);
    const next = await target.screenshot();
    equal = next.equals(picture) ? equal + 1 : 1;
    picture = next;
  }
  return picture;
}
