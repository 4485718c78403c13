import { z } from 'zod';
import { DescentSpec, ModelSpec, Setup } from './setup';

/** What a film is made of, as the command line asks for it and the film page draws it. */

export const FilmView = z.enum(['landscape', 'reconstruction', 'both']);
export type FilmView = z.infer<typeof FilmView>;

export const FilmContainer = z.enum(['mp4', 'webm']);
export type FilmContainer = z.infer<typeof FilmContainer>;

/** H.264 halves the resolution of colour, so sides are even. */
const Side = z.int().min(64).max(4096).multipleOf(2);

export const FilmJob = z.object({
  setup: Setup,
  model: ModelSpec,
  descent: DescentSpec,
  width: Side,
  height: Side,
  fps: z.int().min(1).max(120),
  seconds: z.number().positive().max(600),
  view: FilmView,
  theme: z.literal('dark'),
  container: FilmContainer,
  title: z.string(),
});
export type FilmJob = z.infer<typeof FilmJob>;

/** How many frames the film holds, exactly. */
export function frameCount({ fps, seconds }: Pick<FilmJob, 'fps' | 'seconds'>): number {
  return Math.max(1, Math.round(fps * seconds));
}

/** What the film page says when it is done. */
export const FilmDone = z.object({ frames: z.int().nonnegative() });

/** What it says when it cannot go on. */
export const FilmFailed = z.object({ message: z.string(), next: z.string() });
