import type { Command } from './command';
import { fromMenu } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

export function setCommands(parts: WindowParts): Command[] {
  const { session, opening, files, showDialog } = parts;
  const cannotSaveReason = () => (session.opened ? undefined : 'No set is open.');
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
      unavailable: cannotSaveReason,
      run: () => void files.file.save(),
    },
    {
      ...fromMenu('save-as'),
      group,
      unavailable: cannotSaveReason,
      run: () => {
        files.file.saveAs();
      },
    },
    {
      ...fromMenu('film'),
      group,
      unavailable: () => awayFromDescent(parts) ?? noFilmReason(session),
      run: () => {
        showDialog('film');
      },
    },
  ];
}

/** Returns why no film can be made yet, or undefined if one can. */
export function noFilmReason({ moment, phase }: WindowParts['session']): string | undefined {
  if (phase === 'running' || phase === 'opening') return 'Wait until the run is finished.';
  return moment?.landscapes ? undefined : 'Wait until the landscapes are drawn.';
}
