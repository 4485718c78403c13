import type { RunFact } from '#shared/run-facts';
import { runFacts } from '#shared/run-facts';
import type { Job } from '../settings/job';
import type { PreparedStates } from './moment';
import type { RunEvent } from './session-state';

/** What the files that are saved of a run say about it. */
export interface RunDescription {
  /** The name of the set of pictures; empty where it is missing. */
  readonly set: string;
  readonly beta: number;
  readonly numFeatures: number;
  readonly facts: readonly RunFact[];
}

/** The last stretch of a run that has one job. */
interface LastSegment {
  readonly job: Job;
  readonly prepared: Pick<PreparedStates, 'items' | 'dim'>;
}

/** Describes a run by its last settings, and names the steps at which they changed. */
export function describeRun(
  set: string,
  { job, prepared }: LastSegment,
  events: readonly RunEvent[],
): RunDescription {
  const { model, descent } = job;
  const changes = events
    .filter(({ kind }) => kind === 'change')
    .map(({ step, text }): RunFact => ({
      key: `changed at step ${String(step)}`,
      value: text,
      text: `changed at step ${String(step)} (${text})`,
    }));
  const facts = runFacts({ set, numMemories: prepared.items.length, dim: prepared.dim, model, descent });
  return { set, beta: model.beta, numFeatures: model.drdam.numFeatures, facts: [...facts, ...changes] };
}

/** The length up to which a file's name holds the name of the set. */
const MAX_SET_LENGTH = 40;

/**
 * Returns the name, without an extension, of a file that holds `what` of a run: "Emoji-energy-c-beta60-Y180000".
 * Only letters, digits, dots and hyphens are in it, which Windows, macOS and Linux all allow. A file of several values
 * of β or Y is named without it.
 */
export function fileStem(
  { set, beta, numFeatures }: Pick<RunDescription, 'set'> & Partial<RunDescription>,
  what: string,
): string {
  const words = set.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = Array.from(words.join('-')).slice(0, MAX_SET_LENGTH).join('');
  const values = [beta === undefined ? '' : `beta${String(beta)}`, numFeatures === undefined ? '' : `Y${String(numFeatures)}`]; // prettier-ignore
  return [name, what, ...values].filter(Boolean).join('-');
}
