import { SPEEDS } from '../domain/run/playback-speeds';

/** The clock of the views: a step, and whether and how fast it moves. */
export class Playback {
  step = $state(0);
  isPlaying = $state(false);
  speed = $state(1);
  isLooping = $state(false);
  /** The steps within which a loop stays; null for all. */
  loopRange = $state.raw<readonly [first: number, last: number] | null>(null);
  /** While a run streams, the step stays at its newest, until someone takes it elsewhere. */
  isFollowing = $state(false);
  #last = 0;
  /** A step that is gone to as soon as it is there. */
  #awaited: number | null = null;
  #limit = 0;
  #position = 0;
  #frame = 0;

  /** The last step there is to show. Moves the playhead along where it follows. */
  setLimit(limit: number): void {
    this.#limit = limit;
    if (this.#awaited !== null && limit >= this.#awaited) this.seek(this.#awaited);
    else if (this.isFollowing || this.step > limit) this.step = limit;
  }

  /** Where it stands or is about to; null follows what comes in. */
  get place(): number | null {
    return this.#awaited ?? (this.isFollowing ? null : this.step);
  }

  /** Goes to a step once it is recorded, unless someone goes elsewhere before; null follows what comes in. */
  seekOnceThere(step: number | null): void {
    this.follow();
    this.#awaited = step;
  }

  /** What comes in is no longer what was to be there. */
  awaitNothing(): void {
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

  /** The next of the speeds, slower or faster. */
  changeSpeed(by: -1 | 1): void {
    const next = SPEEDS[SPEEDS.findIndex((speed) => speed === this.speed) + by];
    if (next !== undefined) this.speed = next;
  }

  /** Follows what comes in from now on, after `step`; after all that is known where it is Infinity. */
  follow(step = 0): void {
    this.pause();
    this.isFollowing = true;
    this.step = Math.min(step, this.#limit);
  }

  #go(step: number): void {
    this.step = Math.max(0, Math.min(this.#limit, Math.round(step)));
    this.#position = this.step;
  }

  /** What is played: in a loop, its range as far as it is known. */
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
