/** What of a frame may go into drawing before the rest waits for a task of its own. */
const FRAME_MS = 10;

const waiting = new Set<() => void>();
const channel = new MessageChannel();
let isAsked = false;

/**
 * Draws in the next frame, together with all others that ask; where that would hold the window up, what is left is
 * drawn one by one, each in a task of its own, so that a slow machine still answers between them. Returns a cancel.
 */
export function scheduleDraw(draw: () => void): () => void {
  waiting.add(draw);
  if (!isAsked) requestAnimationFrame(drawSome);
  isAsked = true;
  return () => {
    waiting.delete(draw);
  };
}

function drawSome(): void {
  const deadline = performance.now() + FRAME_MS;
  isAsked = false;
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() > deadline) break;
  }
  if (waiting.size === 0) return;
  isAsked = true;
  channel.port2.postMessage(null);
}

channel.port1.onmessage = drawSome;
