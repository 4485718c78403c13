import type { Spread } from '#shared/trust';
import { spreadOf } from '#shared/trust';
import type { Prepared } from './view-model';

const known = new WeakMap<Prepared, Spread>();

/** How memories and queries lie to each other; computed when it is first asked for. */
export function spreadIn(prepared: Prepared): Spread {
  const { memories, queries, clamped, dim } = prepared;
  const spread = known.get(prepared) ?? spreadOf(memories, queries, clamped, dim);
  known.set(prepared, spread);
  return spread;
}
