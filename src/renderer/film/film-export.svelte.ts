import { toEngineError } from '#shared/errors';
import type { FilmContainer, FilmView } from '#shared/film-job';
import { frameCount } from '#shared/film-job';
import type { Progress } from '#shared/progress';
import { formatCount } from '#shared/units';
import type { Host } from '../host/host';
import { writeOrDiscard } from '../host/host';
import { encodeFilm } from './encode';
import type { FilmPainter } from './film-painter';

export const FILM_SIZES = ['1280 × 720', '1920 × 1080', '1080 × 1080'].map((name) => {
  const [width = 0, height = 0] = name.split(' × ').map(Number);
  return { id: name, name, width, height };
});
const CONTAINERS = [
  { value: 'mp4', text: 'MP4' },
  { value: 'webm', text: 'WebM' },
] as const;
/** Fewer frames say too little about the others: the first is the largest, and encoders start slowly. */
const MEASURED_FRAMES = 10;

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
  /** What frames of these settings took in the present or the last export. */
  #measured = $state.raw<{ readonly settings: string; readonly ms: number; readonly bytes: number } | null>(
    null,
  );

  readonly size = $derived(FILM_SIZES.find(({ id }) => id === this.sizeId) ?? { width: 1280, height: 720 });
  readonly fps = $derived(Number(this.rate));
  readonly frames = $derived(frameCount({ fps: this.fps, seconds: this.seconds }));
  readonly containers = $derived(CONTAINERS.filter(({ value }) => this.possible?.includes(value)));
  readonly container = $derived(
    this.containers.find(({ value }) => value === this.wantedContainer)?.value ?? this.containers[0]?.value,
  );
  readonly isRunning = $derived(this.status.kind === 'running');
  readonly #settings = $derived([this.view, this.sizeId, this.rate, this.container].join());
  /** The size of the file, and the time that the remaining frames take; null before frames were measured. */
  readonly estimate = $derived.by(() => {
    if (this.#measured?.settings !== this.#settings) return null;
    const { ms, bytes } = this.#measured;
    const left = this.frames - (this.status.kind === 'running' ? this.status.done : 0);
    return { bytes: bytes * this.frames, seconds: (ms * left) / 1e3 };
  });

  /** Asks for a file name, then draws, encodes and writes the film. A failed or cancelled export leaves no file. */
  async start(host: Pick<Host, 'saveFile'>, painter: FilmPainter, name: string): Promise<void> {
    const { container } = this;
    if (!container) return;
    const abort = new AbortController();
    this.status = { kind: 'running', done: 0, abort };
    const { frames, fps } = this;
    const settings = this.#settings;
    let begun = 0;
    const encoded = { frames: 0, bytes: 0 };
    const onEncoded = (bytes: number) => {
      encoded.frames++;
      encoded.bytes += bytes;
    };
    const onProgress = ({ done }: Progress) => {
      this.status = { kind: 'running', done, abort };
      if (Math.min(done, encoded.frames) < Math.min(frames, MEASURED_FRAMES)) return;
      this.#measured = {
        settings,
        ms: (performance.now() - begun) / done,
        bytes: encoded.bytes / encoded.frames,
      };
    };
    try {
      const target = await host.saveFile(`${name}.${container}`);
      if (!target) {
        this.status = { kind: 'idle' };
        return;
      }
      const { signal } = abort;
      const film = { painter, frames, fps, container, sink: target, signal, onProgress, onEncoded };
      begun = performance.now();
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
