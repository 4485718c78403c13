import { YieldTimer } from '../../cooperative-yield';

/**
 * SHA-256 of each row of states [n, dim], as hexadecimal; null where the browser keeps it from pages (those that came
 * over plain HTTP from another machine).
 */
export async function rowHashes(states: Float32Array, dim: number): Promise<string[] | null> {
  // not there on insecure origins, whatever its type says
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return null;
  const hashes: string[] = [];
  const yieldTimer = new YieldTimer();
  for (let at = 0; at < states.length; at += dim) {
    // browsers hash what is small at once, on this thread
    hashes.push(hexOf(await subtle.digest('SHA-256', states.slice(at, at + dim))));
    await yieldTimer.yieldIfDue();
  }
  return hashes;
}

function hexOf(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
