import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { barriers } from '../support/axe';
import { instrumentIn, LONG } from './instrument';
import { killEngines, served } from './shells';

/**
 * An experiment from its beginning through every kind of interruption to its files, beside a descent. In one kind of
 * shell, because shells differ in nothing that it uses and the other journeys do not.
 */

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope experiments ä '));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('in the browser', () => {
  const instrument = instrumentIn(served);

  it(
    'a figure is run, stopped, crashed, reloaded, finished and saved, and the descent stays as it was',
    async () => {
      const { page, window, timeline, stepNow } = instrument;
      const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
      const card = page.getByRole('region', { name: 'Run' });
      const isKept = () => card.getByText('1 of 4 parts is kept.').waitFor({ timeout: LONG });

      await instrument.openSmall();
      await expect.poll(stepNow, { timeout: LONG }).toBeGreaterThan(0);
      await timeline.press('Home');
      await timeline.press('ArrowRight');

      await page.getByRole('radio', { name: 'Experiments' }).click();
      await page.getByRole('option', { name: /^Figure 1/ }).click();
      await page.getByRole('combobox', { name: 'Pictures' }).selectOption('opened');
      await card.getByText(/^4 parts, about \d+ (s|min) on this machine/).waitFor({ timeout: LONG });
      await button('Run').click();
      await card.getByText('1 of 4 parts').waitFor({ timeout: LONG });
      await page.keyboard.press('Escape');
      await isKept();

      await page.keyboard.press('x');
      expect(await stepNow()).toBe(1);
      await page.keyboard.press('x');

      await button('Resume').click();
      await card.getByText(/^DrDAM, β 60, about/).waitFor({ timeout: LONG });
      expect(killEngines()).toBeGreaterThan(0);
      await card.getByText('The engine stopped').waitFor({ timeout: LONG });
      await isKept();

      await button('Resume').click();
      await card.getByText(/^DrDAM, β 60, about/).waitFor({ timeout: LONG });
      await page.reload();
      await isKept();
      await button('Resume').click();
      await card.getByText('4 parts, all kept.').waitFor({ timeout: 3 * LONG });

      const save = async (what: string, format: string) => {
        const file = join(folder, `figure.${format}`);
        await window.saveTo(file, () => button(what).click());
        await page.getByText(new RegExp(`^Saved .*\\.${format}\\.$`)).waitFor();
        return readFileSync(file, 'utf8');
      };
      const [header, ...rows] = (await save('Save the rows as CSV', 'csv')).trimEnd().split('\r\n');
      expect(header).toMatch(/^data,D,K,Y,beta,.*,model,query,step,energy,nearest,distance$/);
      const places = rows.map((row) => [row.split(',').at(-15), ...row.split(',').slice(-6, -3)].join());
      expect(new Set(places).size).toBe(2 * 2 * 4 * 301); // each step of each query at each β of each model, once
      expect(rows).toHaveLength(2 * 2 * 4 * 301);
      expect(rows[0]).toMatch(/^"4 pictures of sample:digits at 64x64 grey, seed 0",4096,4,/);
      const svg = await save('Save the figure as SVG', 'svg');
      expect(svg.match(/<image /g)).toHaveLength(4 * 6);
      expect(svg).not.toContain('<text'); // which would need the font

      expect(await barriers(page)).toEqual([]);
    },
    6 * LONG,
  );
});
