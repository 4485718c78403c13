import type { SkippedFile } from '#shared/api';
import type { OpenedSource } from '#shared/host';
import type { MemoriesSpec } from '#shared/setup';
import type { Job } from '../domain/settings/job';
import { imageSourceOf, jobOf } from '../domain/settings/job';
import type { Settings } from '../domain/settings/settings';
import type { Library } from './library.svelte';

/** The open set, and its pictures that cannot be read. */
export class OpenedSet {
  /** Null before a set was opened, and for a recorded run whose pictures are missing. */
  source = $state.raw<OpenedSource | null>(null);
  /** Pictures that the last preparation asked for and did not find. */
  missing = $state.raw<readonly SkippedFile[]>([]);
  readonly #library: Pick<Library, 'set' | 'browse'>;
  readonly #settings: () => Settings;

  constructor(library: Pick<Library, 'set' | 'browse'>, settings: () => Settings) {
    this.#library = library;
    this.#settings = settings;
  }

  /** The job of a run with the present settings; null if no set is open. */
  get job(): Job | null {
    return this.source && jobOf(this.source.source, this.#settings());
  }

  /** The stored memories; null if no set is open. */
  get memories(): MemoriesSpec | null {
    return this.job?.setup.memories ?? null;
  }

  /** Unreadable files and missing pictures of the set, each once. */
  get skipped(): readonly SkippedFile[] {
    const unreadable = this.#library.set?.skipped ?? [];
    const isListed = ({ path }: SkippedFile) => unreadable.some((file) => file.path === path);
    return [...unreadable, ...this.missing.filter((file) => !isListed(file))];
  }

  /** Lists the pictures of the set, in the order in which the settings sample them. */
  browse(): void {
    const settings = this.#settings();
    if (!this.source) return;
    // the run reports a set that cannot be read
    this.#library
      .browse(imageSourceOf(this.source.source, settings), settings.drawing)
      .catch(() => undefined);
  }
}
