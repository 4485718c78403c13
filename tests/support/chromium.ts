import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findChromium } from '../../src/cli/headless-browser';

/** Debian's Chromium without windows of its own, which takes less of the processor. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';

/**
 * WebGL in software, and everything else drawn without it: Debian's Chromium would rasterise pages through WebGL's
 * driver too, which takes a fifth more of the processor.
 */
export const CHROMIUM_FLAGS = [
  '--enable-unsafe-swiftshader',
  '--use-angle=swiftshader',
  '--disable-gpu-rasterization',
  '--disable-gpu-compositing',
];

/** The program of the browser in which tests run: `MNEMOSCOPE_BROWSER`, the shell, or any Chromium. */
export function testBrowser(): string {
  return !process.env.MNEMOSCOPE_BROWSER && existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : findChromium();
}

/** Launches the system's Chromium headless, with WebGL in software. */
export function launchTestBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: testBrowser(),
    args: ['--no-sandbox', ...CHROMIUM_FLAGS],
  });
}
