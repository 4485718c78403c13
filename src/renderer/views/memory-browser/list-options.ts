import { letterOf, memoryName } from '../../domain/run/display-names';
import type { ClassMark } from './class-marks';
import type { Block, Spot } from './list-layout';

/** What the options of the list are labelled with. */
export interface OptionContext {
  /** The queries made from each picture, and the selected query. */
  readonly queriesOf: ReadonlyMap<string, readonly number[]>;
  readonly query: number;
  readonly distances: ReadonlyMap<string, number> | null;
  readonly marks: ReadonlyMap<string, ClassMark>;
  /** Why a picture cannot be shown. */
  readonly failureOf: (name: string) => string | undefined;
}

/** An option of the list as plain data, because hundreds come and go as the list is scrolled. */
export interface ListOption extends Spot {
  readonly size: number;
  readonly mark: ClassMark | undefined;
  /** The picture is that of the selected query. */
  readonly isOfQuery: boolean;
  /** The letter of its query; empty without one. */
  readonly letter: string;
  readonly label: string;
}

/** The options at some places of a block. */
export function optionsIn(
  { group, size }: Block,
  spots: readonly Spot[],
  context: OptionContext,
): ListOption[] {
  return spots.map((spot) => {
    const { item } = spot;
    const queries = context.queriesOf.get(item.name) ?? [];
    const isOfQuery = queries.includes(context.query);
    const query = isOfQuery ? context.query : queries[0];
    const distance = context.distances?.get(item.name);
    const label = [
      memoryName(item),
      query !== undefined &&
        `${group.kind === 'stored' ? 'memory' : 'picture'} of query ${queries.map(letterOf).join(', ')}`,
      distance !== undefined && `${distance.toFixed(3)} away`,
      context.failureOf(item.name),
    ];
    return {
      ...spot,
      size,
      // the heading of a class shows its mark already
      mark: group.kind === 'class' ? undefined : context.marks.get(item.className ?? ''),
      isOfQuery,
      letter: query === undefined ? '' : letterOf(query),
      label: label.filter(Boolean).join(', '),
    };
  });
}
