import type { Command } from './command';
import { fromMenu } from './command';
import type { WindowParts } from './parts';
import { whileExperiments, whileOpening } from './parts';

export function runCommands({ session, experiments, opening }: WindowParts): Command[] {
  const group = 'Run';
  const away = () => whileExperiments({ experiments });
  const busy = () => away() ?? whileOpening({ opening });
  const isBusy = () => session.phase === 'running' || opening.isUnderWay;
  const elsewhere = () => (experiments.isShown ? undefined : 'Experiments are not shown: X goes there.');
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
      title: 'Go on with the run that was stopped',
      group,
      unavailable: () => busy() ?? (session.canResume ? undefined : 'No run was stopped.'),
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
      title: 'Undo the change of a setting',
      group,
      keys: ['Ctrl+Z'],
      unavailable: () => busy() ?? (session.history.undoes ? undefined : 'Nothing was changed.'),
      run: () => {
        session.undo();
      },
    },
    {
      id: 'redo',
      title: 'Redo it',
      group,
      keys: ['Ctrl+Shift+Z'],
      unavailable: () => busy() ?? (session.history.redoes ? undefined : 'Nothing was undone.'),
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
      title: 'Run the experiment, or go on with it',
      group,
      keys: ['R'],
      unavailable: () =>
        elsewhere() ?? (experiments.current?.canRun ? undefined : 'It is finished, or runs already.'),
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
