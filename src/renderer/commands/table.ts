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

/** All that can be done by a key, from the palette or from the menu. A part of the window adds its own list here. */
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
