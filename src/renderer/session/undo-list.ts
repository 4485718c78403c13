/** A value with the values before it, for undo, and after it, for redo. */
export interface UndoList<T> {
  readonly now: T;
  /** The value that the list began with, which stays when steps are forgotten. */
  readonly first: T;
  readonly before: readonly T[];
  readonly after: readonly T[];
}

const MAX_STEPS = 100;

export function undoList<T>(now: T): UndoList<T> {
  return { now, first: now, before: [], after: [] };
}

export function changedTo<T>({ now, first, before }: UndoList<T>, next: T): UndoList<T> {
  return { now: next, first, before: [...before, now].slice(-MAX_STEPS), after: [] };
}

export function undone<T>(list: UndoList<T>): UndoList<T> {
  const { now, first, before, after } = list;
  const last = before.at(-1);
  return last === undefined
    ? list
    : { now: last, first, before: before.slice(0, -1), after: [...after, now] };
}

export function redone<T>(list: UndoList<T>): UndoList<T> {
  const { now, first, before, after } = list;
  const next = after.at(-1);
  return next === undefined
    ? list
    : { now: next, first, before: [...before, now], after: after.slice(0, -1) };
}
