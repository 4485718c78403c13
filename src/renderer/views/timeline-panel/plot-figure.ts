import { wrapText } from '#shared/figures/panel-grid';
import type { FigureBackend } from '#shared/figures/svg-drawing';
import { FIGURE_COLORS, svgDocument } from '#shared/figures/svg-drawing';
import { factsLine } from '#shared/run-facts';
import { letterOf } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import type { RunDescription } from '../../domain/run/run-description';
import type { Theme } from '../../theme/theme';
import { staticMarks } from './curves';
import { marksSvg } from './marks-svg';
import { plotOf, type PlotView } from './plot';
import { stepNumbers } from './plot-axes';
import { readouts } from './plot-labels';
import { QUANTITIES } from './quantity';

/** The size of a saved plot in px: 7.5 × 5 inches, the width of a page. */
const SIZE = { width: 720, height: 480 };
const MARGIN = 24;
const LINE_PX = 15;
const FACTS_SIZE = 10.5;
/** Where the title of the value axis stands, to the left of its numbers. */
const VALUE_TITLE_X = MARGIN + 8;
/** The height below the step axis, for its title. */
const STEP_TITLE_PX = 24;

/** What a saved plot is made from, besides its curves. */
export interface FigureStyle {
  readonly backend: FigureBackend;
  /** A theme on white. */
  readonly theme: Theme;
  /** Enlarges the figure, for pictures made of pixels. */
  readonly scale?: number;
}

/**
 * Returns the plot as a figure on white, of the same size whatever the window's: title, parameters, and axes with
 * their units. The values at its right are those of the last step that is shown.
 */
export function plotFigure(
  moment: Moment,
  view: PlotView,
  run: RunDescription,
  { backend, theme, scale = 1 }: FigureStyle,
): string {
  const { name } = QUANTITIES[view.quantity];
  const facts = wrapText(factsLine(run.facts), SIZE.width - 2 * MARGIN, backend);
  const top = MARGIN + 18 + facts.length * LINE_PX;
  const box = {
    x: VALUE_TITLE_X + 8,
    y: top,
    width: SIZE.width - VALUE_TITLE_X - 8 - MARGIN / 2,
    height: SIZE.height - top - MARGIN - STEP_TITLE_PX,
  };
  const plot = plotOf(box, moment, { ...view, medium: 'figure' }, theme);
  const { steps, values } = plot;
  const reached = moment.recording?.shape.models.map((model) => moment.recording?.reached(model) ?? 0) ?? [];
  const marks = [
    ...staticMarks(plot),
    ...stepNumbers(plot, null),
    ...readouts(plot, Math.min(view.range[1], ...reached), false),
  ];
  const small = { size: FACTS_SIZE, fill: FIGURE_COLORS.secondaryText } as const;
  const axis = { size: 11, fill: FIGURE_COLORS.text, anchor: 'middle' } as const;
  return svgDocument(
    SIZE.width,
    SIZE.height,
    [
      backend.text(`${name} of query ${letterOf(moment.query)}`, MARGIN, MARGIN + 12, {
        size: 15,
        weight: 600,
        fill: FIGURE_COLORS.text,
      }),
      ...facts.map((line, i) => backend.text(line, MARGIN, MARGIN + 32 + i * LINE_PX, small)),
      marksSvg(marks, backend),
      backend.text(valueTitle(view), VALUE_TITLE_X, (values.top + values.bottom) / 2, {
        ...axis,
        isUpwards: true,
      }),
      backend.text('Step', (steps.left + steps.right) / 2, box.y + box.height + STEP_TITLE_PX - 4, axis),
    ],
    scale,
  );
}

function valueTitle({ quantity, isLog }: PlotView): string {
  const { figureAxis } = QUANTITIES[quantity];
  return quantity === 'energy' && isLog ? 'Energy E − lowest E of the run (pixel²)' : figureAxis;
}
