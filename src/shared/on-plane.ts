/** The most that an offset may cost, as a share of the heights that are shown. */
const MOST_COST = 0.05;

/**
 * Returns whether a memory, or a state, counts as on a plane that is `offPlane` away from it (RMS pixel for picture states).
 * At a memory's foot the energy is about half the square of the offset above that of the memory, whatever beta is: it counts
 * where that is little beside `shownHeight`, the energy from the bottom of the surface to its cut, in pixel². Elsewhere
 * what is seen there is no basin's floor.
 */
export function isOnPlane(offPlane: number, shownHeight: number): boolean {
  return offPlane ** 2 / 2 <= MOST_COST * shownHeight;
}
