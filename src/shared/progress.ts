import { z } from 'zod';

/** How far a call has come. `total` is null where it is not known yet. */
export const Progress = z.object({
  /** What is being done, as a sentence's beginning: "Reading pictures". */
  stage: z.string(),
  done: z.number().nonnegative(),
  total: z.number().positive().nullable(),
  /** What is counted: "pictures", "steps". */
  unit: z.string(),
  /** Files that were passed over so far: how many, and the last of them. */
  skipped: z.object({ count: z.int().positive(), path: z.string(), reason: z.string() }).optional(),
});
export type Progress = z.infer<typeof Progress>;

/**
 * A result that is good but not what was hoped for: shown beside the thing concerned, never instead of the result.
 */
export const Notice = z.object({
  /** Names the kind of notice and its object, so that a view can replace or remove it: "diverged/drdam/2". */
  id: z.string(),
  severity: z.enum(['info', 'warning']),
  /** What happened, a full sentence. */
  summary: z.string(),
  /** What to do about it, a full sentence. */
  tip: z.string().optional(),
});
export type Notice = z.infer<typeof Notice>;
