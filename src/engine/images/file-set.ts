import { extname } from 'node:path';
import { EngineError } from '#shared/errors';
import type { SkippedFile } from '#shared/api';
import type { Progress } from '#shared/progress';
import type { Decoder } from './decoder';
import type { PictureFile, PictureInfo } from './decode-protocol';
import type { PictureSet, SetItem } from './picture-set';

/** A picture file that may become an item of a set. */
export interface Candidate {
  readonly file: PictureFile;
  readonly name: string;
  readonly className: string | null;
}

/** Selects the sets whose files are all decoded once when they open, so that they contain no damaged one. */
export type VerifyPolicy = 'all' | 'small sets' | 'none';

/** Requests in flight per decoder, so that no decoder waits while a batch is incomplete. */
const REQUESTS_PER_DECODER = 4;

/** A set is small if its pictures have at most this many pixels in total. */
const VERIFY_PIXELS = 200e6;

/**
 * Opens a set of picture files: reads every header, then decodes every file once if `verify` says so. In
 * other sets a damaged file is only noticed when it is loaded, and the caller then takes another. Unusable
 * files are listed in `skipped`.
 * @throws EngineError `cancelled` if `signal` is aborted.
 */
export async function openFileSet(
  candidates: readonly Candidate[],
  skippedBefore: readonly SkippedFile[],
  decoder: Decoder,
  verify: VerifyPolicy,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<PictureSet> {
  const skipped = [...skippedBefore];
  const inspected = await survey(withUniqueNames(candidates), 'inspect', 'Reading headers');
  const pixels = inspected.reduce((sum, { info }) => sum + info.width * info.height, 0);
  const found =
    verify === 'all' || (verify === 'small sets' && pixels <= VERIFY_PIXELS)
      ? await survey(
          inspected.map(({ candidate }) => candidate),
          'verify',
          'Decoding pictures',
        )
      : inspected;
  const items = found.map(({ candidate, info }): SetItem => {
    return { name: candidate.name, className: candidate.className, ...info };
  });
  return {
    items,
    skipped,
    preferredBatch: REQUESTS_PER_DECODER * decoder.parallel,
    load: (index, target, signal) => {
      const entry = found[index];
      if (!entry) throw new EngineError('internal', `The set has no picture ${String(index)}.`);
      return decoder.load(entry.candidate.file, target, signal);
    },
  };

  async function survey(files: readonly Candidate[], op: 'inspect' | 'verify', stage: string) {
    const results = new Array<PictureInfo | undefined>(files.length);
    let done = 0;
    let next = 0;
    const worker = async () => {
      while (next < files.length) {
        const index = next++;
        const candidate = files[index];
        if (!candidate) continue;
        try {
          results[index] = await decoder.inspect(op, candidate.file, signal);
        } catch (thrown) {
          if (!(thrown instanceof EngineError) || thrown.code === 'cancelled') throw thrown;
          skipped.push({ path: candidate.name, reason: thrown.message });
        }
        const last = skipped.at(-1);
        const skippedSoFar = last && { skipped: { count: skipped.length, ...last } };
        onProgress({ stage, done: ++done, total: files.length, unit: 'pictures', ...skippedSoFar });
      }
    };
    await Promise.all(Array.from({ length: decoder.parallel }, worker));
    return files.flatMap((candidate, i) => {
      const info = results[i];
      return info ? [{ candidate, info }] : [];
    });
  }
}

/** Returns the items with unique names: the second "a.png" becomes "a (2).png". */
function withUniqueNames<T extends { readonly name: string }>(items: readonly T[]): T[] {
  const all = new Set(items.map(({ name }) => name));
  if (all.size === items.length) return [...items];
  const used = new Set<string>();
  return items.map((item) => {
    let name = item.name;
    const extension = extname(name);
    // the new name must not be one that another item already has
    for (let n = 2; used.has(name) || (name !== item.name && all.has(name)); n++)
      name = `${item.name.slice(0, item.name.length - extension.length)} (${String(n)})${extension}`;
    used.add(name);
    return { ...item, name };
  });
}
