import { fstat, read, write } from 'node:fs';
import { promisify } from 'node:util';
import { ALL_FORMATS, Input, CustomSource } from 'mediabunny';
import type { FilmSink } from '#server/film-routes';
import { EngineError, cancelled } from '#shared/errors';
import type { FilmJob } from '#shared/film-job';
import type { Progress } from '#shared/progress';

const TIMEOUT_MS = 60_000;

const writeSome = promisify(write);

/** Writes the film that the page delivers into an open file. */
export class FilmReceiver implements FilmSink {
  /**
   * Resolves with the number of frames that the page reports. Rejects if the page fails or stops reporting, or if
   * the command is cancelled.
   */
  readonly finished: Promise<number>;
  readonly job: FilmJob;
  readonly #file: number;
  readonly #onProgress: (progress: Progress) => void;
  #settle!: { resolve: (frames: number) => void; reject: (error: EngineError) => void };
  #timeout: NodeJS.Timeout | undefined;

  constructor(job: FilmJob, file: number, signal: AbortSignal, onProgress: (progress: Progress) => void) {
    this.job = job;
    this.#file = file;
    this.#onProgress = onProgress;
    this.finished = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // it may reject before anyone awaits it
    this.finished.catch(() => undefined);
    signal.addEventListener('abort', () => {
      this.failed(cancelled());
    });
    this.#restartTimeout();
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await writeSome(this.#file, bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
    this.#restartTimeout();
  }

  progress(progress: Progress): void {
    this.#onProgress(progress);
    this.#restartTimeout();
  }

  done(frames: number): void {
    clearTimeout(this.#timeout);
    this.#settle.resolve(frames);
  }

  failed(error: EngineError): void {
    clearTimeout(this.#timeout);
    this.#settle.reject(error);
  }

  #restartTimeout(): void {
    clearTimeout(this.#timeout);
    this.#timeout = setTimeout(() => {
      const seconds = String(TIMEOUT_MS / 1000);
      this.failed(
        new EngineError(
          'engine-stopped',
          `The page that draws the film has not responded for ${seconds} seconds.`,
          'Try a smaller film, or set MNEMOSCOPE_BROWSER to another browser.',
        ),
      );
    }, TIMEOUT_MS);
  }
}

const readSome = promisify(read);
const statOf = promisify(fstat);

/** Returns the number of frames in an open video file, 0 if it has no video. */
export async function countFrames(file: number): Promise<number> {
  const source = new CustomSource({
    getSize: async () => (await statOf(file)).size,
    read: async (start, end) => {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await readSome(file, bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    },
  });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    return track ? (await track.computePacketStats()).packetCount : 0;
  } catch (thrown) {
    throw new EngineError('internal', 'The film was written but cannot be read.', '', { cause: thrown });
  } finally {
    input.dispose();
  }
}
