import { combinations } from '#engine/experiments/experiment';
import type { Params } from '#shared/api';
import type { Options, OptionTable } from './options';
import { UsageError } from './options';
import { descentSpec, ignoredOptions, modelSpec, seedOf, setupSpec } from './setup-options';

/** The options of `descend` that a sweep can vary. */
const SWEPT_OPTIONS = [
  'memories',
  'seed',
  'size',
  'queries',
  'corrupt',
  'fill',
  'beta',
  'features',
  'feature-map',
  'projection',
  'epsilon',
  'energy',
  'step-size',
  'steps',
  'max-step',
  'subspace',
  'shards',
] as const;

export const sweepOptions: OptionTable = {
  sweep: {
    value: 'NAME=V,V,…',
    multiple: true,
    help: 'measure the recall rate for each value of an option; repeatable, for every combination',
  },
  seeds: { value: 'N', default: '1', help: 'with --sweep: number of seeds, from --seed on' },
};

/** A combination of values, and the descents that measure it: one for each seed. */
export interface SweepPoint {
  /** The values by the names of their options, as they were given. */
  readonly values: Readonly<Record<string, string>>;
  readonly descents: readonly Params<'descend'>[];
}

/** The descents of a sweep, each checked as its own command line would be. */
export interface Sweep {
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The seeds that the rates are means over; null where the seed itself is swept. */
  readonly seeds: readonly number[] | null;
  readonly points: readonly SweepPoint[];
}

/** Reads `--sweep` and `--seeds`. @throws UsageError for a name or a value that `descend` would not accept. */
export function readSweep(options: Options): Sweep {
  const values = sweptValues(options);
  const seeds = seedsOf(options, values);
  const points = combinations(values).map((chosen) => {
    const combined = options.with(chosen);
    const ignored = ignoredOptions(combined).find((message) => !ignoredOptions(options).includes(message));
    if (ignored !== undefined) throw new UsageError(ignored); // its rows would differ by nothing
    const ofSeeds = seeds?.map((seed) => combined.with({ seed: String(seed) })) ?? [combined];
    return { values: chosen, descents: ofSeeds.map(descentOf) };
  });
  return { values, seeds, points };
}

function sweptValues(options: Options): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const text of options.list('sweep')) {
    const [, sought, list = ''] = /^([^=]+)=(.*)$/.exec(text) ?? [];
    if (sought === undefined) throw new UsageError(`--sweep must be name=value,value,…, not "${text}".`);
    const name = SWEPT_OPTIONS.find((one) => one === sought);
    if (!name) {
      throw new UsageError(`--sweep cannot vary "${sought}". It can vary ${SWEPT_OPTIONS.join(', ')}.`);
    }
    if (name in values) throw new UsageError(`--sweep ${name} is given twice. List all values in one.`);
    if (options.isGiven(name)) throw new UsageError(`--${name} is both given and swept. Leave one out.`);
    // the commas of a box stand before digits, and no other corruption begins with one
    values[name] = list.split(name === 'corrupt' ? /,(?!\d)/ : ',');
    const repeated = values[name].find((value, i, all) => all.indexOf(value) < i);
    if (repeated !== undefined) throw new UsageError(`--sweep ${name} has the value "${repeated}" twice.`);
  }
  return values;
}

function seedsOf(options: Options, values: Readonly<Record<string, unknown>>): number[] | null {
  const count = options.integer('seeds', { min: 1, max: 10_000 });
  if (!('seed' in values)) return Array.from({ length: count }, (_, i) => seedOf(options) + i);
  if (options.isGiven('seeds')) {
    throw new UsageError('--seeds and --sweep seed cannot be combined: the rows are those of each seed.');
  }
  return null;
}

/** Returns one descent, of which only the first and the last states are kept. */
function descentOf(options: Options): Params<'descend'> {
  const descent = { ...descentSpec(options), keep: 0 };
  return { setup: setupSpec(options), model: modelSpec(options), descent };
}
