import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/stix-two-text/wght-italic.css';
import '../../../../src/renderer/theme/tokens.css';
import { ALL_FORMATS, BufferSource, CanvasSink, EncodedPacketSink, Input } from 'mediabunny';
import type { FilmContainer, FilmView } from '#shared/film-job';
import { toEngineError } from '#shared/errors';
import { FilmPainter } from '../../../../src/renderer/film/film-painter';
import { encodeFilm } from '../../../../src/renderer/film/encode';
import { readTheme } from '../../../../src/renderer/theme/theme';
import { makeMoment } from '../timeline-panel/moment';
import { exportWhileTheWindowChanges } from './dialog.svelte';

/** Stands in for the landscapes: each half of the run has a flat patch of one colour. */
const PATCH_COLORS = ['rgb(200 60 90)', 'rgb(40 120 200)'] as const;
const STEPS = 60;

async function paint(width: number, height: number, view: FilmView): Promise<FilmPainter> {
  const canvas = document.querySelector<HTMLCanvasElement>('#frame');
  if (!canvas) throw new Error('the page has a canvas');
  const painter = new FilmPainter(canvas, {
    width,
    height,
    view,
    theme: readTheme(),
    title: 'Half a picture is enough',
    credit: 'β 60, Y 180\u202f000, seed 0',
    createLandscapes: (across, down) => ({
      setMoment: () => Promise.resolve(),
      draw: (target, x, y, step) => {
        target.fillStyle = PATCH_COLORS[step < STEPS / 2 ? 0 : 1];
        target.fillRect(x, y, across, down);
      },
      dispose: () => undefined,
    }),
  });
  await painter.setMoment(makeMoment(STEPS));
  return painter;
}

async function encode(painter: FilmPainter, frames: number, container: FilmContainer, signal: AbortSignal) {
  let file = new Uint8Array(0);
  const write = (bytes: Uint8Array<ArrayBuffer>, position: number) => {
    if (position + bytes.length > file.length) {
      const longer = new Uint8Array(position + bytes.length);
      longer.set(file);
      file = longer;
    }
    file.set(bytes, position);
    return Promise.resolve();
  };
  await encodeFilm({
    painter,
    frames,
    fps: 30,
    container,
    sink: { write },
    signal,
    onProgress: () => undefined,
  });
  return new Input({ source: new BufferSource(file), formats: ALL_FORMATS });
}

/** Returns the colours at three points of a drawn or decoded frame. */
function sampleColors(canvas: HTMLCanvasElement | OffscreenCanvas): number[][] {
  const ctx = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  if (!ctx) throw new Error('a new canvas has a 2-D context');
  ctx.drawImage(canvas, 0, 0);
  const points = [[0.5, 0.3], [0.01, 0.98], [0.99, 0.02]] as const; // prettier-ignore
  return points.map(([x, y]) =>
    [...ctx.getImageData(x * canvas.width, y * canvas.height, 1, 1).data].slice(0, 3),
  );
}

/** Encodes a film twice and reads it back. */
async function roundTrip(container: FilmContainer, frames: number) {
  const painter = await paint(640, 360, 'both');
  const drawn = [];
  for (const step of [0, STEPS]) {
    await painter.draw(step);
    drawn.push(sampleColors(painter.canvas));
  }
  const films = [];
  for (let i = 0; i < 2; i++)
    films.push(await encode(painter, frames, container, new AbortController().signal));
  const packets = await Promise.all(films.map(packetsOf));
  const track = await films[0]?.getPrimaryVideoTrack();
  if (!track) throw new Error('a film has a video track');
  const sink = new CanvasSink(track);
  const [first, last] = [await sink.getCanvas(0), await sink.getCanvas((frames - 1) / 30)];
  const decoded = [first, last].flatMap((frame) => (frame ? [sampleColors(frame.canvas)] : []));
  const [once = [], again] = packets;
  return {
    codec: await track.getCodec(),
    packets: once.length,
    isSame: String(once) === String(again),
    drawn,
    decoded,
  };
}

/** Returns each packet's timestamp and bytes as text, for comparison. */
async function packetsOf(film: Input): Promise<string[]> {
  const track = await film.getPrimaryVideoTrack();
  if (!track) return [];
  const packets: string[] = [];
  for await (const { timestamp, data } of new EncodedPacketSink(track).packets()) {
    packets.push(`${String(timestamp)}:${String(data)}`);
  }
  return packets;
}

/** Returns the message of a film that fails or is stopped. */
async function refusal(width: number, isStopped: boolean): Promise<string> {
  const painter = await paint(width, 360, 'reconstruction');
  const stop = new AbortController();
  if (isStopped) stop.abort();
  return encode(painter, 10, 'webm', stop.signal).then(
    () => 'made',
    (thrown: unknown) => toEngineError(thrown).sentence,
  );
}

async function still(width: number, height: number, view: FilmView, step: number): Promise<void> {
  await (await paint(width, height, view)).draw(step);
}

Object.assign(window, { film: { roundTrip, refusal, still, exportWhileTheWindowChanges } });
