const GLIDE_MS = 320;

/** Calls with rising shares up to 1; at once with 1 where motion is not wanted. Returns how to stop it. */
export function animate(show: (share: number) => void): () => void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
    show(1);
    return () => undefined;
  }
  const start = performance.now();
  const advance = (now: number) => {
    const share = Math.min(1, Math.max(0, (now - start) / GLIDE_MS));
    show(share < 1 ? 1 - (1 - share) ** 4 : 1);
    if (share < 1) frame = requestAnimationFrame(advance);
  };
  let frame = requestAnimationFrame(advance);
  return () => {
    cancelAnimationFrame(frame);
  };
}
