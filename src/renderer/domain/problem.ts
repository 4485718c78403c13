/** A problem that is shown where it occurred, until it is resolved or dismissed. */
export interface Problem {
  readonly id: string;
  /** The bar under the tools, a card on a view, or the place where a set is opened. */
  readonly place: 'bar' | 'card' | 'set';
  readonly severity: 'bad' | 'caution';
  readonly title: string;
  readonly text: string;
  /** True if the problem concerns the open session, so a new run does not clear it. */
  readonly isLasting?: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}
