import { isPressed } from './commands/chords';
import type { Command } from './commands/command';

/** Runs the command that a key asks for. Controls that want a key for themselves get it: this hears what is left over. */
export function handleKey(event: KeyboardEvent, commands: readonly Command[]): void {
  if (event.defaultPrevented || belongsTo(event.target, event)) return;
  const command = commands.find(
    ({ keys, unavailable }) => keys?.some((chord) => isPressed(chord, event)) && !unavailable?.(),
  );
  if (!command) return;
  event.preventDefault();
  command.run();
}

/** What a range's thumb is moved by. */
const RANGE_KEYS = ['Home', 'End', 'PageUp', 'PageDown', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

/** True where the focused control has its own use for the key. */
function belongsTo(target: EventTarget | null, { code, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'range') return RANGE_KEYS.includes(key);
  if (['BUTTON', 'SUMMARY', 'A'].includes(target.tagName)) return code === 'Space' || code === 'Enter';
  const isField = target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName);
  if (!isField) return false;
  // a field keeps what edits it; what opens and moves is the window's from there too
  const isEdit = !(ctrlKey || metaKey) || /^[acvxyz]$/i.test(key);
  return isEdit && !/^F\d/.test(key);
}
