/** The panels around the stage, as a person has sized and hidden them. */
export type PanelName = 'bank' | 'settings' | 'strip';

interface Panel {
  /** CSS pixels; null: as the window's size has it (theme/tokens.css). */
  readonly size: number | null;
  readonly isHidden: boolean;
}

export const PANEL_RANGE: Readonly<Record<PanelName, readonly [min: number, max: number]>> = {
  bank: [72, 360],
  settings: [264, 400],
  strip: [176, 480],
};

const KEY = 'panels';
const USUAL: Panel = { size: null, isHidden: false };
/** What panels leave to the stage. */
const STAGE = { width: 320, height: 200 };

export class Panels {
  #panels = $state.raw<Readonly<Record<PanelName, Panel>>>(remembered());

  isHidden(name: PanelName): boolean {
    return this.#panels[name].isHidden;
  }

  toggle(name: PanelName): void {
    this.#change(name, { isHidden: !this.isHidden(name) });
  }

  /** Null: the usual size. */
  resize(name: PanelName, size: number | null): void {
    const [min, max] = PANEL_RANGE[name];
    this.#change(name, { size: size && Math.round(Math.min(max, Math.max(min, size)) / 4) * 4 });
  }

  reset(): void {
    for (const name of ['bank', 'settings', 'strip'] as const) this.#change(name, USUAL);
  }

  /** The sizes as a style, over those of the tokens. A small window takes from the panels, not from the stage. */
  get style(): string {
    const { bank, settings, strip } = this.#panels;
    return [
      bank.size && `--left: min(${String(bank.size)}px, 100vw - var(--right) - ${String(STAGE.width)}px)`,
      settings.size && `--right: ${String(settings.size)}px`,
      strip.size &&
        `--strip: min(${String(strip.size)}px, 100vh - var(--top) - var(--tools) - var(--status) - ${String(STAGE.height)}px)`,
      // the pictures that such a strip has room for
      strip.size && `--pic: ${String(pictureSize(strip.size))}px`,
    ]
      .filter(Boolean)
      .join(';');
  }

  #change(name: PanelName, change: Partial<Panel>): void {
    this.#panels = { ...this.#panels, [name]: { ...this.#panels[name], ...change } };
    localStorage.setItem(KEY, JSON.stringify(this.#panels));
  }
}

function pictureSize(strip: number): number {
  if (strip < 300) return 64;
  return strip < 380 ? 96 : 128;
}

function remembered(): Record<PanelName, Panel> {
  const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<PanelName, Panel>>;
  return { bank: kept.bank ?? USUAL, settings: kept.settings ?? USUAL, strip: kept.strip ?? USUAL };
}
