import type { Group } from './command';

/** Keys that a control or a view handles while it has the focus. The key list shows them beside the commands. */
export const FOCUSED_KEYS: readonly {
  readonly title: string;
  readonly group: Group;
  readonly keys: readonly string[];
  /** The control or view that handles the keys. */
  readonly where: string;
}[] = [
  { title: 'Rotate the camera', group: 'Landscapes', keys: ['← → ↑ ↓'], where: 'landscapes' },
  { title: 'Zoom in or out', group: 'Landscapes', keys: ['+', '−'], where: 'landscapes' },
  { title: 'Remove a memory', group: 'Set', keys: ['Delete'], where: 'a memory in the memory browser' },
  { title: 'Choose an experiment', group: 'Run', keys: ['↑ ↓'], where: 'list of experiments' },
  { title: 'Move a divider', group: 'Window', keys: ['← → ↑ ↓'], where: 'a divider between panels' },
];
