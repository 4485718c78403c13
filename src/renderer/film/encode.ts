import {
  CanvasSource,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
  WebMOutputFormat,
} from 'mediabunny';
import type { EncodedPacket, StreamTargetChunk, VideoEncodingConfig } from 'mediabunny';
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
  /** Writes may overwrite earlier bytes, because an MP4's header is completed at the end. */
  readonly sink: { write(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void> };
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Called with the size of each encoded frame. */
  readonly onEncoded?: (bytes: number) => void;
}

const KEY_FRAME_SECONDS = 2;
const BITS_PER_PIXEL = 0.15;
const CHUNK_BYTES = 2 ** 20;

/** Returns a rough bit rate for surfaces with fine lines that mostly do not move. */
function bitsPerSecond({ width, height }: { width: number; height: number }, fps: number): number {
  return Math.round(width * height * fps * BITS_PER_PIXEL);
}

/**
 * Draws and encodes every frame, and writes the file. The same frames give the same packets.
 *
 * @throws EngineError `unsupported` where the browser has no such encoder, `cancelled` when the signal aborts.
 */
export async function encodeFilm(parts: FilmParts): Promise<{ frames: number }> {
  const { painter, frames, fps, container, sink, signal, onProgress, onEncoded } = parts;
  if (frames < 1)
    throw new EngineError('bad-request', 'A film needs at least one frame.', 'Increase its length.');
  const encoding = await findEncoding(container, painter.canvas, fps);
  let packets = 0;
  const onEncodedPacket = ({ byteLength }: EncodedPacket) => {
    packets++;
    onEncoded?.(byteLength);
  };
  const source = new CanvasSource(painter.canvas, { ...encoding, onEncodedPacket });
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

/** Returns the containers for which this browser can encode a film of this size. */
export async function containersFor(
  size: { width: number; height: number },
  fps: number,
): Promise<FilmContainer[]> {
  const results = await Promise.allSettled(
    (['mp4', 'webm'] as const).map(async (container) => {
      await findEncoding(container, size, fps);
      return container;
    }),
  );
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
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
      `A film cannot be ${size} pixels: both sides must be even.`,
      'Change the size.',
    );
  }
  const quality = new Quality({ bitrate: bitsPerSecond({ width, height }, fps), bitrateMode: 'variable' });
  const common = { quality, latencyMode: 'quality', keyFrameInterval: KEY_FRAME_SECONDS } as const;
  // software encoders come first, because the result of hardware encoders depends on the device
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
    `This browser cannot encode H.264 at ${size}.`,
    'Choose WebM (a file name that ends in .webm).',
  );
}

/** Returns VP9 for WebM; for MP4, H.264 High and then Baseline, at the lowest of three levels that allows the size. */
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

/** Lets the page handle events. Unlike timers, messages are not throttled while the window is hidden. */
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
