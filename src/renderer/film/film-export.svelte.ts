import { toEngineError } from '#shared/errors';
import type { FilmContainer, FilmView } from '#shared/film-job';
import { frameCount } from '#shared/film-job';
import type { Progress } from '#shared/progress';
import { formatCount } from '#shared/units';
import type { Host } from '../host/host';
import { writeOrDiscard } from '../host/host';
import { bitsPerSecond, encodeFilm } from './encode';
import type { FilmPainter } from './film-painter';

export const FILM_SIZES = ['1280 × 720', '1920 × 1080', '1080 × 1080'].map((name) => {
  const [width = 0, height = 0] = name.split(' × ').map(Number);
  return { id: name, name, width, height };
});
const CONTAINERS = [
  { value: 'mp4', text: 'MP4' },
  { value: 'webm', text: 'WebM' },
] as const;
/** The rough time that software encoders take for a million pixels. */
const ENCODE_MS_PER_MEGAPIXEL = 15;

type ExportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly done: number; readonly abort: AbortController }
  | { readonly kind: 'saved'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly sentence: string };

/** The settings of a film, estimates of its size and rendering time, and its export. */
export class FilmExport {
  view = $state<FilmView>('both');
  sizeId = $state('1280 × 720');
  rate = $state<'30' | '60'>('30');
  seconds = $state(8);
  wantedContainer = $state<FilmContainer>('mp4');
  /** The containers that this browser can encode; null until that is known. */
  possible = $state.raw<readonly FilmContainer[] | null>(null);
  status = $state.raw<ExportState>({ kind: 'idle' });
  /** The time that the last frame took to draw. */
  drawMs = $state(0);

  readonly size = $derived(FILM_SIZES.find(({ id }) => id === this.sizeId) ?? { width: 1280, height: 720 });
  readonly fps = $derived(Number(this.rate));
  readonly frames = $derived(frameCount({ fps: this.fps, seconds: this.seconds }));
  readonly containers = $derived(CONTAINERS.filter(({ value }) => this.possible?.includes(value)));
  readonly container = $derived(
    this.containers.find(({ value }) => value === this.wantedContainer)?.value ?? this.containers[0]?.value,
  );
  readonly isRunning = $derived(this.status.kind === 'running');
  readonly bytes = $derived((bitsPerSecond(this.size, this.fps) * this.seconds) / 8);
  readonly renderingSeconds = $derived(
    (this.frames * (this.drawMs + (ENCODE_MS_PER_MEGAPIXEL * this.size.width * this.size.height) / 1e6)) /
      1e3,
  );

  /** Asks for a file name, then draws, encodes and writes the film. A failed or cancelled export leaves no file. */
  async start(host: Pick<Host, 'saveFile'>, painter: FilmPainter, name: string): Promise<void> {
    const { container } = this;
    if (!container) return;
    const abort = new AbortController();
    this.status = { kind: 'running', done: 0, abort };
    const { frames, fps } = this;
    const onProgress = ({ done }: Progress) => {
      this.status = { kind: 'running', done, abort };
    };
    try {
      const target = await host.saveFile(`${name}.${container}`);
      if (!target) {
        this.status = { kind: 'idle' };
        return;
      }
      const film = { painter, frames, fps, container, sink: target, signal: abort.signal, onProgress };
      await writeOrDiscard(target, () => encodeFilm(film));
      this.status = {
        kind: 'saved',
        sentence: `Saved ${target.name}: ${formatCount(frames)} frames, verified.`,
      };
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (error.code === 'cancelled') this.status = { kind: 'idle' };
      else this.fail(error.sentence);
    }
  }

  fail(sentence: string): void {
    this.status = { kind: 'failed', sentence };
  }

  cancel(): void {
    if (this.status.kind === 'running') this.status.abort.abort();
  }
}
