import { EngineError } from '#shared/errors';
import type { PlaneSpec } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import { letterOf } from '../domain/run/display-names';
import type { StatePick, PlaneChoice } from '../domain/settings/plane-choice';
import { givenPlane, planeThrough } from './plane-through';
import type { Run } from './run';

/**
 * What the engine is asked for: `auto` too while the run has not come to a state that the plane is to go through.
 * Refuses states that span no plane, or are not there any more.
 */
export function planeOf(choice: PlaneChoice, run: Run, isOver: boolean): PlaneSpec | 'auto' {
  switch (choice.kind) {
    case 'auto':
      return 'auto';
    case 'principal':
      return { kind: 'pca' };
    case 'random':
      return choice;
    case 'through': {
      const [a, b, c] = choice.picks.map((pick) => stateOf(pick, run, isOver));
      return a && b && c ? givenPlane(planeThrough([a, b, c])) : 'auto';
    }
  }
}

/** The state that a pick means; undefined while the run has not come to it. */
function stateOf(pick: StatePick, run: Run, isOver: boolean): Float32Array | undefined {
  if (pick.kind === 'memory') return memoryNamed(pick.name, run);
  const { recording } = run;
  const { model, query, at } = pick;
  const { models, numQueries, dim, steps } = recording.shape;
  if (query >= numQueries) throw gone(`query ${letterOf(query)} is not among the queries`);
  if (!models.includes(model)) throw gone(`${MODEL_TITLE[model]} is not among the models`);
  // where queries start is known before the first step
  if (at === 'start') return run.at(0).prepared.queries.subarray(query * dim, (query + 1) * dim);
  const step = at === 'end' ? steps : Math.min(at, steps);
  const isThere = isOver || recording.reached(model) >= step;
  return isThere ? recording.stateAt(model, query, step)?.state : undefined;
}

/** Memories that were taken away on the run's way are still those of its chapters before. */
function memoryNamed(name: string, { chapters }: Run): Float32Array {
  for (const { prepared } of [...chapters].reverse()) {
    const { items, memories, dim } = prepared;
    const index = items.findIndex((item) => item.name === name);
    if (index >= 0) return memories.subarray(index * dim, (index + 1) * dim);
  }
  throw gone(`the memory ${name} is not stored`);
}

function gone(what: string): EngineError {
  return new EngineError(
    'bad-request',
    `The plane goes through a state that is gone: ${what} any more.`,
    'The automatic plane is shown; choose three states anew.',
  );
}
