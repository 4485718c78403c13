import { describe, expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import type { Moment, PreparedStates } from '../../domain/run/moment';
import type { RunEvent } from '../../domain/run/session-state';
import { distancesOf } from './distances';
import { readoutAt, seriesOf } from './series';
import { numberTable, plotCsv, runCsv, sampledSteps, toTsv } from './tables';
import { describePlot, eventTextAt, nextEvent, timelineEventsOf } from './timeline-events';

const STEPS = 6;

/** A query that MrDAM recalls and DrDAM does not, among two memories at 0 and 1 of a line. */
function momentAt(step: number): Moment & { recording: Recording } {
  const prepared: PreparedStates = {
    dim: 1,
    shape: { height: 1, width: 1, channels: 1 },
    items: [
      { name: 'fox.png', className: 'animals' },
      { name: 'sun, moon.png', className: null },
    ],
    memories: Float32Array.of(0, 1),
    numQueries: 1,
    queries: Float32Array.of(0.5),
    clamped: new Uint8Array(1),
    origins: Float32Array.of(0),
    targets: [0],
    distances: {
      memories: new Float64Array(4),
      queries: new Float64Array(2),
      numMemories: 2,
      freeCoordinates: [1],
    },
  };
  const recording = new Recording({ models: ['mrdam', 'drdam'], numQueries: 1, dim: 1, steps: STEPS });
  const places = {
    mrdam: [0.5, 0.25, 0.125, 0.03125, 0, 0, 0],
    drdam: [0.5, 0.25, 0.5, 0.75, 1, 1, 1],
  };
  for (const model of ['mrdam', 'drdam'] as const) {
    const count = STEPS + 1;
    const scalars = (from: number) => ({
      data: Float32Array.from({ length: count }, (_, i) => from - i / 4),
      shape: [count, 1],
    });
    recording.add(
      { model, firstStep: 0, firstQuery: 0, stateSteps: Array.from({ length: count }, (_, i) => i) },
      {
        energies: scalars(model === 'mrdam' ? 2 : 3),
        gradient_norms: scalars(8),
        states: { data: Float32Array.from(places[model]), shape: [count, 1, 1] },
      },
    );
  }
  distancesOf(prepared, recording).advance(Infinity);
  const paths = { mrdam: [], drdam: [], own: [] };
  return { prepared, recording, landscapes: null, paths, energyCut: 1, step, query: 0 };
}

const change: RunEvent = { step: 2, kind: 'change', text: 'β 90' };
const events = timelineEventsOf(momentAt(0), [change]);

describe('events', () => {
  it('are what happened to the run and to its query, by step', () => {
    expect(events.map(({ step, name }) => `${String(step)}: ${name}`)).toEqual([
      '2: β 90',
      '2: the models diverge',
      '3: MrDAM arrives at animals fox',
      '4: DrDAM arrives at sun, moon',
    ]);
  });

  it('are only those of the run before anything is recorded', () => {
    const { prepared, query } = momentAt(0);
    expect(timelineEventsOf({ prepared, recording: null, query }, [change])).toHaveLength(1);
  });

  it('follow each other in both directions', () => {
    const steps = (from: number) => [nextEvent(events, from, -1)?.step, nextEvent(events, from, 1)?.step];
    expect([steps(0), steps(2), steps(3), steps(6)]).toEqual([
      [undefined, 2],
      [undefined, 3],
      [2, 4],
      [4, undefined],
    ]);
  });

  it('of one step are named together', () => {
    expect(eventTextAt(events, 2, 'short')).toBe('β 90, models diverge');
    expect(eventTextAt(events, 5, 'name')).toBe('');
  });

  it('are read out with the values of the step', () => {
    expect(describePlot(momentAt(4), 'energy', events)).toBe(
      'Energy of query a at step 4: MrDAM 1.00, DrDAM 2.00; models differ from step 2 to 6; ' +
        'β 90 at step 2; MrDAM arrives at animals fox at step 3; DrDAM arrives at sun, moon at step 4',
    );
  });
});

describe('series', () => {
  const valuesAt = (quantity: Parameters<typeof seriesOf>[0], step: number) => {
    const moment = momentAt(step);
    return readoutAt(seriesOf(quantity, moment), 0, step).map(({ model, at }) => [model, at(step)]);
  };

  it('are those of each model, or of DrDAM minus MrDAM', () => {
    expect(valuesAt('slope', 2)).toEqual([
      ['mrdam', 7.5],
      ['drdam', 7.5],
    ]);
    expect(valuesAt('distance', 2)).toEqual([
      ['mrdam', 0.125],
      ['drdam', 0.5],
    ]);
    expect(valuesAt('energy-difference', 2)).toEqual([[null, 1]]);
    expect(valuesAt('slope-difference', 2)).toEqual([[null, 0]]);
    expect(valuesAt('model-distance', 4)).toEqual([[null, 1]]);
  });
});

describe('tables', () => {
  const facts = [{ key: 'beta', value: 60, text: 'β 60' }];

  it('hold the values of all quantities for screen readers and spreadsheets', () => {
    const table = numberTable(momentAt(0), [0, 4]);
    expect(table.head.slice(0, 3)).toEqual(['Step', 'Energy, MrDAM', 'Energy, DrDAM']);
    const column = (name: string) => table.rows.map((row) => row[table.head.indexOf(name)]);
    expect(column('Step')).toEqual([0, 4]);
    expect(column('Distance, DrDAM')).toEqual([0.5, 1]);
    expect(column('Model distance')).toEqual([0, 1]);
    expect(toTsv({ head: ['Step', 'E'], rows: [[0, NaN], [1, 2]] })).toBe('Step\tE\n0\t\n1\t2\n'); // prettier-ignore
  });

  it('sample a range evenly, with its ends', () => {
    expect(sampledSteps([0, 300], 4)).toEqual([0, 100, 200, 300]);
    expect(sampledSteps([5, 7], 9)).toEqual([5, 6, 7]);
    expect(sampledSteps([5, 5], 9)).toEqual([5]);
  });

  it('of a plot have a column for each curve, and a row for each step', () => {
    const lines = plotCsv('energy', momentAt(0), facts).trimEnd().split('\n');
    expect(lines.splice(0, 2)).toEqual(['# beta: 60', '# energy: Energy E (pixel²)']);
    expect(lines).toHaveLength(STEPS + 2);
    expect([lines[0], lines[1], lines.at(-1)]).toEqual([
      'step,drdam_energy_a,mrdam_energy_a',
      '0,3,2',
      '6,1.5,0.5',
    ]);
  });

  it('of a run have a row for each step, query and model, with the nearest memory', async () => {
    const { prepared, recording } = momentAt(0);
    const text = await (await runCsv(prepared, recording, facts, () => undefined)).text();
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('# beta: 60');
    expect(lines).toHaveLength(3 + 2 * (STEPS + 1));
    // the names of memories are quoted where they have a comma
    expect(lines.at(-2)).toBe('6,a,mrdam,0.5,6.5,0,animals fox,0');
    expect(lines.at(-1)).toBe('6,a,drdam,1.5,6.5,1,"sun, moon",0');
  });
});
