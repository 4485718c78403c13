import { letterOf } from '../domain/run/display-names';
import type { Command } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

/** As many as there are digits for. */
const MOST = 9;

export function queryCommands(parts: WindowParts): Command[] {
  const { session } = parts;
  const count = () => session.moment?.prepared.numQueries ?? 0;
  const group = 'Queries';
  const unavailable = () => awayFromDescent(parts) ?? (session.opened ? undefined : 'No set is open.');
  const selects = Array.from({ length: MOST }, (_, query): Command => ({
    id: `query-${String(query + 1)}`,
    title: `Select query ${letterOf(query)}`,
    group,
    keys: [`Alt+${String(query + 1)}`],
    series: { title: 'Select a query', keys: `Alt+1 … ${String(MOST)}` },
    unavailable: () => awayFromDescent(parts) ?? (query < count() ? undefined : 'There is no such query.'),
    run: () => {
      session.query = query;
    },
  }));
  return [
    {
      id: 'query-new',
      title: 'Make a new query',
      group,
      keys: ['Q'],
      unavailable,
      run: () => {
        session.queryEditor.openNew();
      },
    },
    {
      id: 'query-edit',
      title: 'Edit the selected query',
      group,
      keys: ['E'],
      unavailable,
      run: () => {
        if (session.moment) session.queryEditor.openQuery(session.moment.query);
      },
    },
    {
      id: 'query-remove',
      title: 'Take the selected query away',
      group,
      unavailable: () => unavailable() ?? (count() > 1 ? undefined : 'It is the only one.'),
      run: () => {
        if (session.moment) session.selection.removeQuery(session.moment.query);
      },
    },
    ...selects,
  ];
}
