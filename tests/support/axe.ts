import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const packages = createRequire(import.meta.url);
const source = readFileSync(packages.resolve('axe-core/axe.min.js'), 'utf8');

interface Scope {
  /** A selector: what is inside of it is looked at. */
  readonly within?: string;
  readonly rules?: readonly string[];
}

/** What bars people from a page, as axe finds it: "color-contrast: .note". */
export async function barriers(page: Page, { within = 'html', rules }: Scope = {}): Promise<string[]> {
  await page.evaluate(source);
  const options = JSON.stringify(rules ? { runOnly: rules } : {});
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(within)}, ${options})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
