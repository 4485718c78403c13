import type { Command } from './command';
import { fromMenu } from './command';
import type { WindowParts } from './parts';
import { whileExperiments, whileOpening } from './parts';

export function runCommands({ session, experiments, opening }: WindowParts): Command[] {
  const group = 'Run';
  const away = () => whileExperiments({ experiments });
  const busy = () => away() ?? whileOpening({ opening });
  const isBusy = () => session.phase === 'running' || opening.isUnderWay;
  const elsewhere = () => (experiments.isShown ? undefined : 'Press X to show the experiments first.');
  return [
    {
      id: 'run',
      title: 'Run again',
      group,
      keys: ['R'],
      unavailable: () => busy() ?? (session.opened ? undefined : 'No set is open.'),
      run: () => void session.run(),
    },
    {
      id: 'resume',
      title: 'Resume the run',
      group,
      unavailable: () => busy() ?? (session.canResume ? undefined : 'No run is stopped.'),
      run: () => void session.resume(),
    },
    {
      id: 'stop',
      title: 'Stop the run',
      group,
      keys: ['Escape'],
      unavailable: () => away() ?? (isBusy() ? undefined : 'Nothing is running.'),
      run: () => {
        if (opening.isUnderWay) opening.cancel();
        else session.stop();
      },
    },
    {
      id: 'undo',
      title: 'Undo the last change',
      group,
      keys: ['Ctrl+Z'],
      unavailable: () => busy() ?? (session.history.undoes ? undefined : 'Nothing to undo.'),
      run: () => {
        session.undo();
      },
    },
    {
      id: 'redo',
      title: 'Redo the last change',
      group,
      keys: ['Ctrl+Shift+Z'],
      unavailable: () => busy() ?? (session.history.redoes ? undefined : 'Nothing to redo.'),
      run: () => {
        session.redo();
      },
    },
    {
      ...fromMenu('experiments'),
      group,
      run: () => {
        experiments.show(!experiments.isShown);
      },
    },
    {
      id: 'experiment-run',
      title: 'Run or resume the experiment',
      group,
      keys: ['R'],
      unavailable: () =>
        elsewhere() ??
        (experiments.current?.canRun ? undefined : 'The experiment is finished or already running.'),
      run: () => void experiments.run(),
    },
    {
      id: 'experiment-stop',
      title: 'Stop the experiment',
      group,
      keys: ['Escape'],
      unavailable: () => elsewhere() ?? (experiments.running ? undefined : 'No experiment is running.'),
      run: () => {
        experiments.stop();
      },
    },
  ];
}
