/** Rows that are hashed between two turns of the window. */
const AT_ONCE = 32;

/**
 * SHA-256 of each row of states [n, dim], as hexadecimal; null where the browser keeps it from pages (those that came
 * over plain HTTP from another machine).
 */
export async function rowHashes(states: Float32Array, dim: number): Promise<string[] | null> {
  // not there on insecure origins, whatever its type says
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return null;
  const hashes: string[] = [];
  const count = states.length / dim;
  for (let from = 0; from < count; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) =>
      subtle.digest('SHA-256', states.slice((from + i) * dim, (from + i + 1) * dim)),
    );
    for (const digest of await Promise.all(rows)) hashes.push(hexOf(digest));
  }
  return hashes;
}

function hexOf(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
