import type { Recording } from '#shared/recording';

/**
 * What is chosen by the states so far is chosen anew only when the run is twice as long, when it has ended, and when it
 * went back: a choice that follows each step would unsettle what is drawn, and cost a look at all memories each time.
 */
export function eraOf(recording: Recording): string {
  const { models, steps } = recording.shape;
  const reached = Math.min(...models.map((model) => recording.reached(model)));
  const doublings = reached >= steps ? 'end' : String(Math.floor(Math.log2(reached + 2)));
  return `${String(recording.rewrites)}/${doublings}`;
}
