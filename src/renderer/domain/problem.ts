/** Something a person should know, shown beside the thing concerned until it is cured or put away. */
export interface Problem {
  readonly id: string;
  /** The bar under the tools, a card on a view, or the place where a set is opened. */
  readonly place: 'bar' | 'card' | 'set';
  readonly severity: 'bad' | 'caution';
  readonly title: string;
  readonly text: string;
  /** It concerns what is open, whichever run comes. */
  readonly isLasting?: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}
