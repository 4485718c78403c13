import { afterEach, beforeEach, expect } from 'vitest';
import type { Shell, Window } from './shells';

/** What may take a machine without a GPU long. */
export const LONG = 120_000;
/** A browser and a process or two must start, on a machine that may be busy. */
const START_MS = 60_000;
/** Steps that take long enough to interrupt them. */
export const MANY = 400;

/** A fresh window for each journey, which fails on anything that the page complained of. */
export function instrumentIn(shell: Shell): Instrument {
  const instrument = new Instrument();
  beforeEach(async () => {
    instrument.window = await shell.open();
  }, START_MS);
  afterEach(async () => {
    expect(instrument.window.errors).toEqual([]);
    await instrument.window.close();
  }, START_MS);
  return instrument;
}

/** What people do at the window, in their words. */
export class Instrument {
  window!: Window;

  get page() {
    return this.window.page;
  }

  get timeline() {
    return this.page.getByRole('slider', { name: 'Step' }).first();
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  readonly stepNow = async () => Number(await this.timeline.getAttribute('aria-valuenow'));

  async openDigits(): Promise<void> {
    await this.button(/Handwritten digits/)
      .first()
      .click();
    await this.timeline.waitFor({ timeout: LONG });
  }

  async set(setting: string, value: number): Promise<void> {
    const row = this.page.locator('.row', { has: this.page.getByText(setting, { exact: true }) });
    await row.getByRole('button').click();
    await row.getByRole('textbox').fill(String(value));
    await row.getByRole('textbox').press('Enter');
  }

  /** Lets what is open fall for MANY steps, past the first `past`. */
  async runLongPast(past: number): Promise<void> {
    await this.set('Steps', MANY);
    const lastStep = async () => Number(await this.timeline.getAttribute('aria-valuemax'));
    await expect.poll(lastStep, { timeout: LONG }).toBe(MANY);
    await expect.poll(this.stepNow, { timeout: LONG }).toBeGreaterThan(past);
  }

  runsToTheEnd(): Promise<void> {
    return this.button('Run').waitFor({ timeout: LONG });
  }
}
