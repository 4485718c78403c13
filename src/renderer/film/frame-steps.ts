/** The step that frame `frame` of `frames` shows: the first shows step 0, the last (or only one) the end of the run. */
export function frameStep(frame: number, frames: number, steps: number): number {
  return frames < 2 ? steps : Math.round((frame * steps) / (frames - 1));
}

/** The frame that shows a step first, or the nearest to it. */
export function stepFrame(step: number, frames: number, steps: number): number {
  return steps === 0 ? 0 : Math.round((step * (frames - 1)) / steps);
}

export function frameSteps(frames: number, steps: number): number[] {
  return Array.from({ length: frames }, (_, frame) => frameStep(frame, frames, steps));
}
