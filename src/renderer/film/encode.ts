import {
  CanvasSource,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
  WebMOutputFormat,
} from 'mediabunny';
import type { StreamTargetChunk, VideoEncodingConfig } from 'mediabunny';
import { cancelled, EngineError } from '#shared/errors';
import type { FilmContainer } from '#shared/film-job';
import type { Progress } from '#shared/progress';
import { frameStep } from './frame-steps';

export interface FilmParts {
  readonly painter: {
    readonly canvas: HTMLCanvasElement;
    readonly steps: number;
    draw(step: number): Promise<void>;
  };
  readonly frames: number;
  readonly fps: number;
  readonly container: FilmContainer;
  /** Writes may overlap what was written before: an MP4's head is corrected at the end. */
  readonly sink: { write(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void> };
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

const KEY_FRAME_SECONDS = 2;
const BITS_PER_PIXEL = 0.15;
const CHUNK_BYTES = 2 ** 20;

/** What a film of a size will take, roughly: surfaces with fine lines, most of which stand still. */
export function bitsPerSecond({ width, height }: { width: number; height: number }, fps: number): number {
  return Math.round(width * height * fps * BITS_PER_PIXEL);
}

/**
 * Draws every frame, encodes it, and writes the file; the same frames give the same packets. Rejects with an
 * EngineError: of code `unsupported` where the browser has no such encoder, `cancelled` when the signal stopped it.
 */
export async function encodeFilm(parts: FilmParts): Promise<{ frames: number }> {
  const { painter, frames, fps, container, sink, signal, onProgress } = parts;
  if (frames < 1)
    throw new EngineError('bad-request', 'A film of no frames was asked for.', 'Make it longer.');
  const encoding = await findEncoding(container, painter.canvas, fps);
  let packets = 0;
  const source = new CanvasSource(painter.canvas, { ...encoding, onEncodedPacket: () => packets++ });
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => sink.write(data, position),
  });
  const output = new Output({
    format: container === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat(),
    target: new StreamTarget(writable, { chunked: true, chunkSize: CHUNK_BYTES }),
  });
  output.addVideoTrack(source, { frameRate: fps });
  try {
    await output.start();
    for (let frame = 0; frame < frames; frame++) {
      if (signal.aborted) throw cancelled();
      await painter.draw(frameStep(frame, frames, painter.steps));
      await source.add(frame / fps, 1 / fps);
      onProgress({ stage: 'Drawing frames', done: frame + 1, total: frames, unit: 'frames' });
      await nextTask();
    }
    await output.finalize();
  } catch (thrown) {
    if (output.state !== 'canceled' && output.state !== 'finalized') await output.cancel();
    throw thrown;
  }
  if (packets !== frames) {
    const counts = `${String(packets)} of ${String(frames)} frames`;
    throw new EngineError('internal', `The encoder wrote ${counts}.`, 'Try the other format.');
  }
  return { frames };
}

/** The containers that this browser can encode a film of this size for. */
export async function containersFor(
  size: { width: number; height: number },
  fps: number,
): Promise<FilmContainer[]> {
  const found = await Promise.allSettled(
    (['mp4', 'webm'] as const).map(async (container) => {
      await findEncoding(container, size, fps);
      return container;
    }),
  );
  return found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

async function findEncoding(
  container: FilmContainer,
  { width, height }: { width: number; height: number },
  fps: number,
): Promise<VideoEncodingConfig> {
  const size = `${String(width)} × ${String(height)}`;
  if (width % 2 === 1 || height % 2 === 1) {
    throw new EngineError(
      'bad-request',
      `A film of ${size} was asked for, but sides must be even.`,
      'Change the size.',
    );
  }
  const quality = new Quality({ bitrate: bitsPerSecond({ width, height }, fps), bitrateMode: 'variable' });
  const common = { quality, latencyMode: 'quality', keyFrameInterval: KEY_FRAME_SECONDS } as const;
  // encoders in software first: graphics devices differ, and a film should not
  for (const hardwareAcceleration of ['prefer-software', 'no-preference'] as const) {
    for (const codec of codecs(container, width * height, fps)) {
      const encoding = { ...common, ...codec, hardwareAcceleration };
      if (await canEncodeVideo(codec.codec, { ...encoding, width, height, frameRate: fps })) return encoding;
    }
  }
  if (container === 'webm')
    throw new EngineError(
      'unsupported',
      `This browser cannot encode VP9 at ${size}.`,
      'Choose a smaller size.',
    );
  throw new EngineError(
    'unsupported',
    `No H.264 encoder for ${size} was found here.`,
    'Name the file .webm.',
  );
}

/** H.264 High, else Baseline, at the lowest of three levels that bears the size; VP9 for WebM. */
function codecs(
  container: FilmContainer,
  pixels: number,
  fps: number,
): { codec: 'avc' | 'vp9'; fullCodecString?: string }[] {
  if (container === 'webm') return [{ codec: 'vp9' }];
  const macroblocks = pixels / 256;
  const level =
    macroblocks <= 8192 && macroblocks * fps <= 245_760
      ? '28'
      : macroblocks <= 8704 && macroblocks * fps <= 522_240
        ? '2a'
        : '34';
  return ['6400', '4200'].map((profile) => ({ codec: 'avc', fullCodecString: `avc1.${profile}${level}` }));
}

/** Lets the page answer; unlike a timer, a message is not held back while the window is hidden. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
