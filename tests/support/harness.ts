import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright-core';
import { build, preview } from 'vite';
import { launchTestBrowser } from './chromium';

export interface Harness {
  readonly page: Page;
  /** What the page said of warnings and errors. */
  readonly complaints: readonly string[];
  open(query: string): Promise<void>;
  close(): Promise<void>;
}

/** Builds a page of tests/browser/harness and opens a browser for it. */
export async function startHarness(
  name: string,
  viewport: { readonly width: number; readonly height: number },
): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), `mnemoscope-${name}-`));
  const root = fileURLToPath(new URL(`../browser/harness/${name}`, import.meta.url));
  const shared = { root, configFile: false as const, logLevel: 'error' as const };
  await build({ ...shared, plugins: [svelte()], build: { outDir: folder, chunkSizeWarningLimit: 2000 } });
  const server = await preview({
    ...shared,
    build: { outDir: folder },
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
    page,
    complaints,
    open: async (query) => {
      await page.goto(`${server.resolvedUrls?.local[0] ?? ''}?${query}`);
    },
    close: async () => {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
