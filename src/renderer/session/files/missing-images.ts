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

/** The missing pictures of a session. */
export interface MissingImages {
  /** The sets, with null for each that cannot be read. */
  readonly images: readonly (OpenedSource | null)[];
  /** The names of the missing pictures, by the index of their set. */
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
  // lists the open set last, so it need not be listed again when it is opened
  for (const set of [...images.keys()].reverse()) {
    const image = images[set];
    const found = image && (await namesIn(imageSourceOf(image.source, settings), settings.drawing, library));
    if (!found) there[set] = null;
    const lost = [...(wanted.get(set) ?? [])].filter((name) => !found?.has(name));
    if (lost.length > 0) names.set(set, new Set(lost));
  }
  return { images: there, names };
}

/** Removes the missing pictures from settings. */
export function withoutMissing(settings: Settings, { names }: MissingImages, packed: Settings): Settings {
  if (names.size === 0) return settings;
  const memories = settings.memories.filter((name) => !names.get(0)?.has(name));
  const queries = settings.queries.filter((_, q) => {
    const source = packed.queries[q]?.source;
    return source?.kind !== 'picture' || !names.get(setOf(source.source))?.has(source.name);
  });
  return { ...settings, memories, queries: queries.length > 0 ? queries : settingsStoring(memories).queries };
}

/** Returns the pictures whose content has changed since the session was saved, and those that are missing. */
export async function differencesOf(
  { pictures }: SessionContent,
  { items, memories, origins, dim }: PreparedStates,
  { queries }: Settings,
  images: readonly (OpenedSource | null)[],
): Promise<{ changed: string[]; gone: string[] }> {
  const hashes = await rowHashes(memories, dim);
  const originHashes = origins && (await rowHashes(origins, dim));
  // different sets may have pictures of the same name
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

/** Returns the names of a set, or null if it cannot be read. A set that is only partly listed counts as having every name. */
async function namesIn(
  images: ImageSource,
  seed: number,
  library: Library,
): Promise<{ has(name: string): boolean } | null> {
  try {
    const { items, total } = await library.list(images, seed);
    return items.length < total ? { has: () => true } : new Set(items.map(({ name }) => name));
  } catch {
    return null; // the missing pictures are reported together
  }
}
