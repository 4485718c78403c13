import type { AppearanceChoice } from '../theme/appearance.svelte';
import type { PanelName } from '../views/chrome/panels.svelte';
import { moveToRegion } from '../views/chrome/regions';
import type { Command } from './command';
import { fromMenu } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

export function windowCommands(parts: WindowParts): Command[] {
  const { appearance, panels, showDialog } = parts;
  const group = 'Window';
  const toggle = (
    id: 'toggle-memories' | 'toggle-timeline' | 'toggle-settings',
    panel: PanelName,
  ): Command => ({
    ...fromMenu(id),
    group,
    unavailable: () => awayFromDescent(parts),
    run: () => {
      panels.toggle(panel);
    },
  });
  const appearanceCommand = (choice: AppearanceChoice, title: string): Command => ({
    id: `appearance-${choice}`,
    title,
    group,
    unavailable: () => (appearance.choice === choice ? 'This appearance is already in use.' : undefined),
    run: () => {
      appearance.choose(choice);
    },
  });
  return [
    {
      ...fromMenu('find'),
      group,
      run: () => {
        showDialog('find');
      },
    },
    toggle('toggle-memories', 'memories'),
    toggle('toggle-timeline', 'timeline'),
    toggle('toggle-settings', 'settings'),
    {
      id: 'reset-panels',
      title: 'Reset the panel sizes',
      group,
      run: () => {
        panels.reset();
      },
    },
    {
      id: 'next-region',
      title: 'Go to the next region',
      group,
      keys: ['F6'],
      run: () => {
        moveToRegion(1);
      },
    },
    {
      id: 'previous-region',
      title: 'Go to the previous region',
      group,
      keys: ['Shift+F6'],
      run: () => {
        moveToRegion(-1);
      },
    },
    appearanceCommand('dark', 'Use the dark appearance'),
    appearanceCommand('light', 'Use the light appearance'),
    appearanceCommand('system', 'Use the system appearance'),
  ];
}
