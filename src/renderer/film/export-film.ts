import type { Progress } from '#shared/progress';
import type { FilmContainer } from '#shared/film-job';
import type { Host } from '../host/host';
import { writeOrDiscard } from '../host/host';
import type { FilmPainter } from './film-painter';
import { encodeFilm } from './encode';

export interface ExportWish {
  readonly painter: FilmPainter;
  readonly frames: number;
  readonly fps: number;
  readonly container: FilmContainer;
  /** Without its ending. */
  readonly name: string;
}

/**
 * Asks where the film goes, and makes it; resolves with what it is called there, or null when the person changed
 * their mind. What fails or is cancelled leaves no file.
 */
export async function exportFilm(
  host: Host,
  { name, ...wish }: ExportWish,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<string | null> {
  const target = await host.saveFile(`${name}.${wish.container}`);
  if (!target) return null;
  await writeOrDiscard(target, () => encodeFilm({ ...wish, sink: target, signal, onProgress }));
  return target.name;
}
