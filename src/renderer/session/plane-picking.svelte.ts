import type { Moment, HitTarget } from '../domain/run/moment';
import type { StatePick, ThreePicks } from '../domain/settings/plane-choice';
import { isEqual } from '../domain/equality';

/** Collects three states that a person picks one after the other. `picks` is null while nothing is being picked. */
export class PlanePicking {
  picks = $state.raw<readonly StatePick[] | null>(null);
  readonly #onPicked: (picks: ThreePicks) => void;

  constructor(onPicked: (picks: ThreePicks) => void) {
    this.#onPicked = onPicked;
  }

  begin(): void {
    this.picks = [];
  }

  cancel(): void {
    this.picks = null;
  }

  /** Adds a state, or removes one that is already picked. */
  add(pick: StatePick): void {
    if (!this.picks) return;
    const others = this.picks.filter((one) => !isEqual(one, pick));
    const picks = others.length < this.picks.length ? others : [...others, pick];
    const [a, b, c] = picks;
    this.picks = a && b && c ? null : picks;
    if (a && b && c) this.#onPicked([a, b, c]);
  }
}

/** Returns the pick of a picture on the landscapes, or undefined if the picture no longer exists. */
export function statePickOf(target: HitTarget, { landscapes, step }: Moment): StatePick | undefined {
  if (target.kind === 'state') {
    return { kind: 'query', query: target.query, at: step, model: target.model };
  }
  const item = landscapes?.items[target.index];
  return item && { kind: 'memory', name: item.name };
}
