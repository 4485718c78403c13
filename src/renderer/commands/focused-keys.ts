import type { Group } from './command';

/** Keys that a control or a view hears while it has the focus. They are listed with the others, and no command. */
export const FOCUSED_KEYS: readonly {
  readonly title: string;
  readonly group: Group;
  readonly keys: readonly string[];
  /** Where they are heard. */
  readonly where: string;
}[] = [
  { title: 'Turn', group: 'Landscapes', keys: ['← → ↑ ↓'], where: 'landscapes' },
  { title: 'Zoom in, out', group: 'Landscapes', keys: ['+', '−'], where: 'landscapes' },
  { title: 'Take a memory away', group: 'Set', keys: ['Delete'], where: 'a memory in the memory browser' },
  { title: 'Choose an experiment', group: 'Run', keys: ['↑ ↓'], where: 'list of experiments' },
  { title: 'Move a divider', group: 'Window', keys: ['← → ↑ ↓'], where: 'a divider between panels' },
];
