/** The speeds a person can choose, as multiples of the usual one. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;
