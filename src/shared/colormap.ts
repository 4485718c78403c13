/**
 * Lipari by Fabio Crameri ("Scientific colour maps", MIT licence): perceptually uniform, readable with any colour
 * vision, free of the green and blue that stand for the models. 17 of its 256 colours; between them it is straight.
 */
const LIPARI = (
  '031326 092844 183e61 365176 525b7a 655e77 785f72 8d616d a56267 ' +
  'bf6561 da6f5e e98466 e99b74 e5af84 e7c49a f1ddb9 fdf5da'
)
  .split(' ')
  .map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));

/** The map begins here, so that iso-lines stay visible in the deepest basins. */
const FROM = 0.07;

/** Red, green and blue, 0 to 255, of a share from 0 (lowest energy) to 1 (the cut). */
export function energyColor(share: number): [red: number, green: number, blue: number] {
  const position = (FROM + (1 - FROM) * Math.min(1, Math.max(0, share))) * (LIPARI.length - 1);
  const index = Math.min(LIPARI.length - 2, Math.floor(position));
  const between = (c: 0 | 1 | 2) => {
    const [low, high] = [LIPARI[index]?.[c] ?? 0, LIPARI[index + 1]?.[c] ?? 0];
    return low + (high - low) * (position - index);
  };
  return [between(0), between(1), between(2)];
}
