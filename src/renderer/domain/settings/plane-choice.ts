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

/**
 * The plane that a person chose. `auto` is that of the selected query: through its start, the end of its descent in MrDAM,
 * and the nearest rival of that end.
 */
export const PlaneChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('auto') }),
  z.object({ kind: z.literal('principal') }),
  z.object({ kind: z.literal('through'), picks: z.tuple([StatePick, StatePick, StatePick]) }),
  z.object({ kind: z.literal('random'), seed: Seed }),
]);
export type PlaneChoice = z.infer<typeof PlaneChoice>;

/** The plane to draw: a choice, and for `auto` the query that it goes through. */
export type WantedPlane =
  Exclude<PlaneChoice, { kind: 'auto' }> | { readonly kind: 'auto'; readonly query: number };

/** Returns the plane to draw for a choice while a query is selected. */
export function wantedPlane(choice: PlaneChoice, query: number): WantedPlane {
  return choice.kind === 'auto' ? { kind: 'auto', query } : choice;
}
