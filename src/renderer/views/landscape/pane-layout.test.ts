import { expect, it } from 'vitest';
import { layoutPanes } from './pane-layout';

const MODELS = ['mrdam', 'drdam'] as const;

it.each([
  { stage: [800, 400], places: ['mrdam 0,0 400×400', 'drdam 400,0 400×400'] },
  { stage: [801, 400], places: ['mrdam 0,0 400×400', 'drdam 401,0 400×400'] },
  { stage: [639, 700], places: ['mrdam 0,0 639×350', 'drdam 0,350 639×350'] },
  { stage: [639, 639], places: ['drdam 0,0 639×639'] },
])('lays two panes out on a stage of $stage', ({ stage: [width = 0, height = 0], places }) => {
  const panes = layoutPanes(width, height, MODELS, 'drdam');
  expect(
    panes.map(
      ({ model, rect }) => `${model} ${[rect.x, rect.y].join()} ${[rect.width, rect.height].join('×')}`,
    ),
  ).toEqual(places);
});
