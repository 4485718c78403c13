import { isPressed } from './chords';
import type { Command } from './command';
import { helpCommands } from './help';
import type { PointerFocus } from './key-owner';
import { usesKey } from './key-owner';
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

/** Runs the command of a key, unless the focused control uses the key itself. Returns whether it ran one. */
export function handleKey(
  event: KeyboardEvent,
  commands: readonly Command[],
  pointerFocus: PointerFocus,
): boolean {
  if (event.defaultPrevented || usesKey(event.target, event, pointerFocus)) return false;
  const command = commands.find(
    ({ keys, unavailable }) => keys?.some((chord) => isPressed(chord, event)) && !unavailable?.(),
  );
  if (!command) return false;
  event.preventDefault();
  command.run();
  return true;
}
