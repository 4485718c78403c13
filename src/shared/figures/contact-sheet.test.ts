import { describe, expect, it } from 'vitest';
import { descentReport } from '../../../tests/support/scripted-run';
import { Recording } from '../recording';
import { contactSheet, sheetSteps } from './contact-sheet';
import type { FigureBackend } from './svg-drawing';

it.each([
  [0, [0]],
  [5, [0, 5]],
  [100, [0, 10, 30, 100]],
  [300, [0, 10, 30, 100, 300]],
  [320, [0, 10, 30, 100, 300, 320]],
])('shows steps in equal ratios, and the last of %i', (last, steps) => {
  expect(sheetSteps(last)).toEqual(steps);
});

/** Text as it is; a picture as its first pixel. */
const backend: FigureBackend = {
  text: (text) => `[${text}]`,
  textWidth: (text, { size }) => 0.6 * size * text.length,
  picture: (pixels) => `<${String(pixels[0])}>`,
};

/** Two queries of one pixel, which grow by a tenth of grey with each step. */
function recordingOf(steps: number, stride: number): Recording {
  const recording = new Recording({ models: ['mrdam', 'drdam'], numQueries: 2, dim: 1, steps });
  const kept = Array.from({ length: steps + 1 }, (_, step) => step).filter(
    (step) => step % stride === 0 || step === steps,
  );
  for (const model of ['mrdam', 'drdam'] as const) {
    const scalars = { data: new Float32Array(2 * (steps + 1)), shape: [steps + 1, 2] };
    const data = Float32Array.from(kept.flatMap((step) => [step / 255, step / 255]));
    recording.add(
      { model, firstStep: 0, firstQuery: 0, stateSteps: kept },
      { energies: scalars, gradient_norms: scalars, states: { data, shape: [kept.length, 2, 1] } },
    );
  }
  return recording;
}

describe('a contact sheet', () => {
  const shape = { height: 1, width: 1, channels: 1 };
  const queries = ['a', 'b'].map((title, memory) => ({ title, target: Float32Array.of(0.5), memory }));
  const facts = [{ key: 'beta', value: 60, text: 'β 60' }];

  it('shows the states of each model at its steps, the target, and where they ended', () => {
    const recording = recordingOf(40, 1);
    const svg = contactSheet({ facts, queries, shape, recording, outcomes: descentReport.models }, backend);
    const pictures = [...svg.matchAll(/<(\d+)>/g)].map(([, pixel]) => Number(pixel));
    // the query and the target, then the later states of both models
    expect(pictures.slice(0, 8)).toEqual([0, 128, 10, 30, 40, 10, 30, 40]);
    expect(pictures).toHaveLength(16);
    for (const text of ['Descent of 2 queries', 'β\u00a060', 'Step 0', 'Step 30', 'Step 40', 'Target'])
      expect(svg).toContain(`[${text}]`);
    // of the scripted run, b is frozen in MrDAM
    expect(svg.match(/\[(recalled|frozen), RMS 0\.343 from the target\]/g)).toHaveLength(4);
    expect(svg.match(/\[frozen/g)).toHaveLength(1);
  });

  it('names the step that is kept instead, and claims no outcome of a run that is not over', () => {
    const svg = contactSheet(
      { facts, queries, shape, recording: recordingOf(40, 8), outcomes: null },
      backend,
    );
    expect([...svg.matchAll(/\[Step (\d+)\]/g)].map(([, step]) => step)).toEqual(['0', '8', '24', '40']);
    expect(svg).not.toContain('recalled');
  });
});
