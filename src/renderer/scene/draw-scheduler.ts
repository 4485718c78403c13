/** After so long, the draws that are left wait for tasks of their own. */
const FRAME_MS = 10;

const waiting = new Set<() => void>();
const channel = new MessageChannel();
let isScheduled = false;

/**
 * Draws in the next frame, together with all other scheduled draws. Where these take too long for one frame, the rest
 * run in later tasks, so that the window still responds in between on a slow machine. Returns a function that cancels
 * the draw.
 */
export function scheduleDraw(draw: () => void): () => void {
  waiting.add(draw);
  if (!isScheduled) requestAnimationFrame(drawSome);
  isScheduled = true;
  return () => {
    waiting.delete(draw);
  };
}

function drawSome(): void {
  const deadline = performance.now() + FRAME_MS;
  isScheduled = false;
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() > deadline) break;
  }
  if (waiting.size === 0) return;
  isScheduled = true;
  channel.port2.postMessage(null);
}

channel.port1.onmessage = drawSome;
