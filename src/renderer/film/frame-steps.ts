/** Returns the step that a frame shows: step 0 in the first frame, the end of the run in the last or only one. */
export function frameStep(frame: number, frames: number, steps: number): number {
  return frames < 2 ? steps : Math.round((frame * steps) / (frames - 1));
}

/** Returns the frame whose step is nearest to a step. */
export function stepFrame(step: number, frames: number, steps: number): number {
  return steps === 0 ? 0 : Math.round((step * (frames - 1)) / steps);
}

export function frameSteps(frames: number, steps: number): number[] {
  return Array.from({ length: frames }, (_, frame) => frameStep(frame, frames, steps));
}
