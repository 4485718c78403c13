import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { preview } from 'vite';
import { launchTestBrowser } from './chromium';

export const HARNESS_SOURCES = fileURLToPath(new URL('../browser/harness', import.meta.url));
/** Where tests/browser/build-harnesses.ts puts the pages. */
export const HARNESSES = fileURLToPath(new URL('../../out/harness', import.meta.url));

export interface Harness {
  readonly browser: Browser;
  readonly page: Page;
  /** What the page said of warnings and errors. */
  readonly complaints: readonly string[];
  open(query: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a browser for a page of tests/browser/harness. */
export async function startHarness(
  name: string,
  viewport: { readonly width: number; readonly height: number },
): Promise<Harness> {
  const server = await preview({
    root: HARNESS_SOURCES,
    configFile: false,
    logLevel: 'error',
    build: { outDir: HARNESSES },
    preview: { port: 0, host: '127.0.0.1' },
  });
  const browser = await launchTestBrowser();
  const page = await browser.newPage({ viewport });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    browser,
    page,
    complaints,
    open: async (query) => {
      await page.goto(`${server.resolvedUrls?.local[0] ?? ''}${name}/index.html?${query}`);
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
