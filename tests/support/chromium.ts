import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findChromium } from '../../src/cli/headless-browser';

/**
 * WebGL in software, and everything else drawn without it: Debian's Chromium would rasterise pages through WebGL's
 * driver too, which takes a fifth more of the processor.
 */
export const CHROMIUM_FLAGS = [
  '--enable-unsafe-swiftshader',
  '--use-angle=swiftshader',
  '--disable-gpu-rasterization',
];

/** Launches the system's Chromium headless, with WebGL in software. */
export function launchTestBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', ...CHROMIUM_FLAGS],
  });
}
