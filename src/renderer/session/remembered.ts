import { OpenedSource } from '#shared/host';
import { PlaneChoice } from './plane-choice';
import type { Settings } from './settings';
import { defaultSettings } from './settings';

/** What is open, kept with the tab so that it is there again when the page is loaded anew. */
export interface Remembered {
  readonly opened: OpenedSource;
  readonly settings: Settings;
}

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
  const { opened, settings } = JSON.parse(text) as Partial<Remembered>;
  const parsed = OpenedSource.safeParse(opened);
  const plane = PlaneChoice.catch(defaultSettings.plane).parse(settings?.plane);
  return parsed.success
    ? { opened: parsed.data, settings: { ...defaultSettings, ...settings, plane } }
    : null;
}
