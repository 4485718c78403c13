/** A chord is a set of keys that are pressed together, written "Ctrl+Shift+O". On macOS, Ctrl means Cmd. */

const isMac = navigator.platform.startsWith('Mac');

/** These keys are recognised by their position, since their sign depends on the layout or on Shift. */
const BY_PLACE: Readonly<Record<string, string>> = { Comma: ',', Period: '.', Space: 'Space' };
const NAMES: Readonly<Record<string, string>> = { ...BY_PLACE, Delete: 'Del', Escape: 'Esc' };
const MAC_SIGNS: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' };

/** Returns the labels of a chord's keys on this platform, such as Ctrl, Shift, O. */
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
    // whether a sign needs Shift depends on the layout
    (isSign || event.shiftKey === keys.includes('Shift')) &&
    (isSign ? event.key : nameOf(event)) === key
  );
}

/** Returns the printed letter, or the code of a key that prints none. */
function nameOf({ key, code }: KeyboardEvent): string {
  if (code in BY_PLACE) return code;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? key;
}

/** Splits a chord into keys, of which the last may be + itself. */
function partsOf(chord: string): string[] {
  return chord.split(/\+(?=.)/);
}
