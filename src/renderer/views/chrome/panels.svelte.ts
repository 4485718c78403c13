/** The panels around the stage. */
export type PanelName = 'memories' | 'settings' | 'timeline';

interface Panel {
  /** CSS pixels; null leaves the size to the window's (theme/tokens.css). */
  readonly size: number | null;
  readonly isHidden: boolean;
}

type PanelStates = Readonly<Record<PanelName, Panel>>;

export const PANEL_RANGE: Readonly<Record<PanelName, readonly [min: number, max: number]>> = {
  memories: [72, 360],
  settings: [264, 400],
  timeline: [176, 480],
};

const KEY = 'panels';
const DEFAULT: Panel = { size: null, isHidden: false };
/** What the panels leave to the stage, in CSS pixels. */
const STAGE = { width: 320, height: 200 };

/** Sizes and visibility of the panels, kept from one start of the window to the next. */
export class Panels {
  #panels = $state.raw(parsePanels(localStorage.getItem(KEY)));

  isHidden(name: PanelName): boolean {
    return this.#panels[name].isHidden;
  }

  toggle(name: PanelName): void {
    this.#change(name, { isHidden: !this.isHidden(name) });
  }

  /** Sets a panel's size in CSS pixels, on the 4 px grid and within its range; null restores the default size. */
  resize(name: PanelName, size: number | null): void {
    const [min, max] = PANEL_RANGE[name];
    this.#change(name, { size: size && Math.round(Math.min(max, Math.max(min, size)) / 4) * 4 });
  }

  reset(): void {
    for (const name of ['memories', 'settings', 'timeline'] as const) this.#change(name, DEFAULT);
  }

  /** The sizes as a style that overrides the tokens. A small window shrinks the panels rather than the stage. */
  get style(): string {
    const { memories, settings, timeline } = this.#panels;
    return [
      memories.size &&
        `--left: min(${String(memories.size)}px, 100vw - var(--right) - ${String(STAGE.width)}px)`,
      settings.size && `--right: ${String(settings.size)}px`,
      timeline.size &&
        `--timeline: min(${String(timeline.size)}px, 100vh - var(--top) - var(--tools) - var(--status) - ${String(STAGE.height)}px)`,
      timeline.size && `--pic: ${String(pictureSize(timeline.size))}px`,
    ]
      .filter(Boolean)
      .join(';');
  }

  #change(name: PanelName, change: Partial<Panel>): void {
    this.#panels = { ...this.#panels, [name]: { ...this.#panels[name], ...change } };
    localStorage.setItem(KEY, JSON.stringify(this.#panels));
  }
}

/** The size of the pictures that fit into a timeline panel of this height, both in CSS pixels. */
function pictureSize(timelineHeight: number): number {
  if (timelineHeight < 300) return 64;
  return timelineHeight < 380 ? 96 : 128;
}

/** Reads panels as they are stored. Earlier versions stored the memories as `bank` and the timeline as `strip`. */
export function parsePanels(json: string | null): PanelStates {
  const stored = Object(JSON.parse(json ?? '{}')) as Partial<Record<PanelName | 'bank' | 'strip', Panel>>;
  return {
    memories: stored.memories ?? stored.bank ?? DEFAULT,
    settings: stored.settings ?? DEFAULT,
    timeline: stored.timeline ?? stored.strip ?? DEFAULT,
  };
}
