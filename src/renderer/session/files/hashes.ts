import { YieldTimer } from '../../cooperative-yield';

/**
 * Returns the SHA-256 of each row of states [n, dim] in hexadecimal, or null if the browser does not offer hashing (on
 * pages over plain HTTP from another machine).
 */
export async function rowHashes(states: Float32Array, dim: number): Promise<string[] | null> {
  // absent on insecure origins, in spite of its type
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return null;
  const hashes: string[] = [];
  const yieldTimer = new YieldTimer();
  for (let at = 0; at < states.length; at += dim) {
    // browsers hash small inputs synchronously, on this thread
    hashes.push(hexOf(await subtle.digest('SHA-256', states.slice(at, at + dim))));
    await yieldTimer.yieldIfDue();
  }
  return hashes;
}

function hexOf(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
