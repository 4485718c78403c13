import { z } from 'zod';

/** The progress of a call: `done` of `total` units. `total` is null while it is unknown. */
export const Progress = z.object({
  /** What the call is doing, as the beginning of a sentence: "Reading pictures". */
  stage: z.string(),
  done: z.number().nonnegative(),
  total: z.number().positive().nullable(),
  /** The unit of `done` and `total`: "pictures", "steps". */
  unit: z.string(),
  /** The number of files skipped so far, and the last of them. */
  skipped: z.object({ count: z.int().positive(), path: z.string(), reason: z.string() }).optional(),
});
export type Progress = z.infer<typeof Progress>;

/**
 * A message about a result that is valid but may surprise. It is shown beside what it concerns, never in
 * place of it.
 */
export const Notice = z.object({
  /** The kind of notice and its object, so that a view can replace or remove it: "diverged/drdam/2". */
  id: z.string(),
  severity: z.enum(['info', 'warning']),
  /** What happened, as a full sentence. */
  summary: z.string(),
  /** What to do about it, as a full sentence. */
  tip: z.string().optional(),
});
export type Notice = z.infer<typeof Notice>;
