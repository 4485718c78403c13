import { isPressed } from './chords';
import type { Command } from './command';
import { helpCommands } from './help';
import { landscapeCommands } from './landscapes';
import type { WindowParts } from './parts';
import { playbackCommands } from './playback';
import { presetCommands } from './presets';
import { queryCommands } from './queries';
import { runCommands } from './run';
import { setCommands } from './set';
import { windowCommands } from './window';

/** Returns all commands of the window. */
export function commandsOf(parts: WindowParts): readonly Command[] {
  return [
    setCommands,
    runCommands,
    playbackCommands,
    queryCommands,
    presetCommands,
    landscapeCommands,
    windowCommands,
    helpCommands,
  ].flatMap((list) => list(parts));
}

/** Runs the command of a key, unless the focused control uses the key itself. */
export function handleKey(event: KeyboardEvent, commands: readonly Command[]): void {
  if (event.defaultPrevented || belongsTo(event.target, event)) return;
  const command = commands.find(
    ({ keys, unavailable }) => keys?.some((chord) => isPressed(chord, event)) && !unavailable?.(),
  );
  if (!command) return;
  event.preventDefault();
  command.run();
}

/** Keys that move the thumb of a range input. */
const RANGE_KEYS = ['Home', 'End', 'PageUp', 'PageDown', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

/** Returns true if the focused control uses the key itself. */
function belongsTo(target: EventTarget | null, { code, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'range') return RANGE_KEYS.includes(key);
  if (['BUTTON', 'SUMMARY', 'A'].includes(target.tagName)) return code === 'Space' || code === 'Enter';
  const isField = target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName);
  if (!isField) return false;
  // a field keeps the keys that edit it, and leaves those that open or navigate to the window
  const isEdit = !(ctrlKey || metaKey) || /^[acvxyz]$/i.test(key);
  return isEdit && !/^F\d/.test(key);
}
