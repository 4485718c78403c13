/** Keys that move the thumb of a range input. */
const RANGE_KEYS = ['Home', 'End', 'PageUp', 'PageDown', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
/** Controls whose items are chosen by keys, whichever way they were reached. */
const COMPOSITE =
  '[role=radio], [role=slider], [role=option], [role^=menuitem], [role=tab], [role=spinbutton]';

/**
 * Knows whether the focused control was reached by a pointer. Such a button does not use keys: a person who clicks it
 * and then presses Space wants to play.
 */
export class PointerFocus {
  #isPointerLast = false;
  #element: EventTarget | null = null;

  /** A pointer was pressed. */
  pressed(): void {
    this.#isPointerLast = true;
    // a press on what has the focus already moves none
    this.#element = document.activeElement;
  }

  /** A key was pressed. */
  typed(): void {
    this.#isPointerLast = false;
  }

  /** An element was focused, also by the window itself, which returns the focus after a menu. */
  focused({ target }: FocusEvent): void {
    this.#element = this.#isPointerLast ? target : null;
  }

  has(element: Element): boolean {
    return this.#element === element;
  }
}

/** Returns true if the focused control uses a key itself. */
export function usesKey(
  target: EventTarget | null,
  { code, key, ctrlKey, metaKey }: KeyboardEvent,
  pointerFocus: PointerFocus,
): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'range') return RANGE_KEYS.includes(key);
  const isPress = code === 'Space' || code === 'Enter';
  if (target.matches(COMPOSITE)) return isPress || key.startsWith('Arrow');
  if (['BUTTON', 'SUMMARY', 'A'].includes(target.tagName)) {
    if (pointerFocus.has(target)) return code === 'Enter';
    return isPress || key.startsWith('Arrow');
  }
  const isField = target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName);
  if (!isField) return false;
  // a field keeps the keys that edit it, and leaves those that open or navigate to the window
  const isEdit = !(ctrlKey || metaKey) || /^[acvxyz]$/i.test(key);
  return isEdit && !/^F\d/.test(key);
}
