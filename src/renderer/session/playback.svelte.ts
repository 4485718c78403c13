import { SPEEDS } from '../domain/run/playback-speeds';

/** The clock of the views: the displayed step, and whether and how fast it advances. */
export class Playback {
  step = $state(0);
  isPlaying = $state(false);
  speed = $state(1);
  isLooping = $state(false);
  /** The range of steps that a loop repeats; null for all. */
  loopRange = $state.raw<readonly [first: number, last: number] | null>(null);
  /** True while the step follows the newest one of a run, until the person chooses another step. */
  isFollowing = $state(false);
  #last = 0;
  /** The step to show as soon as it is recorded. */
  #awaited: number | null = null;
  #limit = 0;
  #position = 0;
  #frame = 0;

  /** Sets the last recorded step, and moves to it while following. */
  setLimit(limit: number): void {
    this.#limit = limit;
    if (this.#awaited !== null && limit >= this.#awaited) this.seek(this.#awaited);
    else if (this.isFollowing || this.step > limit) this.step = limit;
  }

  /** The displayed step, or the awaited one; null while following the newest. */
  get place(): number | null {
    return this.#awaited ?? (this.isFollowing ? null : this.step);
  }

  /** Goes to a step once it is recorded, unless another step is chosen before; null follows the newest. */
  seekWhenRecorded(step: number | null): void {
    this.follow();
    this.#awaited = step;
  }

  /** Stops waiting for a step, since the run is no longer the one that it belonged to. */
  cancelPendingSeek(): void {
    this.#awaited = null;
  }

  seek(step: number): void {
    this.#awaited = null;
    this.isFollowing = false;
    this.#go(step);
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    this.#awaited = null;
    this.isFollowing = false;
    const [first, last] = this.#bounds();
    if (this.step >= last || this.step < first) this.#go(first);
    cancelAnimationFrame(this.#frame);
    this.isPlaying = true;
    this.#position = this.step;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame((now) => {
      this.#tick(now);
    });
  }

  pause(): void {
    this.isPlaying = false;
    cancelAnimationFrame(this.#frame);
  }

  /** Changes to the next slower or faster speed. */
  changeSpeed(by: -1 | 1): void {
    const next = SPEEDS[SPEEDS.findIndex((speed) => speed === this.speed) + by];
    if (next !== undefined) this.speed = next;
  }

  /** Follows the newest step from now on, beginning at `step`; Infinity begins at the last recorded one. */
  follow(step = 0): void {
    this.pause();
    this.isFollowing = true;
    this.step = Math.min(step, this.#limit);
  }

  #go(step: number): void {
    this.step = Math.max(0, Math.min(this.#limit, Math.round(step)));
    this.#position = this.step;
  }

  /** Returns the range of steps to play: that of the loop, as far as it is recorded, or all. */
  #bounds(): readonly [first: number, last: number] {
    const [first, last] = (this.isLooping ? this.loopRange : null) ?? [0, this.#limit];
    return first < this.#limit ? [first, Math.min(last, this.#limit)] : [0, this.#limit];
  }

  #tick(now: number): void {
    if (!this.isPlaying) return;
    this.#position += ((now - this.#last) / 1e3) * STEPS_PER_SECOND * this.speed;
    this.#last = now;
    const [first, last] = this.#bounds();
    if (this.#position >= last) {
      if (!this.isLooping) {
        this.step = last;
        this.isPlaying = false;
        return;
      }
      this.#position = first;
    }
    this.step = Math.floor(this.#position);
    this.#frame = requestAnimationFrame((next) => {
      this.#tick(next);
    });
  }
}

const STEPS_PER_SECOND = 40;
