import { median } from '#engine/statistics';

/** Does a piece of work once and says how many milliseconds it took. */
export type Lane = () => Promise<number>;

export interface Times {
  readonly median: number;
  readonly best: number;
}

/**
 * Times lanes round by round in turn, so that whatever else the machine does meets all of them; a round before them
 * makes buffers and loads graphs.
 */
export async function race<Name extends string>(
  lanes: Readonly<Record<Name, Lane>>,
  rounds: number,
): Promise<Record<Name, Times>> {
  const runs = Object.entries<Lane>(lanes).map(([name, lane]) => ({ name, lane, times: [] as number[] }));
  for (let round = 0; round <= rounds; round++) {
    for (const { lane, times } of runs) {
      const milliseconds = await lane();
      if (round > 0) times.push(milliseconds);
    }
  }
  const results = runs.map(({ name, times }) => [name, { median: median(times), best: Math.min(...times) }]);
  return Object.fromEntries(results) as Record<Name, Times>;
}

/** A lane of work that is timed from outside. */
export function timed(work: () => Promise<unknown>): Lane {
  return async () => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
}

/** A lane that runs several times and counts the best. */
export function bestOf(count: number, lane: Lane): Lane {
  return async () => {
    let best = Infinity;
    for (let i = 0; i < count; i++) best = Math.min(best, await lane());
    return best;
  };
}

/** As long as threads that were woken may share a core before they are moved apart. */
const SETTLING_MS = 40;

/**
 * A lane that works for a while before the work that counts, as steps of a descent follow upon each other: threads are awake
 * on cores of their own, and tables in the caches.
 */
export function settled(lane: Lane): Lane {
  return async () => {
    const end = performance.now() + SETTLING_MS;
    while (performance.now() < end) await lane();
    return lane();
  };
}
