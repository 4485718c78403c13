/** A problem that is shown where it occurred, until it is resolved or dismissed. */
export interface Problem {
  readonly id: string;
  /** The bar under the tools, a card on a view, or the place where a set is opened. */
  readonly place: 'bar' | 'card' | 'set';
  readonly severity: 'bad' | 'caution';
  readonly title: string;
  readonly text: string;
  /** The query that the problem concerns. */
  readonly query?: number;
  /** True if the problem concerns the open session, so a new run does not clear it. */
  readonly isLasting?: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Returns the card on the landscapes: the newest that does not concern another query than the selected one. */
export function cardOf(problems: readonly Problem[], selected: number): Problem | undefined {
  return problems.findLast(({ place, query = selected }) => place === 'card' && query === selected);
}

/** Returns the cards that are not on the landscapes, for the list in the status line. */
export function foldedCards(problems: readonly Problem[], selected: number): Problem[] {
  const shown = cardOf(problems, selected);
  return problems.filter((problem) => problem.place === 'card' && problem !== shown);
}
