import { median } from '#engine/statistics';

/** Does a piece of work once and returns how many milliseconds it took. */
export type Task = () => Promise<number>;

/** The milliseconds of a task over several rounds. */
export interface Times {
  readonly median: number;
  readonly best: number;
}

/**
 * Times tasks round by round, one after the other, so that other load on the machine affects all of them. A round that is
 * not counted makes buffers and loads graphs.
 */
export async function timeTasks<Name extends string>(
  tasks: Readonly<Record<Name, Task>>,
  rounds: number,
): Promise<Record<Name, Times>> {
  const runs = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, task] of Object.entries<Task>(tasks)) {
      const milliseconds = await task();
      if (round > 0) runs.set(name, [...(runs.get(name) ?? []), milliseconds]);
    }
  }
  // the result has the names of the tasks, which the compiler cannot follow through entries
  return Object.fromEntries(
    [...runs].map(([name, times]) => [name, { median: median(times), best: Math.min(...times) }]),
  ) as Record<Name, Times>;
}

/** Makes a task of work that is timed from outside. */
export function timed(work: () => Promise<unknown>): Task {
  return async () => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
}

/** Makes a task that runs another several times and counts the best. */
export function bestOf(count: number, task: Task): Task {
  return async () => {
    let best = Infinity;
    for (let i = 0; i < count; i++) best = Math.min(best, await task());
    return best;
  };
}

/** How long threads that were woken may share a core before the system moves them apart. */
const WARM_UP_MS = 40;

/**
 * Makes a task that repeats another for a while and counts the last run, as steps of a descent follow upon each other: its
 * threads then have cores of their own, and its tables are in the caches.
 */
export function afterWarmUp(task: Task): Task {
  return async () => {
    const end = performance.now() + WARM_UP_MS;
    while (performance.now() < end) await task();
    return task();
  };
}
