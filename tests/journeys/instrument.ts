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

  /** Lets what is open fall for MANY steps, past the first `past`. */
  async runLongPast(past: number): Promise<void> {
    await this.set('Steps', String(MANY));
    const lastStep = async () => Number(await this.timeline.getAttribute('aria-valuemax'));
    await expect.poll(lastStep, { timeout: LONG }).toBe(MANY);
    await expect.poll(this.stepNow, { timeout: LONG }).toBeGreaterThan(past);
  }

  #setting(label: string) {
    return this.page.locator('.row', { has: this.page.getByText(label, { exact: true }) });
  }

  /** What a setting is, as it is shown. */
  valueOf(label: string): Promise<string> {
    return this.#setting(label).getByRole('button').innerText();
  }

  /** Types a setting's value. */
  async set(label: string, value: string): Promise<void> {
    const row = this.#setting(label);
    await row.getByRole('button').click();
    await row.getByRole('textbox').fill(value);
    await row.getByRole('textbox').press('Enter');
  }

  runsToTheEnd(): Promise<void> {
    return this.button('Run').waitFor({ timeout: LONG });
  }
}
