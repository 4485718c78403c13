import { PRESETS } from '../domain/settings/presets';
import type { Command } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

export function presetCommands(parts: WindowParts): Command[] {
  const { session } = parts;
  return PRESETS.map(({ id, title, note, change }) => ({
    id: `preset-${id}`,
    title: `Use the preset “${title}”: ${note}`,
    group: 'Run',
    unavailable: () => awayFromDescent(parts),
    run: () => {
      session.change(change);
    },
  }));
}
