import type { Page } from 'playwright-core';

/** Collects the errors of a page from now on: what it throws, and what it writes to the console as an error. */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}
