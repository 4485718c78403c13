/**
 * Scores a text against the searched words, all of which must match: best at the start of a word, worst as scattered
 * letters in order. Greater is better; null if a word does not match.
 */
function scoreOf(wanted: readonly string[], words: string): number | null {
  let fit = 0;
  for (const word of wanted) {
    const one = wordScore(word, words);
    if (one === null) return null;
    fit += one;
  }
  // among equal matches, the shorter text wins
  return fit - words.length / 1000;
}

/** Fewer letters would match nearly every text when scattered. */
const MIN_SCATTERED = 3;

function wordScore(word: string, text: string): number | null {
  const place = ` ${text}`.indexOf(` ${word}`);
  if (place >= 0) return 4 - place / 100;
  const inside = text.indexOf(word);
  if (inside >= 0) return 2 - inside / 100;
  return scatteredScore(word, text);
}

/** Matches letters in order, each close behind the one before. */
function scatteredScore(word: string, text: string): number | null {
  if (word.length < MIN_SCATTERED) return null;
  let [at, gaps] = [-1, 0];
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (at >= 0) gaps += next - at - 1;
    at = next;
  }
  return gaps <= 2 * word.length ? 1 - gaps / 100 : null;
}

/** Normalises a text for the search: lower case, no accents, single spaces. */
export function wordsOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Returns at most `max` matches, best first, or the first items in their own order if nothing is typed. Items for which
 * `isLessUseful` holds come later.
 */
export function best<T>(
  typed: string,
  all: readonly T[],
  wordsIn: (one: T) => string,
  max: number,
  isLessUseful: (one: T) => boolean = () => false,
): T[] {
  const wanted = wordsOf(typed).split(' ').filter(Boolean);
  if (wanted.length === 0) return all.slice(0, max);
  return all
    .flatMap((one) => {
      const fit = scoreOf(wanted, wordsIn(one));
      return fit === null ? [] : [{ one, fit: fit - (isLessUseful(one) ? 1 : 0) }];
    })
    .sort((a, b) => b.fit - a.fit)
    .slice(0, max)
    .map(({ one }) => one);
}
