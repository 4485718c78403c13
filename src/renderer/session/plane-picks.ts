import { EngineError } from '#shared/errors';
import type { PlaneSpec } from '#shared/setup';
import { MODEL_IN_SENTENCE } from '#shared/setup';
import { letterOf } from '../domain/run/display-names';
import type { StatePick, WantedPlane } from '../domain/settings/plane-choice';
import { givenPlane, planeThrough } from './plane-through';
import type { Run } from './run';

/**
 * Returns the plane to request from the engine. It is `auto` until the run has reached every state that the plane goes
 * through.
 * @throws EngineError if the states do not span a plane or no longer exist
 */
export function planeOf(choice: WantedPlane, run: Run, isOver: boolean): PlaneSpec | 'auto' {
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

/** Returns the state of a pick, or undefined if the run has not reached it yet. */
function stateOf(pick: StatePick, run: Run, isOver: boolean): Float32Array | undefined {
  if (pick.kind === 'memory') return memoryNamed(pick.name, run);
  const { recording } = run;
  const { model, query, at } = pick;
  const { models, numQueries, dim, steps } = recording.shape;
  if (query >= numQueries) throw gone(`query ${letterOf(query)} was removed`);
  if (!models.includes(model)) throw gone(`${MODEL_IN_SENTENCE[model]} is not computed`);
  // initial states are known before the first step
  if (at === 'start') return run.at(0).prepared.queries.subarray(query * dim, (query + 1) * dim);
  const step = at === 'end' ? steps : Math.min(at, steps);
  const isThere = isOver || recording.reached(model) >= step;
  return isThere ? recording.stateAt(model, query, step)?.state : undefined;
}

/** Finds a memory in the last segment that stores it, since a memory removed during the run belongs to earlier segments. */
function memoryNamed(name: string, { segments }: Run): Float32Array {
  for (const { prepared } of [...segments].reverse()) {
    const { items, memories, dim } = prepared;
    const index = items.findIndex((item) => item.name === name);
    if (index >= 0) return memories.subarray(index * dim, (index + 1) * dim);
  }
  throw gone(`the memory ${name} is no longer stored`);
}

function gone(what: string): EngineError {
  return new EngineError(
    'bad-request',
    `The plane goes through a state that no longer exists: ${what}.`,
    'The plane of a query is shown. Choose three states again.',
  );
}
