import type { SampleReport } from '#shared/api';
import type { ExperimentName } from '#shared/experiments';
import { EXPERIMENT_TITLE } from '#shared/experiments';
import type { Command } from '../../commands/command';
import type { Page } from '../../help/pages';
import { letterOf, memoryName } from '../../domain/run/display-names';
import type { PreparedStates } from '../../domain/run/moment';
import { wordsOf } from './rank';

/** Something that the palette finds by its name. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  /** Its kind, shown at the right if it has no keys. */
  readonly kind: string;
  /** The text that is searched (rank.ts). */
  readonly words: string;
  readonly chord?: string | undefined;
  /** Why it cannot be chosen now. */
  readonly reason?: string | undefined;
  readonly run: () => void;
}

export interface SearchSources {
  readonly commands: readonly Command[];
  /** Null while nothing is stored. */
  readonly prepared: PreparedStates | null;
  readonly samples: readonly SampleReport[];
  readonly experiments: readonly ExperimentName[];
  readonly pages: readonly Page[];
  readonly onmemory: (memory: number) => void;
  readonly onsample: (sample: SampleReport) => void;
  readonly onexperiment: (name: ExperimentName) => void;
  readonly onpage: (name: string) => void;
}

/** Everything but the memories. */
export function entriesOf(from: Omit<SearchSources, 'prepared' | 'onmemory'>): Entry[] {
  const entries: Unindexed[] = [
    ...from.commands.map(({ id, title, group, keys, unavailable, run }) => ({
      id,
      title,
      kind: group,
      chord: keys?.[0],
      reason: unavailable?.(),
      run,
    })),
    ...from.samples.map((sample) => ({
      id: sample.source,
      title: `Open ${sample.title.toLowerCase()}`,
      kind: 'Sample',
      run: () => {
        from.onsample(sample);
      },
    })),
    ...from.experiments.map((name) => ({
      id: `experiment-${name}`,
      title: EXPERIMENT_TITLE[name],
      kind: 'Experiment',
      run: () => {
        from.onexperiment(name);
      },
    })),
    ...from.pages.map(({ name, title }) => ({
      id: `page-${name}`,
      title,
      kind: 'Guide',
      run: () => {
        from.onpage(name);
      },
    })),
  ];
  return entries.map(indexed);
}

type Unindexed = Omit<Entry, 'words'>;

function indexed(entry: Unindexed): Entry {
  return { ...entry, words: wordsOf(`${entry.title} ${entry.kind}`) };
}

/** One entry per memory. There may be thousands: call it only when the memories change. */
export function memoriesOf({ prepared, onmemory }: Pick<SearchSources, 'prepared' | 'onmemory'>): Entry[] {
  const queries = new Map(prepared?.targets.map((memory, query) => [memory, query]));
  return (prepared?.items ?? []).map((item, memory) => {
    const query = queries.get(memory);
    return indexed({
      id: `memory-${String(memory)}`,
      title: memoryName(item),
      kind: query === undefined ? 'Memory' : `Memory of query ${letterOf(query)}`,
      run: () => {
        onmemory(memory);
      },
    });
  });
}
