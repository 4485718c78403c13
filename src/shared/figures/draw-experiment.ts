import type { CellResult, ExperimentName, Row } from '../experiments';
import { EXPERIMENT_TITLE } from '../experiments';
import { formatCount, plural } from '../units';
import { boundSentence, figure3, figure5 } from './error-curves';
import type { FigureBackend } from './svg-drawing';
import { figure6 } from './feature-map-errors';
import { drawPictureGrid } from './picture-grid';
import { figureProjections, ratioSentences } from './projection-errors';
import { drawWorkingRange } from './working-range';
import { numberIn } from './row-columns';
import { recallCaption, recallCurves } from './recall-curves';
import { figure1, figure2, figure4b, recallSentences } from './recall-pictures';
import { figure4a } from './retrieval-error';
import { drawPanelGrid } from './panel-grid';

/** What a figure's caption says about its data. */
export interface FigureContext {
  /** A description of the data, as a phrase for people. */
  readonly data: string;
  readonly isQuick: boolean;
  /** The number of finished cells and of all cells; left out where all are finished. */
  readonly parts?: { readonly done: number; readonly all: number };
}

/**
 * Returns the figure of an experiment's finished cells as SVG. `scale` enlarges it for pictures made of
 * pixels.
 */
export function drawExperiment(
  name: ExperimentName,
  cells: readonly CellResult[],
  { data, isQuick, parts: finished }: FigureContext,
  backend: FigureBackend,
  scale = 1,
): string {
  const rows = cells.flatMap((cell) => cell.rows);
  const isOfPaper = name.startsWith('fig');
  const isSmaller = isQuick && name !== 'fig1'; // fig1 takes seconds at full size
  const smaller = `Small settings (quick)${isOfPaper ? ', not those of the paper' : ''}.`;
  const about = [
    `Data: ${data}.`,
    ...(isSmaller ? [smaller] : []),
    ...(finished ? [`Unfinished: ${String(finished.done)} of ${plural(finished.all, 'part')}.`] : []),
  ].join(' ');
  const title = EXPERIMENT_TITLE[name];
  const panels = (parts: ReturnType<typeof figure3>, caption: string) =>
    drawPanelGrid({ title, caption: [caption, about], ...parts }, backend, scale);
  const pictures = (parts: ReturnType<typeof figure1>, caption: string) =>
    drawPictureGrid({ title, caption: [caption, about], ...parts }, backend, scale);
  switch (name) {
    case 'fig1':
      return pictures(
        figure1(cells, rows),
        `Both models start from the same pictures, of which the upper third is shown and fixed; the rest starts black. Below each picture: its difference from the memory, where that memory is the nearest. ${recallSentences(rows)} A higher β shrinks the kernel of a distant query, but not the noise of Y features, so DrDAM may fail. A curve that leaves the plot is frozen at the clip.`,
      );
    case 'fig2':
      return pictures(
        figure2(cells, rows),
        `Recalled from the upper three fifths. Below each picture: its difference from the memory, where that memory is the nearest. ${parameterSentence(rows[0])}`,
      );
    case 'fig4b':
      return pictures(
        figure4b(cells, rows),
        'One memory recalled from its upper half by DrDAM, over β and Y, beside MrDAM. Below each picture: its peak signal-to-noise ratio against MrDAM.',
      );
    case 'fig3':
      return panels(
        figure3(rows),
        `Mean absolute difference between DrDAM and MrDAM (float64), of the energy and of each coordinate of its gradient. It falls as 1/√Y, and grows with β and with the distance of the query. ${boundSentence(rows)} Bars: standard error over queries.`,
      );
    case 'fig5':
      return panels(
        figure5(rows),
        `Mean absolute difference of the energy, and mean Euclidean norm of the difference of the gradient, between DrDAM and MrDAM (float64) at one Y. At memories both grow with the square root of the effective number of memories; a random query is nearer to one of many, where they may fall. ${boundSentence(rows)} Bars: standard error over queries.`,
      );
    case 'fig4a':
      return panels(
        figure4a(rows),
        'Share of the bits in which the states differ where MrDAM and DrDAM end, from the same query. Dotted: MrDAM itself ends at the centroid of the memories, as it does below β*, and from random queries often above it. The coordinates of the centroid lie at the threshold by which bits are read, so that the least noise flips them and the curve says nothing about retrieval. Bars: standard error over queries.',
      );
    case 'fig6':
      return panels(
        figure6(rows),
        'Mean absolute difference between DrDAM and MrDAM (float64) under four feature maps that share S. SinCos is exact for the memory at which a query lies. The variance of the positive maps grows like exp(4β|ξ|²): from β 30 on these Y do not make up for it. It depends on few rows of the one S, so that all their errors rise and fall together. Bars: standard error over queries.',
      );
    case 'features':
      return panels(
        figureProjections(rows),
        `Root mean square difference between DrDAM and MrDAM (float64), near memories at the lowest β, over what S costs: rows, time of a step of four queries in this run, bytes. Bars: 95 % confidence over seeds. ${ratioSentences(rows)}`,
      );
    case 'recall':
      return panels(recallCurves(rows), recallCaption(rows));
    case 'range':
      return drawWorkingRange(
        {
          title,
          caption: [
            "Queries that DrDAM retrieves: the nearest memory is the right one, and the state lies within an RMS of 0.05 of MrDAM's last state. In brackets: how many MrDAM itself retrieves, where not all. Base: K 4, a third of the pixels kept, β 60, Y 180k, black fill; every other column changes one parameter. All options but the first go beyond the paper.",
            about,
          ],
          rows,
        },
        backend,
        scale,
      );
  }
}

function parameterSentence(row: Row | undefined): string {
  if (!row) return '';
  const count = (column: string) => formatCount(numberIn(row, column));
  return (
    `MrDAM holds K D = ${count('mrdam_parameters')} numbers; DrDAM the 2 Y = ${count('drdam_parameters')} of T, ` +
    `which is ${numberIn(row, 'compression').toFixed(2)} times as many (${numberIn(row, 'compression_paper').toFixed(2)} by the paper's count of Y).`
  );
}
