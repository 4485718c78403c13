import { z } from 'zod';

/** How stored memories are distributed, and whether each is a minimum of MrDAM's energy. */
export const MemoriesReport = z.object({
  dim: z.int(),
  beta: z.number(),
  /** R^2: the memories' mean squared distance from their centroid. */
  meanSquare: z.number(),
  /** beta* = 2 log K / R^2: below it the centroid has a lower energy than the memories. */
  separatingBeta: z.number(),
  /** K_eff at this beta: the sum of the kernel over all pairs of memories. */
  effectiveMemories: z.number(),
  /** The lowest beta from which every memory is a well-conditioned minimum; null if there is none. */
  smallestBeta: z.number().nullable(),
  memories: z.array(
    z.object({
      name: z.string(),
      /** The index of the nearest other memory and the distance to it; -1 where there is no other. */
      nearest: z.int(),
      distance: z.number(),
      /** Euclidean norm of the gradient at the memory, and the smallest eigenvalue of the Hessian there. */
      slope: z.number(),
      curvature: z.number(),
    }),
  ),
});
export type MemoriesReport = z.infer<typeof MemoriesReport>;
