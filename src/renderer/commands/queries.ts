import { letterOf } from '../views/names';
import type { Command } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

/** As many as there are digits for. */
const MOST = 9;

export function queryCommands(parts: WindowParts): Command[] {
  const { session } = parts;
  const count = session.moment?.prepared.numQueries ?? 0;
  return Array.from({ length: MOST }, (_, query) => ({
    id: `query-${String(query + 1)}`,
    title: `Select query ${letterOf(query)}`,
    group: 'Queries',
    keys: [`Alt+${String(query + 1)}`],
    series: { title: 'Select a query', keys: `Alt+1 … ${String(MOST)}` },
    unavailable: () => awayFromDescent(parts) ?? (query < count ? undefined : 'There is no such query.'),
    run: () => {
      session.query = query;
    },
  }));
}
