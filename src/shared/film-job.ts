import { z } from 'zod';
import { DescentSpec, ModelSpec, Setup } from './setup';

/** What a film shows: the landscapes, the reconstructed pictures, or both. */
export const FilmView = z.enum(['landscape', 'reconstruction', 'both']);
export type FilmView = z.infer<typeof FilmView>;

/** The file format of a film. */
export const FilmContainer = z.enum(['mp4', 'webm']);
export type FilmContainer = z.infer<typeof FilmContainer>;

/** A side in px. H.264 stores colour at half the resolution, so sides are even. */
const Side = z.int().min(64).max(4096).multipleOf(2);

/** A film to be made: the command line sends it, and the film page draws it. */
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

/** Returns the exact number of frames of a film. */
export function frameCount({ fps, seconds }: Pick<FilmJob, 'fps' | 'seconds'>): number {
  return Math.max(1, Math.round(fps * seconds));
}

/** The film page's message when the film is complete. */
export const FilmDone = z.object({ frames: z.int().nonnegative() });

/** The film page's message when it fails: what happened, and what to do about it. */
export const FilmFailed = z.object({ message: z.string(), next: z.string() });
