import { z } from 'zod';
import { OpenedSource } from '#shared/host';
import { Settings } from './settings';

/** What is open, kept with the tab so that it is there again when the page is loaded anew. */
const Schema = z.object({ opened: OpenedSource, settings: Settings });
export type Remembered = z.infer<typeof Schema>;

const KEY = 'session';

export function rememberSession(session: Remembered): void {
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

export function forgetSession(): void {
  sessionStorage.removeItem(KEY);
}

export function rememberedSession(): Remembered | null {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return null;
  const remembered = Schema.safeParse(JSON.parse(text));
  return remembered.success ? remembered.data : null;
}
