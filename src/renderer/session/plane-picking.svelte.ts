import type { Moment, HitTarget } from '../domain/run/moment';
import type { StatePick, ThreePicks } from '../domain/settings/plane-choice';
import { isEqual } from '../domain/equality';

/** Three states being chosen, one after the other; null while nobody chooses. */
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

  /** One that is chosen already is let go. */
  add(pick: StatePick): void {
    if (!this.picks) return;
    const others = this.picks.filter((one) => !isEqual(one, pick));
    const picks = others.length < this.picks.length ? others : [...others, pick];
    const [a, b, c] = picks;
    this.picks = a && b && c ? null : picks;
    if (a && b && c) this.#onPicked([a, b, c]);
  }
}

/** What a picture on the landscapes is as a pick; undefined where it has gone meanwhile. */
export function statePickOf(target: HitTarget, { landscapes, step }: Moment): StatePick | undefined {
  if (target.kind === 'state') {
    return { kind: 'query', query: target.query, at: step, model: target.model };
  }
  const item = landscapes?.items[target.index];
  return item && { kind: 'memory', name: item.name };
}
