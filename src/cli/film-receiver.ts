import { fstat, read, write } from 'node:fs';
import { promisify } from 'node:util';
import { ALL_FORMATS, Input, CustomSource } from 'mediabunny';
import type { FilmSink } from '#server/film-routes';
import { EngineError, cancelled } from '#shared/errors';
import type { FilmJob } from '#shared/film-job';
import type { Progress } from '#shared/progress';

const SILENCE_MS = 60_000;

const writeSome = promisify(write);

/** Takes a film from the page that makes it, into an open file. */
export class FilmReceiver implements FilmSink {
  /** How many frames the page says that it made. Rejects when it fails, falls silent or is no longer wanted. */
  readonly finished: Promise<number>;
  readonly job: FilmJob;
  readonly #file: number;
  readonly #onProgress: (progress: Progress) => void;
  #settle!: { resolve: (frames: number) => void; reject: (error: EngineError) => void };
  #silence: NodeJS.Timeout | undefined;

  constructor(job: FilmJob, file: number, signal: AbortSignal, onProgress: (progress: Progress) => void) {
    this.job = job;
    this.#file = file;
    this.#onProgress = onProgress;
    this.finished = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // it may fail before anyone waits for it
    this.finished.catch(() => undefined);
    signal.addEventListener('abort', () => {
      this.failed(cancelled());
    });
    this.#listen();
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await writeSome(this.#file, bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
    this.#listen();
  }

  progress(progress: Progress): void {
    this.#onProgress(progress);
    this.#listen();
  }

  done(frames: number): void {
    clearTimeout(this.#silence);
    this.#settle.resolve(frames);
  }

  failed(error: EngineError): void {
    clearTimeout(this.#silence);
    this.#settle.reject(error);
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      const seconds = String(SILENCE_MS / 1000);
      this.failed(
        new EngineError(
          'engine-stopped',
          `The page that draws the film has said nothing for ${seconds} seconds.`,
          'Try a smaller film, or another browser with MNEMOSCOPE_BROWSER.',
        ),
      );
    }, SILENCE_MS);
  }
}

const readSome = promisify(read);
const statOf = promisify(fstat);

/** The number of frames in a video file that is open for reading; 0 where it holds none. */
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
    throw new EngineError('internal', 'The film that was made cannot be read.', '', { cause: thrown });
  } finally {
    input.dispose();
  }
}
