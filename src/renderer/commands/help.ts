import type { Command } from './command';
import { fromMenu } from './command';
import type { WindowParts } from './parts';

export function helpCommands({ showDialog }: WindowParts): Command[] {
  return (['guide', 'keys'] as const).map((id) => ({
    ...fromMenu(id),
    group: 'Help',
    run: () => {
      showDialog(id);
    },
  }));
}
