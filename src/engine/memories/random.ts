/**
 * The purposes of random numbers. Numbers of different streams are independent. A new one takes the next number: another
 * number for one of these would change every draw of earlier runs.
 *
 * Any process can reproduce the random numbers: every draw is a function of (seed, stream, block). The
 * generator is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011), a keyed permutation of 64-bit counters that passes BigCrush. Key = (seed, stream),
 * counter = (position, block).
 */
export const Stream = {
  signs: 1,
  norms: 2,
  gaussian: 3,
  draw: 4,
  noise: 5,
  flip: 6,
  fill: 7,
  plane: 8,
  phase: 9,
  orthogonal: 10,
  patterns: 11,
  probes: 12,
  gradientCheck: 13,
} as const;
/** The number of a stream. */
export type Stream = (typeof Stream)[keyof typeof Stream];

const PARITY = 0x1bd11bda;

/**
 * Encrypts the counter (c0, c1) with the key (k0, k1) into `out[0]` and `out[1]`. This is the inner loop of
 * every draw.
 */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  let [keyA, keyB, keyC] = [k1, k0 ^ k1 ^ PARITY, k0];
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let group = 1; group <= 5; group++) {
    const isOdd = (group & 1) === 1;
    x0 = (x0 + x1) | 0;
    x1 = rotated(x1, isOdd ? 13 : 17) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotated(x1, isOdd ? 15 : 29) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotated(x1, isOdd ? 26 : 16) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotated(x1, isOdd ? 6 : 24) ^ x0;
    x0 = (x0 + keyA) | 0;
    x1 = (x1 + keyB + group) | 0;
    const next = keyC;
    keyC = keyA;
    keyA = keyB;
    keyB = next;
  }
  out[0] = x0;
  out[1] = x1;
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Draws the random numbers of one block in order. */
export class Random {
  readonly #seed: number;
  readonly #stream: Stream;
  readonly #block: number;
  readonly #words = new Uint32Array(2);
  #position = 0;
  #unused = 0;
  #spareNormal: number | undefined;

  constructor(seed: number, stream: Stream, block = 0) {
    this.#seed = seed;
    this.#stream = stream;
    this.#block = block;
  }

  /** Returns 32 random bits as an unsigned integer. */
  bits(): number {
    if (this.#unused === 0) {
      threefry2x32(this.#seed, this.#stream, this.#position++, this.#block, this.#words);
      this.#unused = 2;
    }
    return this.#words[2 - this.#unused--] ?? 0;
  }

  /** Returns a uniform number in [0, 1) with 53 bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 2 ** 26 + (this.bits() >>> 6)) / 2 ** 53;
  }

  /** Returns a uniform integer in 0 … n - 1. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Returns a standard normal number, by the method of Box and Muller. */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log((this.bits() + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * this.bits()) / 2 ** 32;
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /**
   * Returns a chi-distributed number with `degrees` >= 2 degrees of freedom, the norm of a Gaussian vector
   * [degrees].
   */
  chi(degrees: number): number {
    return Math.sqrt(2 * this.#gamma(degrees / 2));
  }

  /**
   * Returns a gamma-distributed number of shape >= 1 and scale 1 (Marsaglia and Tsang, ACM TOMS 26, 2000).
   */
  #gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}

/**
 * Draws `count` distinct integers of 0 … n - 1 in random order (Fisher and Yates). Takes 4 n bytes besides
 * the result.
 */
export function drawWithoutReplacement(random: Random, n: number, count: number): number[] {
  const numbers = new Uint32Array(n);
  for (let i = 0; i < n; i++) numbers[i] = i;
  return Array.from({ length: Math.min(count, n) }, (_, i) => {
    const at = i + random.below(n - i);
    const value = numbers[at] ?? 0;
    numbers[at] = numbers[i] ?? 0;
    return value;
  });
}
