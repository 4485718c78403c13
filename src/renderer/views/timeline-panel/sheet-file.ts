import { EngineError } from '#shared/errors';
import { contactSheet, type SheetQuery } from '#shared/figures/contact-sheet';
import { PNG_SCALE } from '#shared/figures/svg-drawing';
import { letterOf } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import { pngOfSvg, svgBlob } from '../figure-export';
import { figureRenderer } from '../figure-renderer';
import { targetOf } from './query-target';
import type { RunSummary } from './timeline-model';

/**
 * Exports a contact sheet of the run: the states of its queries at some steps. `memories` are those that the queries
 * were made from.
 *
 * @throws EngineError `not-found` before anything was recorded.
 */
export async function sheetFile(
  format: 'svg' | 'png',
  moment: Moment,
  { report, description }: RunSummary,
  memories: readonly (number | undefined)[],
): Promise<Blob> {
  const { prepared, recording } = moment;
  if (!recording) throw new EngineError('not-found', 'There are no states yet.', 'Run the descent first.');
  const sheet = {
    facts: description.facts,
    queries: Array.from({ length: prepared.numQueries }, (_, query) =>
      sheetQuery(moment, query, memories[query]),
    ),
    shape: prepared.shape,
    recording,
    outcomes: report?.models ?? null,
  };
  const backend = await figureRenderer();
  if (format === 'svg') return svgBlob(contactSheet(sheet, backend));
  return pngOfSvg(contactSheet(sheet, backend, PNG_SCALE));
}

function sheetQuery(moment: Moment, query: number, memory: number | undefined): SheetQuery {
  const target = targetOf(moment, query);
  const relation = target?.isOrigin === false ? 'nearest memory' : 'made from';
  const origin = target?.name ? `, ${relation} ${target.name}` : '';
  return { title: `Query ${letterOf(query)}${origin}`, target: target?.state ?? null, memory };
}
