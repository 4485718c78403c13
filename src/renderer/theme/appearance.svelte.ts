import type { Theme } from './theme';
import { readTheme } from './theme';

const KEY = 'appearance';
const CHOICES = ['dark', 'light', 'system'] as const;
export type AppearanceChoice = (typeof CHOICES)[number];

/** The window's appearance: dark, light, or that of the system. */
export class Appearance {
  theme = $state.raw<Theme>(readTheme());
  choice = $state<AppearanceChoice>('system');
  readonly #isLight = matchMedia('(prefers-color-scheme: light)');

  constructor() {
    const stored = localStorage.getItem(KEY);
    this.choice = CHOICES.find((choice) => choice === stored) ?? 'system';
    const isLight = this.#isLight;
    // each of these changes the colours of the canvases
    for (const query of [
      isLight,
      matchMedia('(prefers-contrast: more)'),
      matchMedia('(forced-colors: active)'),
    ]) {
      query.addEventListener('change', () => {
        this.#apply();
      });
    }
    this.#apply();
  }

  choose(choice: AppearanceChoice): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
    this.#apply();
  }

  #apply(): void {
    const { choice } = this;
    document.documentElement.dataset.theme =
      choice === 'system' ? (this.#isLight.matches ? 'light' : 'dark') : choice;
    this.theme = readTheme();
  }
}
