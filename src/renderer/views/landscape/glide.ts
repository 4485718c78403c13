import type { Orbit } from '../../scene/orbit';
import { between } from '../../scene/orbit';

const GLIDE_MS = 320;

/** Moves the camera to a preset along the shortest way; at once where motion is not wanted. Returns how to stop it. */
export function glide(from: Orbit, to: Orbit, show: (orbit: Orbit) => void): () => void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
    show(to);
    return () => undefined;
  }
  const start = performance.now();
  const advance = (now: number) => {
    const share = Math.min(1, Math.max(0, (now - start) / GLIDE_MS));
    show(share < 1 ? between(from, to, 1 - (1 - share) ** 4) : to);
    if (share < 1) frame = requestAnimationFrame(advance);
  };
  let frame = requestAnimationFrame(advance);
  return () => {
    cancelAnimationFrame(frame);
  };
}
