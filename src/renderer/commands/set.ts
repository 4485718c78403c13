import type { Command } from './command';
import { fromMenu } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

export function setCommands(parts: WindowParts): Command[] {
  const { session, opening, files, showSheet } = parts;
  const unsaved = () => (session.opened ? undefined : 'No set is open.');
  const group = 'Set';
  return [
    {
      ...fromMenu('open-folder'),
      group,
      run: () => {
        opening.pick('folder');
      },
    },
    {
      ...fromMenu('open-files'),
      group,
      run: () => {
        opening.pick('files');
      },
    },
    {
      ...fromMenu('open-session'),
      group,
      run: () => {
        opening.session();
      },
    },
    {
      ...fromMenu('save'),
      group,
      unavailable: unsaved,
      run: () => void files.file.save(),
    },
    {
      ...fromMenu('save-as'),
      group,
      unavailable: unsaved,
      run: () => {
        files.file.saveAs();
      },
    },
    {
      ...fromMenu('film'),
      group,
      unavailable: () => awayFromDescent(parts) ?? filmless(session),
      run: () => {
        showSheet('film');
      },
    },
  ];
}

/** Why there can be no film yet. */
export function filmless({ moment, phase }: WindowParts['session']): string | undefined {
  if (phase === 'running' || phase === 'opening') return 'The run is not over yet.';
  return moment?.landscapes ? undefined : 'The landscapes are not drawn yet.';
}
