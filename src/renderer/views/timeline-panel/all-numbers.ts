import { nearestRow } from '#shared/distances';
import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import { YieldTimer } from '../../cooperative-yield';
import { letterOf, memoryName } from '../../domain/run/display-names';
import type { PreparedStates } from '../../domain/run/moment';
import { csvCell, numberCell } from './csv';
import { distancesOf } from './distances';

const HEADER = 'step,query,model,energy,slope,distance_to_target,nearest_memory,nearest_distance\n';
/** The window answers between two pieces of work. */
const WORK_MS = 12;

/** Every number of a run in one table, a row for each step, query and model; empty where not known or not kept. */
export async function allNumbers(
  prepared: PreparedStates,
  recording: Recording,
  onprogress: (step: number) => void,
): Promise<Blob> {
  const { models, numQueries } = recording.shape;
  const distances = distancesOf(prepared, recording);
  while (!distances.advance(WORK_MS)) await pause();
  const reached = Math.min(...models.map((model) => recording.reached(model)));
  const nearest = nearestBy(prepared, recording);
  const parts = [HEADER];
  const yieldTimer = new YieldTimer();
  for (let step = 0; step <= reached; step++) {
    let rows = '';
    for (let query = 0; query < numQueries; query++) {
      for (const model of models) {
        if (await yieldTimer.yieldIfDue()) onprogress(step);
        const values = [recording.energies(model), recording.gradientNorms(model), distances.toTarget(model)];
        const numbers = values.map((table) => numberCell(table[step * numQueries + query] ?? NaN));
        rows += `${[step, letterOf(query), model, ...numbers, ...nearest(model, query, step)].join()}\n`;
      }
    }
    parts.push(rows);
  }
  return new Blob(parts, { type: 'text/csv' });
}

/** The memory nearest to a kept state, and its distance. It looks first where the query was last: others are given up soon. */
function nearestBy({ dim, memories, items }: PreparedStates, recording: Recording) {
  const last = new Map<string, number>();
  return (model: ModelName, query: number, step: number): readonly [name: string, distance: string] => {
    const state = recording
      .states(model)
      .get(step)
      ?.subarray(query * dim, (query + 1) * dim);
    if (!state) return ['', ''];
    const key = `${model}/${String(query)}`;
    const before = last.get(key) ?? 0;
    const { index, square } = nearestRow(memories, state, nearestRow(memories, state, undefined, before, Math.min(before + 1, items.length))); // prettier-ignore
    const item = items[index];
    if (!item) return ['', ''];
    last.set(key, index);
    return [csvCell(memoryName(item)), String(Math.sqrt(square))];
  };
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve));
