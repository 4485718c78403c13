/** The options of corruptions and their names. */

export const SIDE_OPTIONS = (['bottom', 'top', 'left', 'right'] as const).map((value) => ({
  value,
  text: value,
}));

export const FILL_OPTIONS = [
  { value: 'black', text: 'Black' },
  { value: 'mean', text: 'Mean' },
  { value: 'noise', text: 'Noise' },
] as const;
