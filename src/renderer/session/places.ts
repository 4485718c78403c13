/** Which pictures are stored: the first of a set's drawing, by their places in it, without some. */
export interface Places {
  readonly numMemories: number;
  /** Places that were taken away; they stay away, also while fewer are stored than would reach them. */
  readonly without: readonly number[];
}

export function countOf({ numMemories, without }: Places): number {
  return numMemories - without.filter((place) => place < numMemories).length;
}

/** The place of the k-th stored picture; undefined where there are not so many. */
export function placeOf({ numMemories, without }: Places, k: number): number | undefined {
  return Array.from({ length: numMemories }, (_, place) => place).filter((place) => !without.includes(place))[
    k
  ];
}

/**
 * The same drawing with so many of its pictures. At least the first `drawn` are drawn, for the queries that were made
 * from them, and taken away where they are too many.
 */
export function withCount({ without }: Places, count: number, drawn = 0): Places {
  let numMemories = count;
  while (countOf({ numMemories, without }) < count) numMemories++;
  const surplus = Array.from({ length: Math.max(0, drawn - numMemories) }, (_, i) => numMemories + i);
  return {
    numMemories: numMemories + surplus.length,
    without: [...without, ...surplus.filter((place) => !without.includes(place))],
  };
}
