import type { Theme } from './theme';
import { readTheme } from './theme';

const KEY = 'appearance';

/** Dark or light: the system's setting, until a person chooses. */
export class Appearance {
  theme = $state.raw<Theme>(readTheme());
  readonly #system = matchMedia('(prefers-color-scheme: light)');
  #choice = localStorage.getItem(KEY);

  constructor() {
    this.#system.addEventListener('change', () => {
      this.#apply();
    });
    this.#apply();
  }

  toggle(): void {
    this.#choice = this.theme.isDark ? 'light' : 'dark';
    localStorage.setItem(KEY, this.#choice);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset.theme = this.#choice ?? (this.#system.matches ? 'light' : 'dark');
    this.theme = readTheme();
  }
}
