import { EngineError } from '#shared/errors';
import type { ExperimentSpec } from '#shared/experiments';
import { EXPERIMENT_TITLE, ExperimentName } from '#shared/experiments';
import type { CallContext, Handlers } from '#shared/rpc/server';
import { formatEstimate, plural } from '#shared/units';
import type { Cell } from '../experiments/experiment';
import { experiments } from '../experiments/registry';
import { operationsPerSecond } from '../experiments/operations';
import { version } from '../version';
import type { EngineContext } from '../engine-context';
import { yieldToEventLoop } from '../cooperative-yield';

/** Handles `experiments`: lists the experiments that this engine can run, in their order. */
export const experimentsMethod: Handlers['experiments'] = () =>
  Promise.resolve({ version, names: ExperimentName.options.filter((name) => name in experiments) });

/**
 * Handles `planExperiment`: returns the cells of an experiment and how long each would take. Computes none.
 */
export function planExperimentMethod(engine: EngineContext): Handlers['planExperiment'] {
  return async (spec, context) => {
    const { device, runtime, data, stamp, columns, cells } = await planOf(engine, spec, context);
    const rate = await operationsPerSecond(runtime, context.signal);
    const timed = cells.map(({ key, operations }) => ({ cell: key, seconds: operations / rate }));
    return { data, stamp, columns, device, cells: timed };
  };
}

/**
 * Handles `experiment`: runs the cells that are not done yet, one after another, and sends each as it
 * finishes.
 */
export function experimentMethod(engine: EngineContext): Handlers['experiment'] {
  return async ({ spec, done, stamp: expected }, context) => {
    const begun = performance.now();
    const { signal, progress, notice, send } = context;
    const { device, runtime, data, stamp, columns, cells } = await planOf(engine, spec, context);
    if (stamp !== expected) {
      throw new EngineError(
        'bad-input',
        `The sampled data changed since the experiment was planned (${data}).`,
        'Run it again.',
      );
    }
    const pending = cells.filter(({ key }) => !done.includes(key));
    const rate = pending.length > 0 ? await operationsPerSecond(runtime, signal) : 1;
    const title = EXPERIMENT_TITLE[spec.name];
    if (pending.length > 0) {
      notice({
        id: 'experiment-time',
        severity: 'info',
        summary: `${title} takes about ${formatEstimate(operationsOf(pending) / rate)} on this machine: ${plural(pending.length, 'part')} with ${data}.`,
        tip: 'You can stop it. When you start it again, it continues from the last finished part.',
      });
    }
    const started = performance.now();
    for (const [i, cell] of pending.entries()) {
      await yieldToEventLoop(signal);
      // the measured rate is more accurate than the estimate, once a cell is done
      const measured = operationsOf(pending.slice(0, i)) / ((performance.now() - started) / 1e3);
      const secondsLeft = operationsOf(pending.slice(i)) / (i === 0 ? rate : measured);
      progress({
        stage: `${cell.key}, about ${formatEstimate(secondsLeft)} left`,
        done: cells.length - pending.length + i,
        total: cells.length,
        unit: 'parts',
      });
      const { rows, pictures, pixels } = await cell.run();
      const undescribed = rows.flatMap((row) => Object.keys(row)).find((name) => !(name in columns));
      if (undescribed !== undefined)
        throw new EngineError('internal', `The column "${undescribed}" is not described.`);
      await send({ cell: cell.key, rows, pictures }, pixels ? { pixels } : {});
    }
    const seconds = (performance.now() - begun) / 1e3;
    return { title, data, stamp, columns, cells: cells.map(({ key }) => key), device, seconds };
  };
}

/** Plans the cells of an experiment, and chooses the device that computes them. */
async function planOf(engine: EngineContext, spec: ExperimentSpec, context: CallContext) {
  const experiment = experiments[spec.name];
  const { device, runtime } = await engine.runtimes.open(spec.device, context.signal);
  const { data, stamp = '', cells } = await experiment.plan({ engine, runtime, spec, call: context });
  return { device, runtime, data, stamp, columns: experiment.columns, cells };
}

function operationsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { operations }) => sum + operations, 0);
}
