import { extname } from 'node:path';
import { EngineError } from '#shared/errors';
import type { SkippedFile } from '#shared/api';
import type { Progress } from '#shared/progress';
import type { Decoder } from './decoder';
import type { PictureFile, PictureInfo } from './picture-file';
import type { PictureSet, SetItem } from './picture-set';

/** A picture file on its way into a set. */
export interface Candidate {
  readonly file: PictureFile;
  readonly name: string;
  readonly className: string | null;
}

/** Whose files are decoded once when a set is opened, so that no bad one gets in. */
export type VerifyPolicy = 'all' | 'small sets' | 'none';

/** Files that wait for each decoder, so that none is idle until all of a batch are there. */
const WAITING = 4;

/** Up to this many pixels in all, a set is small. */
const VERIFY_PIXELS = 200e6;

/**
 * A set of picture files. Headers are read first; then everything is decoded once where `verify` wants it. In other sets a
 * bad file is found out when it is drawn, and another takes its place.
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
    preferredBatch: WAITING * decoder.parallel,
    load: (index, target, signal) => {
      const entry = found[index];
      if (!entry) throw new EngineError('internal', `The set has no picture ${String(index)}.`);
      return decoder.request('load', { file: entry.candidate.file, target }, signal);
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
          results[index] = await decoder.request(op, { file: candidate.file }, signal);
        } catch (thrown) {
          if (!(thrown instanceof EngineError) || thrown.code === 'cancelled') throw thrown;
          skipped.push({ path: candidate.name, reason: thrown.message });
        }
        const last = skipped.at(-1);
        const passedOver = last && { skipped: { count: skipped.length, ...last } };
        onProgress({ stage, done: ++done, total: files.length, unit: 'pictures', ...passedOver });
      }
    };
    await Promise.all(Array.from({ length: decoder.parallel }, worker));
    return files.flatMap((candidate, i) => {
      const info = results[i];
      return info ? [{ candidate, info }] : [];
    });
  }
}

/** The same with names that differ: of those that share one, the second is called "a (2).png". */
function withUniqueNames<T extends { readonly name: string }>(items: readonly T[]): T[] {
  const all = new Set(items.map(({ name }) => name));
  if (all.size === items.length) return [...items];
  const used = new Set<string>();
  return items.map((item) => {
    let name = item.name;
    const extension = extname(name);
    // no name that another has from the start
    for (let n = 2; used.has(name) || (name !== item.name && all.has(name)); n++)
      name = `${item.name.slice(0, item.name.length - extension.length)} (${String(n)})${extension}`;
    used.add(name);
    return { ...item, name };
  });
}
