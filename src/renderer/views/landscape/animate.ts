const DURATION_MS = 320;

/** A source of time and frames, which a test can replace. */
export interface AnimationClock {
  readonly isMotionReduced: () => boolean;
  readonly now: () => number;
  readonly requestFrame: (callback: (now: number) => void) => number;
  readonly cancelFrame: (handle: number) => void;
}

const browserClock: AnimationClock = {
  isMotionReduced: () => window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  now: () => performance.now(),
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => {
    cancelAnimationFrame(handle);
  },
};

/**
 * Calls `show` once a frame with a share that eases from 0 to 1 within 320 ms. Where reduced motion is preferred, calls
 * it once with 1. Returns a function that stops the animation.
 */
export function animate(show: (share: number) => void, clock = browserClock): () => void {
  if (clock.isMotionReduced()) {
    show(1);
    return () => undefined;
  }
  const start = clock.now();
  const advance = (now: number) => {
    const share = Math.min(1, Math.max(0, (now - start) / DURATION_MS));
    show(share < 1 ? 1 - (1 - share) ** 4 : 1);
    if (share < 1) frame = clock.requestFrame(advance);
  };
  let frame = clock.requestFrame(advance);
  return () => {
    clock.cancelFrame(frame);
  };
}
