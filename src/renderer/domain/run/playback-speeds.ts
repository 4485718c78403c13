/** The playback speeds, as multiples of the normal one. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;
