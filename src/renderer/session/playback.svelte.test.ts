import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Playback } from './playback.svelte';

/** Frames of the display, at times that a test sets. */
class Frames {
  now = 0;
  #next: FrameRequestCallback | null = null;

  constructor() {
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => {
      this.#next = callback;
      return 1;
    });
    vi.stubGlobal('cancelAnimationFrame', () => {
      this.#next = null;
    });
    vi.spyOn(performance, 'now').mockImplementation(() => this.now);
  }

  /** Shows the frame that comes so many seconds later. */
  after(seconds: number): void {
    this.now += 1000 * seconds;
    const callback = this.#next;
    this.#next = null;
    callback?.(this.now);
  }
}

let frames: Frames;
let playback: Playback;
beforeEach(() => {
  vi.restoreAllMocks();
  frames = new Frames();
  playback = new Playback();
  playback.setLimit(100);
});

describe('playing', () => {
  it('takes 40 steps a second, times the speed, and ends at the last step', () => {
    playback.play();
    frames.after(1);
    expect(playback.step).toBe(40);
    playback.speed = 0.5;
    frames.after(1);
    expect(playback.step).toBe(60);
    frames.after(10);
    expect([playback.step, playback.isPlaying]).toEqual([100, false]);
  });

  it('begins again where it stands at the end', () => {
    playback.seek(100);
    playback.toggle();
    expect([playback.step, playback.isPlaying]).toEqual([0, true]);
    playback.toggle();
    expect(playback.isPlaying).toBe(false);
  });

  it('stays within the range of a loop', () => {
    [playback.isLooping, playback.loopRange] = [true, [20, 60]];
    playback.play();
    expect(playback.step).toBe(20);
    frames.after(1);
    expect([playback.step, playback.isPlaying]).toEqual([20, true]);
  });

  it('loops over what is known of a range that is not computed yet', () => {
    [playback.isLooping, playback.loopRange] = [true, [200, 300]];
    playback.seek(90);
    playback.play();
    frames.after(0.5);
    expect(playback.step).toBe(0);
  });

  it('changes its speed within the range', () => {
    playback.speed = 8;
    playback.changeSpeed(1);
    expect(playback.speed).toBe(8);
    playback.changeSpeed(-1);
    expect(playback.speed).toBe(4);
  });
});

describe('following', () => {
  it('stays at the newest step until someone seeks', () => {
    playback.follow();
    playback.setLimit(120);
    expect([playback.step, playback.place]).toEqual([120, null]);
    playback.seek(30);
    playback.setLimit(150);
    expect([playback.step, playback.place, playback.isFollowing]).toEqual([30, 30, false]);
  });

  it('seeks a step once it is there, and not where what comes in is something else', () => {
    playback.seekWhenRecorded(110);
    expect(playback.place).toBe(110);
    playback.setLimit(105);
    playback.setLimit(115);
    expect([playback.step, playback.isFollowing]).toEqual([110, false]);
    playback.seekWhenRecorded(130);
    playback.cancelPendingSeek();
    playback.setLimit(140);
    expect([playback.step, playback.place]).toEqual([140, null]);
  });

  it('is never beyond what is there', () => {
    playback.seek(500);
    expect(playback.step).toBe(100);
    playback.setLimit(50);
    expect(playback.step).toBe(50);
  });
});
