/** Keys pressed together, as the table of commands writes them: "Ctrl+Shift+O". On macOS, Ctrl is Cmd. */

const isMac = navigator.platform.startsWith('Mac');

/** Keys that print different signs on different layouts, or with Shift, are told by their places. */
const BY_PLACE: Readonly<Record<string, string>> = { Comma: ',', Period: '.', Space: 'Space' };
const NAMES: Readonly<Record<string, string>> = { ...BY_PLACE, Delete: 'Del', Escape: 'Esc' };
const MAC_SIGNS: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' };

/** How they are printed on this platform's keys: Ctrl, Shift, O. */
export function keycaps(chord: string): string[] {
  return partsOf(chord).map((key) => (isMac ? MAC_SIGNS[key] : undefined) ?? NAMES[key] ?? key);
}

export function chordText(chord: string): string {
  return keycaps(chord).join(isMac ? '' : ' ');
}

export function isPressed(chord: string, event: KeyboardEvent): boolean {
  const keys = partsOf(chord);
  const key = keys.at(-1) ?? '';
  const isSign = /^[^A-Z0-9]$/.test(key);
  return (
    (event.ctrlKey || event.metaKey) === keys.includes('Ctrl') &&
    event.altKey === keys.includes('Alt') &&
    // whether a sign needs Shift is the layout's affair
    (isSign || event.shiftKey === keys.includes('Shift')) &&
    (isSign ? event.key : nameOf(event)) === key
  );
}

/** A letter as it is printed; the place of what prints none. */
function nameOf({ key, code }: KeyboardEvent): string {
  if (code in BY_PLACE) return code;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? key;
}

/** The last one may be + itself. */
function partsOf(chord: string): string[] {
  return chord.split(/\+(?=.)/);
}
