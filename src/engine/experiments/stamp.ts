import { createHash } from 'node:crypto';

/** Digits that are kept of a hash: enough that two draws never share them by chance. */
const DIGITS = 16;

/** Names what was drawn, by its numbers and its names: another draw has another stamp. Cost: one pass over them. */
export function stampOf(numbers: readonly Float32Array[], names: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([numbers.map(({ length }) => length), names]));
  for (const { buffer, byteOffset, byteLength } of numbers) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex').slice(0, DIGITS);
}
