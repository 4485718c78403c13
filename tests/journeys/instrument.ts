import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, onTestFailed } from 'vitest';
import { smallSession } from '../support/small-session';
import type { Shell, Window } from './shells';
import { closeShared } from './shells';

/** The patience for what takes long on a busy machine without a GPU. */
export const LONG = 120_000;
/** A browser and a process or two must start, on a machine that may be busy. */
const START_MS = 60_000;
/** The most steps that the window offers: no machine is through them before it is interrupted. */
export const MANY = 2000;
/** Steps that are over soon. */
export const FEW = 60;

/** Opens a fresh window for each journey of a file; a journey fails on any error of its page. */
export function instrumentIn(shell: Shell): Instrument {
  const instrument = new Instrument();
  let shown = '';
  beforeEach(async () => {
    instrument.window = await shell.open();
    // what waited in vain says only what it waited for
    onTestFailed(() => {
      console.error(`The window showed:\n${shown}`);
    });
  }, START_MS);
  afterEach(async () => {
    shown = await instrument.page.innerText('body', { timeout: START_MS / 2 }).catch(String);
    await instrument.window.close(); // first: the next journey's window would find another one open
    expect(instrument.window.errors).toEqual([]);
  }, START_MS);
  afterAll(closeShared);
  return instrument;
}

/** What a person does at the window. */
export class Instrument {
  window!: Window;

  get page() {
    return this.window.page;
  }

  get link() {
    const { link } = this.window;
    if (!link) throw new Error('this journey stands between no window and its engines');
    return link;
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

  /** Opens a session of digits that is soon at its end: see tests/support/small-session.ts. */
  async openSmall(change?: Parameters<typeof smallSession>[0]): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'mnemoscope small '));
    const file = join(folder, 'small.mnemo');
    writeFileSync(file, await smallSession(change));
    await this.window.pick(file, () => this.button('Open a session…').click());
    await this.timeline.waitFor({ timeout: LONG });
    rmSync(folder, { recursive: true });
  }

  /** Opens a session of MANY steps, past the first `past`; over a link, no further until that releases them. */
  async openLong(past: number): Promise<void> {
    this.window.link?.holdStepsPast(past + 1);
    await this.openSmall({ steps: MANY });
    await expect.poll(this.stepNow, { timeout: LONG }).toBeGreaterThan(past);
  }

  /** Runs what is open for MANY steps, past the first `past`; over a link, no further until that releases them. */
  async runLongPast(past: number): Promise<void> {
    this.window.link?.holdStepsPast(past + 1);
    await this.#setSteps(MANY);
    await expect.poll(this.stepNow, { timeout: LONG }).toBeGreaterThan(past);
  }

  /** Makes what is open so small that a busy machine runs it in a second; few features recall nothing, but always the same. */
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

  /** A setting's value, as it is shown. */
  valueOf(label: string): Promise<string> {
    return this.#setting(label).getByRole('button').innerText();
  }

  /** Types a setting's value, again where the window rebuilt the row meanwhile, until it is shown. */
  async set(label: string, value: string): Promise<void> {
    const shown = async () => (await this.valueOf(label)).replace(/[^\d.]/g, '');
    const typed = async () => {
      if ((await shown()) !== value) await this.#type(label, value);
      return shown();
    };
    await expect.poll(typed, { timeout: LONG }).toBe(value);
  }

  async #type(label: string, value: string): Promise<void> {
    const row = this.#setting(label);
    await row.getByRole('button').click();
    await row.getByRole('textbox').fill(value);
    await row.getByRole('textbox').press('Enter');
  }

  runsToTheEnd(): Promise<void> {
    return this.button('Run').waitFor({ timeout: LONG });
  }
}
