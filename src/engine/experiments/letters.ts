import { EngineError } from '#shared/errors';
import { plural } from '#shared/units';
import { readStates } from '../files/state-files';
import { drawWithoutReplacement, Random, Stream } from '../memories/random';
import type { ExperimentContext } from './experiment';
import { stampOf } from './experiment';

/** Rows of the letter recognition data, or rows like them: memories [K, dim], and others as queries [n, dim]. */
export interface Letters {
  readonly memories: Float32Array;
  readonly queries: Float32Array;
  readonly dim: number;
  /** Names the rows, in words. */
  readonly data: string;
  /** Identifies the rows by their numbers. */
  readonly stamp: string;
}

/**
 * Draws rows from the array file of the experiment, or generates them where there is none.
 *
 * @throws EngineError where the file has too few rows, is not a .npy file, or all its numbers are equal.
 */
export async function letters(
  { spec }: ExperimentContext,
  { numMemories, numQueries }: { readonly numMemories: number; readonly numQueries: number },
): Promise<Letters> {
  const { seed, images } = spec;
  const wanted = numMemories + numQueries;
  const drawn = images ? await rowsOfFile(images.source, wanted, seed) : letterLike(wanted, seed);
  const { states, dim, name } = drawn;
  return {
    memories: states.subarray(0, numMemories * dim),
    queries: states.subarray(numMemories * dim),
    dim,
    data: `${plural(numMemories, 'memory', 'memories')} and ${plural(numQueries, 'query', 'queries')}: ${name}, seed ${String(seed)}`,
    stamp: stampOf([states], []),
  };
}

interface Drawn {
  /** [wanted, dim], in the box [0, 1/sqrt(dim)]^dim. */
  readonly states: Float32Array;
  readonly dim: number;
  readonly name: string;
}

/** Draws `wanted` different rows of an array file, scaled by the range of all its numbers. */
async function rowsOfFile(path: string, wanted: number, seed: number): Promise<Drawn> {
  if (!path.endsWith('.npy')) {
    throw new EngineError(
      'bad-input',
      `Figure 6 needs rows of numbers in a .npy file, and this is not one (${path}).`,
      'Choose an array [n, D] such as the letter recognition data [20000, 16], or omit the source.',
    );
  }
  const { data, count, dim } = await readStates(path);
  const [low, high] = data.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
  if (count < wanted || high === low) {
    throw new EngineError(
      'bad-input',
      high === low
        ? `All numbers of the array are equal (${path}).`
        : `The array has ${plural(count, 'row')}, and Figure 6 needs ${String(wanted)} (${path}).`,
      'Choose another array.',
    );
  }
  const states = new Float32Array(wanted * dim);
  const scale = 1 / ((high - low) * Math.sqrt(dim));
  drawWithoutReplacement(new Random(seed, Stream.draw), count, wanted).forEach((row, i) => {
    for (let j = 0; j < dim; j++) states[i * dim + j] = ((data[row * dim + j] ?? NaN) - low) * scale;
  });
  return { states, dim, name: `rows of ${path.split(/[\\/]/).at(-1) ?? path}` };
}

const LETTER_CLASSES = 26;
const LETTER_FEATURES = 16;

/**
 * Generates rows like those of the letter recognition data: 16 integers from 0 to 15 that scatter around the mean of their
 * class, scaled to [0, 1/sqrt(16)].
 */
function letterLike(count: number, seed: number): Drawn {
  const random = new Random(seed, Stream.patterns);
  const dim = LETTER_FEATURES;
  const means = Array.from({ length: LETTER_CLASSES * dim }, () => 3 + 9 * random.uniform());
  const states = new Float32Array(count * dim);
  for (let k = 0; k < count; k++) {
    const letter = random.below(LETTER_CLASSES);
    for (let i = 0; i < dim; i++) {
      const value = Math.round((means[letter * dim + i] ?? 0) + 2 * random.normal());
      states[k * dim + i] = Math.min(15, Math.max(0, value)) / (15 * Math.sqrt(dim));
    }
  }
  return { states, dim, name: 'generated rows like letters (16 whole numbers, 0 to 15)' };
}
