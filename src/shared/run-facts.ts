import type { DescentSpec, FeatureMap, ModelSpec } from './setup';
import { formatCount } from './units';

/** The feature maps' names for people. */
export const FEATURE_MAP_TITLE: Readonly<Record<FeatureMap, string>> = {
  sincos: 'SinCos',
  cos: 'Cos',
  exp: 'Exp',
  expexp: 'ExpExp',
};

/** A parameter of a run, as a saved file states it. */
export interface RunFact {
  /** The name of the parameter in tables; the columns of experiments have the same names. */
  readonly key: string;
  readonly value: string | number;
  /** The parameter in a figure: "β 60". Empty for one that only tables state. */
  readonly text: string;
}

/** What the facts of a run are made from. */
export interface DescribedRun {
  /** The name of the set of pictures; empty where it is missing. */
  readonly set: string;
  readonly numMemories: number;
  readonly dim: number;
  readonly model: ModelSpec;
  readonly descent: Omit<DescentSpec, 'keep'>;
}

/** Returns the parameters of a run. Those of DrDAM, and those beyond the paper, are left out where unused. */
export function runFacts({ set, numMemories, dim, model, descent }: DescribedRun): RunFact[] {
  const { beta, schedule = [], form = 'log' } = model;
  const { stepSize, steps, maxStep } = descent;
  const number = (key: string, symbol: string, value: number): RunFact => ({
    key,
    value,
    text: `${symbol} ${Number.isInteger(value) ? formatCount(value) : String(value)}`,
  });
  return [
    ...(set === '' ? [] : [{ key: 'data', value: set, text: set }]),
    number('K', 'K', numMemories),
    number('D', 'D', dim),
    number('beta', 'β', beta),
    ...(schedule.length > 0 ? [{ key: 'beta_schedule', value: schedule.join(' '), text: `after β ${schedule.join(', ')}` }] : []), // prettier-ignore
    ...(form === 'kernel' ? [{ key: 'energy_form', value: form, text: 'kernel sum as energy' }] : []),
    ...(model.models.includes('drdam') ? drdamFacts(model.drdam) : []),
    number('step_size', 'α', stepSize),
    ...(maxStep === undefined ? [] : [number('max_step', 'longest step', maxStep)]),
    { key: 'steps', value: steps, text: `${formatCount(steps)} steps` },
  ];
}

function drdamFacts(drdam: ModelSpec['drdam']): RunFact[] {
  const { numFeatures, featureMap, projection, epsilon, seed, subspace, shards } = drdam;
  return [
    { key: 'Y', value: numFeatures, text: `Y ${formatCount(numFeatures)}` },
    { key: 'feature_map', value: featureMap, text: FEATURE_MAP_TITLE[featureMap] },
    { key: 'projection', value: projection, text: '' },
    { key: 'epsilon', value: epsilon, text: '' },
    { key: 'seed', value: seed, text: `seed ${String(seed)}` },
    ...(subspace ? [{ key: 'subspace', value: `${subspace.kind} ${String(subspace.size)}`, text: `${subspace.kind} subspace of ${String(subspace.size)}` }] : []), // prettier-ignore
    ...(shards === undefined ? [] : [{ key: 'shards', value: shards, text: `${String(shards)} vectors T` }]),
  ];
}

/** Returns facts as one line for a figure. A line break falls only between two of them. */
export function factsLine(facts: readonly RunFact[]): string {
  const texts = facts.map(({ text }) => text.replaceAll(' ', '\u00a0')).filter(Boolean);
  return texts.join('\u00a0· ');
}

/** Returns facts as comment lines of a CSV file: "# beta: 60". */
export function factsComments(facts: readonly RunFact[]): string[] {
  return facts.map(({ key, value }) => `# ${key}: ${String(value).replaceAll(/\s+/g, ' ')}`);
}
