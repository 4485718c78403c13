import { letterOf } from '../domain/run/display-names';
import type { Command } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

/** The number keys 1 to 9 select queries. */
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
    isForPresentation: true,
    series: { title: 'Select a query', keys: `Alt+1 … ${String(MOST)}` },
    unavailable: () => awayFromDescent(parts) ?? (query < count() ? undefined : 'This query does not exist.'),
    run: () => {
      session.query = query;
    },
  }));
  return [
    {
      id: 'query-new',
      title: 'Add a query',
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
      title: 'Remove the selected query',
      group,
      unavailable: () => unavailable() ?? (count() > 1 ? undefined : 'At least one query must remain.'),
      run: () => {
        if (session.moment) session.selection.removeQuery(session.moment.query);
      },
    },
    ...selects,
  ];
}
