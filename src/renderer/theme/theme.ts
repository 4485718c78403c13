/** The colours of the canvases, read from the same tokens as the style sheets use (tokens.css). */
export interface Theme {
  readonly isDark: boolean;
  readonly ink1: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly inkInverse: string;
  readonly stage: string;
  readonly panel: string;
  readonly raised: string;
  readonly field: string;
  readonly active: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly lineControl: string;
  readonly mrdam: string;
  readonly drdam: string;
  readonly own: string;
  /** Colours of picture classes. */
  readonly classes: readonly string[];
  readonly caution: string;
  readonly bad: string;
  readonly plate: string;
  readonly wall: string;
  readonly stageShadow: string;
  readonly stageShadowAlpha: number;
  readonly hatch: string;
  readonly casing: string;
  readonly frame: string;
  readonly memoryRing: string;
  readonly axis: string;
  readonly font: string;
  readonly mathFont: string;
}

/** Returns the light theme whatever the window shows, because saved figures are to be printed. */
export function readLightTheme(): Theme {
  const light = document.createElement('div');
  light.dataset.theme = 'light';
  document.body.append(light);
  try {
    return readTheme(light);
  } finally {
    light.remove();
  }
}

export function readTheme(element: Element = document.documentElement): Theme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    isDark: style.colorScheme !== 'light',
    ink1: token('ink-1'),
    ink2: token('ink-2'),
    ink3: token('ink-3'),
    inkInverse: token('ink-inverse'),
    stage: token('bg-stage'),
    panel: token('bg-panel'),
    raised: token('bg-raised'),
    field: token('bg-field'),
    active: token('bg-active'),
    line: token('line'),
    lineStrong: token('line-strong'),
    lineControl: token('line-control'),
    mrdam: token('mrdam'),
    drdam: token('drdam'),
    own: token('own'),
    classes: [1, 2, 3, 4, 5].map((i) => token(`class-${String(i)}`)),
    caution: token('caution'),
    bad: token('bad'),
    plate: token('plate'),
    wall: token('wall'),
    stageShadow: token('stage-shadow'),
    stageShadowAlpha: Number(token('stage-shadow-alpha')),
    hatch: token('hatch'),
    casing: token('casing'),
    frame: token('frame'),
    memoryRing: token('ring-mem'),
    axis: token('axis'),
    font: token('font'),
    mathFont: token('math'),
  };
}
