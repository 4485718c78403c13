import { afterEach, beforeEach, expect } from 'vitest';
import type { Shell, Window } from './shells';

/** What may take a machine without a GPU long. */
export const LONG = 120_000;
/** A browser and a process or two must start, on a machine that may be busy. */
const START_MS = 60_000;
/** Steps that take long enough to interrupt them. */
export const MANY = 400;
/** Steps that are over soon. */
export const FEW = 60;

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
    await this.#setSteps(MANY);
    await expect.poll(this.stepNow, { timeout: LONG }).toBeGreaterThan(past);
  }

  /** Lets what is open fall so shortly that a busy machine does it in a second; few features recall nothing, but always the same. */
  async makeSmall(): Promise<void> {
    await this.set('Features', '2000');
    await this.#setSteps(FEW);
  }

  async #setSteps(steps: number): Promise<void> {
    await this.set('Steps', String(steps));
    const lastStep = async () => Number(await this.timeline.getAttribute('aria-valuemax'));
    await expect.poll(lastStep, { timeout: LONG }).toBe(steps);
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

  /** Sets so few steps that what is open is soon at its end. */
  setFewSteps(): Promise<void> {
    return this.#setSteps(FEW);
  }

  runsToTheEnd(): Promise<void> {
    return this.button('Run').waitFor({ timeout: LONG });
  }
}
