/** The clock of the views: a step, and whether and how fast it moves. */
export class Playback {
  step = $state(0);
  isPlaying = $state(false);
  speed = $state(1);
  isLooping = $state(false);
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
    if (this.step >= this.#limit) this.#go(0);
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

  /** Follows what comes in from now on, after `step`. */
  follow(step = 0): void {
    this.pause();
    this.isFollowing = true;
    this.step = step;
  }

  #go(step: number): void {
    this.step = Math.max(0, Math.min(this.#limit, Math.round(step)));
    this.#position = this.step;
  }

  #tick(now: number): void {
    if (!this.isPlaying) return;
    this.#position += ((now - this.#last) / 1e3) * STEPS_PER_SECOND * this.speed;
    this.#last = now;
    if (this.#position >= this.#limit) {
      if (!this.isLooping) {
        this.step = this.#limit;
        this.isPlaying = false;
        return;
      }
      this.#position = 0;
    }
    this.step = Math.floor(this.#position);
    this.#frame = requestAnimationFrame((next) => {
      this.#tick(next);
    });
  }
}

const STEPS_PER_SECOND = 40;
