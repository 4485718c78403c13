import type { OpenedSource } from '#shared/host';
import type { Library } from '../library.svelte';
import type { Settings } from '../settings';
import { storing } from '../settings';
import type { Prepared } from '../../views/view-model';
import type { SessionContent } from './format';
import { setOf } from './format';
import { rowHashes } from './hashes';

/** What a session names and is not there. */
export interface Losses {
  /** The sets that can be read. */
  readonly images: readonly (OpenedSource | null)[];
  /** Names of pictures, by set. */
  readonly names: ReadonlyMap<number, ReadonlySet<string>>;
}

export async function lossesOf(
  { settings }: Pick<SessionContent, 'settings'>,
  images: readonly (OpenedSource | null)[],
  library: Library,
): Promise<Losses> {
  const wanted = new Map<number, Set<string>>([[0, new Set(settings.memories)]]);
  for (const { source } of settings.queries) {
    if (source.kind !== 'picture') continue;
    const set = setOf(source.source);
    wanted.set(set, (wanted.get(set) ?? new Set()).add(source.name));
  }
  const there = [...images];
  const names = new Map<number, ReadonlySet<string>>();
  // the open set last, so that it is the one that is looked through
  for (const set of [...images.keys()].reverse()) {
    const image = images[set];
    const found = image && (await namesIn(image, settings.drawing, library));
    if (!found) there[set] = null;
    const lost = [...(wanted.get(set) ?? [])].filter((name) => !found?.has(name));
    if (lost.length > 0) names.set(set, new Set(lost));
  }
  return { images: there, names };
}

/** Settings with what is there. */
export function withoutLost(settings: Settings, { names }: Losses, packed: Settings): Settings {
  if (names.size === 0) return settings;
  const memories = settings.memories.filter((name) => !names.get(0)?.has(name));
  const queries = settings.queries.filter((_, q) => {
    const source = packed.queries[q]?.source;
    return source?.kind !== 'picture' || !names.get(setOf(source.source))?.has(source.name);
  });
  return { ...settings, memories, queries: queries.length > 0 ? queries : storing(memories).queries };
}

/** Pictures that are there but not what they were, and those that turned out not to be there. */
export async function differencesOf(
  { pictures }: SessionContent,
  { items, memories, origins, dim }: Prepared,
  { queries }: Settings,
): Promise<{ changed: string[]; gone: string[] }> {
  const hashes = await rowHashes(memories, dim);
  const originHashes = origins && (await rowHashes(origins, dim));
  const now = new Map(items.map(({ name }, k) => [name, hashes?.[k]]));
  queries.forEach(({ source }, q) => {
    if (source.kind === 'picture' && !now.has(source.name)) now.set(source.name, originHashes?.[q]);
  });
  const known = pictures.filter(({ sha256 }) => sha256 !== undefined);
  return {
    gone: known.filter(({ name }) => !now.has(name)).map(({ name }) => name),
    changed: known
      .filter(({ name, sha256 }) => {
        const hash = now.get(name);
        return hash !== undefined && hash !== sha256;
      })
      .map(({ name }) => name),
  };
}

/** Null where it cannot be read; everything where there is more than is looked through. */
async function namesIn(
  { source }: OpenedSource,
  seed: number,
  library: Library,
): Promise<{ has(name: string): boolean } | null> {
  try {
    const { items, total } = await library.browse(source, seed);
    return items.length < total ? { has: () => true } : new Set(items.map(({ name }) => name));
  } catch {
    return null; // it is said with what is gone
  }
}
