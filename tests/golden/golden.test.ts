import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Projection } from '#engine/memories/projection';
import { denseProjection, structuredProjectionFrom } from '#engine/memories/projection';
import { allStates, recordDescent } from '../support/descents';
import { describeOnDevices } from '../support/devices';
import { drdam, largestError, mrdam, structuredRows } from '../support/reference';

/** Every graph against numpy in float64 (golden.json, made by make.py). */

const Rows = z.array(z.array(z.number()));
const Run = z.object({ states: z.array(Rows), energies: Rows, gradientNorms: Rows });
const Golden = z.object({
  alpha: z.number(),
  steps: z.number(),
  epsilon: z.number(),
  cases: z.array(
    z.object({
      name: z.string(),
      beta: z.number(),
      memories: Rows,
      queries: Rows,
      held: Rows,
      mrdam: Run,
      drdam: Run,
      projection: Rows.optional(),
      factors: z.array(z.number()).optional(),
      signs: Rows.optional(),
      norms: z.array(z.number()).optional(),
      numFeatures: z.number().optional(),
    }),
  ),
});
type Case = z.infer<typeof Golden>['cases'][number];

const golden = Golden.parse(JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')));
const flat = (rows: number[][]) => Float32Array.from(rows.flat());

function projectionOf({ projection, factors, signs, norms, numFeatures }: Case): Projection {
  if (projection)
    return denseProjection(flat(projection), projection.length, projection[0]?.length ?? 0, 'file');
  return structuredProjectionFrom(
    factors ?? [],
    numFeatures ?? 0,
    (signs ?? []).map((row) => Float32Array.from(row)),
    Float32Array.from(norms ?? []),
  );
}

/** float32 rounding, grown over 20 steps; ten times what is measured. */
const TOLERANCE = 3e-6;

describeOnDevices('trajectories', (runtime) => {
  it.each(golden.cases)('$name: agree with float64', async (given) => {
    const { memories, queries, held, beta } = given;
    const inputs = {
      memories: flat(memories),
      queries: flat(queries),
      dim: memories[0]?.length ?? 0,
      beta,
      projection: projectionOf(given),
      fixed: Uint8Array.from(held.flat()),
    };
    const spec = { stepSize: golden.alpha, steps: golden.steps, keep: 1 };
    const recording = await recordDescent(runtime(), inputs, spec);
    for (const model of ['mrdam', 'drdam'] as const) {
      const expected = given[model];
      expect(largestError(recording.energies(model), expected.energies.flat())).toBeLessThan(TOLERANCE);
      expect(largestError(recording.gradientNorms(model), expected.gradientNorms.flat())).toBeLessThan(
        TOLERANCE,
      );
      expect(largestError(allStates(recording, model), expected.states.flat(2))).toBeLessThan(TOLERANCE);
    }
  });
});

it('the reference of the other tests agrees with numpy', () => {
  for (const given of golden.cases) {
    const { beta, memories, queries, factors, signs, norms, numFeatures } = given;
    const dim = memories[0]?.length ?? 0;
    const s =
      given.projection ?? structuredRows(factors ?? [], signs ?? [], norms ?? [], numFeatures ?? 0, dim);
    const found = queries.map((x) => [mrdam(memories, x, beta).energy, drdam(memories, s, x, beta).energy]);
    const expected = queries.map((_, b) => [
      given.mrdam.energies[0]?.[b] ?? NaN,
      given.drdam.energies[0]?.[b] ?? NaN,
    ]);
    expect(largestError(found.flat(), expected.flat())).toBeLessThan(1e-9);
  }
});
