import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { Engines } from './engines';
import type { PlaneChoice } from './landscapes';
import { computeLandscapes } from './landscapes';
import type { Chapter } from './run';
import { quietScope } from './scope';

/** Draws landscapes of chapters, one after the other. Whatever is drawn anew ends what was being drawn. */
export class Drawing {
  #abort = new AbortController();

  /** `size`: points along each axis. */
  constructor(
    private readonly engines: Engines,
    private readonly size: number,
  ) {}

  stop(): void {
    this.#abort.abort();
  }

  /** Calls back for each that is there; `onError` at most once, and not when it is stopped. */
  async draw(
    chapters: readonly Chapter[],
    plane: PlaneChoice,
    onDrawn: () => void,
    onError: (error: EngineError) => void,
  ): Promise<void> {
    this.stop();
    const { signal } = (this.#abort = new AbortController());
    try {
      for (const chapter of chapters) {
        const { job, prepared } = chapter;
        const wish = { memories: job.setup.memories, model: job.model, plane, size: this.size };
        const landscapes = await computeLandscapes(this.engines, wish, prepared, quietScope(signal));
        if (signal.aborted) return;
        chapter.landscapes = landscapes;
        onDrawn();
      }
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (error.code !== 'cancelled' && !signal.aborted) onError(error);
    }
  }
}
