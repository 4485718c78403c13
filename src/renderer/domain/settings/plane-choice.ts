import { z } from 'zod';
import { ModelName, Seed } from '#shared/setup';

/** A state that a plane goes through. */
export const StatePick = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('memory'), name: z.string().min(1) }),
  z.object({
    kind: z.literal('query'),
    query: z.int().nonnegative(),
    at: z.union([z.enum(['start', 'end']), z.int().nonnegative()]),
    model: ModelName,
  }),
]);
export type StatePick = z.infer<typeof StatePick>;

/** The three states that span a plane. */
export type ThreePicks = readonly [StatePick, StatePick, StatePick];

/** The plane that a person chose; `auto` is the principal one, unless it shows too little variance. */
export const PlaneChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('auto') }),
  z.object({ kind: z.literal('principal') }),
  z.object({ kind: z.literal('through'), picks: z.tuple([StatePick, StatePick, StatePick]) }),
  z.object({ kind: z.literal('random'), seed: Seed }),
]);
export type PlaneChoice = z.infer<typeof PlaneChoice>;
