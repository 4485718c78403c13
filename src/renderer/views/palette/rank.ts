/**
 * How well words fit what is wanted: each that is wanted must be there, at best from the beginning of a word, at worst as
 * letters in their order. Greater is better; null where they do not fit.
 */
function fitOf(wanted: readonly string[], words: string): number | null {
  let fit = 0;
  for (const word of wanted) {
    const one = fitOfWord(word, words);
    if (one === null) return null;
    fit += one;
  }
  // of those that fit alike, the one that says less besides
  return fit - words.length / 1000;
}

/** Fewer letters are found scattered in nearly everything. */
const SCATTERED = 3;

function fitOfWord(word: string, text: string): number | null {
  const place = ` ${text}`.indexOf(` ${word}`);
  if (place >= 0) return 4 - place / 100;
  const inside = text.indexOf(word);
  if (inside >= 0) return 2 - inside / 100;
  return gapsOf(word, text);
}

/** The letters in their order, each close behind the one before. */
function gapsOf(word: string, text: string): number | null {
  if (word.length < SCATTERED) return null;
  let [at, gaps] = [-1, 0];
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (at >= 0) gaps += next - at - 1;
    at = next;
  }
  return gaps <= 2 * word.length ? 1 - gaps / 100 : null;
}

/** A text's words as they are looked for: small letters without accents, with one space between them. */
export function wordsOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The best of what fits, best first, and in their own order where nothing is typed. What is of less use comes later. */
export function best<T>(
  typed: string,
  all: readonly T[],
  wordsIn: (one: T) => string,
  most: number,
  isOfLessUse: (one: T) => boolean = () => false,
): T[] {
  const wanted = wordsOf(typed).split(' ').filter(Boolean);
  if (wanted.length === 0) return all.slice(0, most);
  return all
    .flatMap((one) => {
      const fit = fitOf(wanted, wordsIn(one));
      return fit === null ? [] : [{ one, fit: fit - (isOfLessUse(one) ? 1 : 0) }];
    })
    .sort((a, b) => b.fit - a.fit)
    .slice(0, most)
    .map(({ one }) => one);
}
