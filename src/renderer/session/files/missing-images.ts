import type { OpenedSource } from '#shared/host';
import type { ImageSource } from '#shared/setup';
import { imageSourceOf } from '../../domain/settings/job';
import type { Library } from '../library.svelte';
import type { Settings } from '../../domain/settings/settings';
import { settingsStoring } from '../../domain/settings/settings';
import type { PreparedStates } from '../../domain/run/moment';
import type { SessionContent } from './format';
import { setOf } from './format';
import { rowHashes } from './hashes';

/** Pictures that a session names and that are missing. */
export interface MissingImages {
  /** The sets that can be read. */
  readonly images: readonly (OpenedSource | null)[];
  /** Names of pictures, by set. */
  readonly names: ReadonlyMap<number, ReadonlySet<string>>;
}

export async function findMissingImages(
  { settings }: Pick<SessionContent, 'settings'>,
  images: readonly (OpenedSource | null)[],
  library: Library,
): Promise<MissingImages> {
  const wanted = new Map<number, Set<string>>([[0, new Set(settings.memories)]]);
  for (const { source } of settings.queries) {
    if (source.kind !== 'picture') continue;
    const set = setOf(source.source);
    wanted.set(set, (wanted.get(set) ?? new Set()).add(source.name));
  }
  const there = [...images];
  const names = new Map<number, ReadonlySet<string>>();
  // the open set last: when it is opened, it need not be read again
  for (const set of [...images.keys()].reverse()) {
    const image = images[set];
    const found = image && (await namesIn(imageSourceOf(image.source, settings), settings.drawing, library));
    if (!found) there[set] = null;
    const lost = [...(wanted.get(set) ?? [])].filter((name) => !found?.has(name));
    if (lost.length > 0) names.set(set, new Set(lost));
  }
  return { images: there, names };
}

/** Settings without the missing pictures. */
export function withoutMissing(settings: Settings, { names }: MissingImages, packed: Settings): Settings {
  if (names.size === 0) return settings;
  const memories = settings.memories.filter((name) => !names.get(0)?.has(name));
  const queries = settings.queries.filter((_, q) => {
    const source = packed.queries[q]?.source;
    return source?.kind !== 'picture' || !names.get(setOf(source.source))?.has(source.name);
  });
  return { ...settings, memories, queries: queries.length > 0 ? queries : settingsStoring(memories).queries };
}

/** Pictures that are there but not what they were, and those that turned out not to be there; `images` are the sets. */
export async function differencesOf(
  { pictures }: SessionContent,
  { items, memories, origins, dim }: PreparedStates,
  { queries }: Settings,
  images: readonly (OpenedSource | null)[],
): Promise<{ changed: string[]; gone: string[] }> {
  const hashes = await rowHashes(memories, dim);
  const originHashes = origins && (await rowHashes(origins, dim));
  // sets have pictures of the same name
  const keyOf = (set: number, name: string) => `${String(set)}/${name}`;
  const now = new Map(items.map(({ name }, k) => [keyOf(0, name), hashes?.[k]]));
  queries.forEach(({ source }, q) => {
    if (source.kind !== 'picture') return;
    const set = source.source === undefined ? 0 : images.findIndex((one) => one?.source === source.source);
    const key = keyOf(set, source.name);
    if (!now.has(key)) now.set(key, originHashes?.[q]);
  });
  const known = pictures.filter(({ sha256 }) => sha256 !== undefined);
  return {
    gone: known.filter(({ set, name }) => !now.has(keyOf(set, name))).map(({ name }) => name),
    changed: known
      .filter(({ set, name, sha256 }) => {
        const hash = now.get(keyOf(set, name));
        return hash !== undefined && hash !== sha256;
      })
      .map(({ name }) => name),
  };
}

/** Null where the set cannot be read. A set that is larger than what is listed counts as having every name. */
async function namesIn(
  images: ImageSource,
  seed: number,
  library: Library,
): Promise<{ has(name: string): boolean } | null> {
  try {
    const { items, total } = await library.list(images, seed);
    return items.length < total ? { has: () => true } : new Set(items.map(({ name }) => name));
  } catch {
    return null; // it is said with what is gone
  }
}
