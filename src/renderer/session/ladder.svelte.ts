import type { DescentReport } from '#shared/api';
import { EngineError, toEngineError } from '#shared/errors';
import { Recording } from '#shared/recording';
import { lawsOf, predictTrust } from '#shared/trust';
import { letterOf } from '../views/names';
import type { Landscapes, Moment } from '../views/view-model';
import type { Job } from './descent';
import { runDescent } from './descent';
import { energyCutOf } from './energy-cut';
import type { Engines } from './engines';
import { jobOf } from './job';
import { callLandscape, surfacesOf } from './landscapes';
import { PathFollower } from './paths';
import { givenPlane } from './plane-through';
import type { Scope } from './scope';
import { quietScope } from './scope';
import type { Settings } from './settings';
import { changed } from './settings';
import { prepareStates } from './states';

/** The setting that differs from rung to rung. */
export type LadderKey = 'beta' | 'numFeatures' | 'stepSize';

export interface LadderSpec {
  readonly key: LadderKey;
  readonly values: readonly number[];
}

/** What one value of the setting gives; its moment's recording has the one query. */
export interface Rung {
  readonly value: number;
  readonly moment: Moment;
  readonly report: DescentReport;
}

/** What a ladder begins from: the run that is shown. */
export interface LadderGround {
  readonly source: string;
  /** Of the step that is shown. */
  readonly settings: Settings;
  /** The query that falls. */
  readonly query: number;
  /** The plane and the part of it that are shown. */
  readonly landscapes: Landscapes;
}

/** Points along each axis of a rung's landscapes. */
const SIZE = 128;

/**
 * The same query under several values of one setting, on the same part of the same plane. It is computed beside the run,
 * by engines that it does not need at that moment, one rung after the other.
 */
export class Ladder {
  spec = $state.raw<LadderSpec | null>(null);
  /** The query that falls in all rungs. */
  query = $state(0);
  rungs = $state.raw<readonly Rung[]>([]);
  isComputing = $state(false);
  #abort = new AbortController();

  constructor(
    private readonly engines: Engines,
    private readonly onError: (error: EngineError) => void,
  ) {}

  async compute(spec: LadderSpec, ground: LadderGround): Promise<void> {
    this.clear();
    const { signal } = (this.#abort = new AbortController());
    [this.spec, this.query, this.isComputing] = [spec, ground.query, true];
    try {
      for (const value of spec.values) {
        const settings = changed(ground.settings, { [spec.key]: value });
        const rung = await this.#rung(value, settings, ground, signal);
        if (signal.aborted) return;
        this.rungs = [...this.rungs, rung];
      }
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (!signal.aborted && error.code !== 'cancelled') this.onError(error);
    } finally {
      if (!signal.aborted) this.isComputing = false;
    }
  }

  /** Ends what is being computed; what is there stays. */
  stop(): void {
    this.#abort.abort();
    this.isComputing = false;
  }

  clear(): void {
    this.stop();
    [this.spec, this.rungs] = [null, []];
  }

  async #rung(value: number, settings: Settings, ground: LadderGround, signal: AbortSignal): Promise<Rung> {
    const scope = quietScope(signal);
    const wish = settings.queries[ground.query];
    if (!wish) throw gone(ground.query);
    const job: Job = jobOf(ground.source, { ...settings, queries: [wish] });
    const { prepared } = await prepareStates(this.engines, job.setup, scope, 'experiment');
    const { numQueries, dim } = prepared;
    const recording = new Recording({
      models: job.model.models,
      numQueries,
      dim,
      steps: job.descent.steps,
      budgetBytes: RUNG_BYTES,
    });
    const [landscapes, report] = await Promise.all([
      this.#landscapes(job, ground.landscapes, prepared, scope),
      runDescent(this.engines, job, recording, scope, () => undefined, 'experiment'),
    ]);
    const follower = new PathFollower(recording, landscapes);
    follower.advance(Infinity);
    const energyCut = energyCutOf(recording, landscapes);
    const moment = { prepared, recording, landscapes, paths: follower.paths, energyCut, step: 0, query: 0 };
    return { value, moment, report };
  }

  /** On the part of the plane that is shown. */
  async #landscapes(
    { setup: { memories }, model }: Job,
    shown: Landscapes,
    { memories: rows, items, spread }: Moment['prepared'],
    scope: Scope,
  ): Promise<Landscapes> {
    const { u, v } = shown;
    const [u0 = 0, u1 = 1, v0 = 0, v1 = 1] = [u[0], u.at(-1), v[0], v.at(-1)];
    const grid = { plane: givenPlane(shown), size: SIZE, extent: { u0, u1, v0, v1 } };
    const { arrays, report } = await callLandscape(this.engines, { memories, model }, grid, scope);
    const laws = lawsOf(model);
    return {
      ...shown,
      ...surfacesOf(arrays),
      memories: rows,
      items,
      feet: report.memories,
      noiseEnergy: laws && predictTrust(spread, laws).noiseEnergy,
    };
  }
}

function gone(query: number): EngineError {
  return new EngineError(
    'bad-request',
    `Query ${letterOf(query)} is not among the queries of these settings.`,
    'Select another query.',
  );
}

/** States of one rung; its energies and slopes are there at every step. */
const RUNG_BYTES = 32 * 2 ** 20;

const STEPS_APART = 5;
const RANGE: Readonly<Record<LadderKey, readonly [number, number]>> = {
  beta: [1, 2000],
  numFeatures: [100, 2_000_000],
  stepSize: [0.001, 2],
};

/** Values around the present one, each `factor` times the one before. */
export function valuesAround(key: LadderKey, settings: Settings): number[] {
  const factor = key === 'numFeatures' ? 4 : 2;
  const [min, max] = RANGE[key];
  const middle = Math.floor(STEPS_APART / 2);
  // with fewer features it breaks: the present number comes last
  const offset = key === 'numFeatures' ? STEPS_APART - 1 : middle;
  const values = Array.from({ length: STEPS_APART }, (_, i) => settings[key] * factor ** (i - offset));
  return values
    .map((value) => inRange(Number(value.toPrecision(2)), min, max))
    .filter((value, i, all) => all.indexOf(value) === i);
}

function inRange(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

/** Values that a person wrote, or the sentence that says what is wrong with them. */
export function parseValues(key: LadderKey, text: string): number[] | string {
  const values = text
    .split(/[,;]\s*|\s+/)
    .filter(Boolean)
    .map((part) => Number(part.replace(/[\u202f\u2009]/g, '')));
  const [min, max] = RANGE[key];
  if (values.length < 2 || values.length > 6) return 'Between two and six values, with commas between them.';
  if (!values.every((value) => value >= min && value <= max)) {
    return `Each value between ${String(min)} and ${String(max)}.`;
  }
  if (key === 'numFeatures' && !values.every(Number.isInteger)) return 'Y is a whole number.';
  return values;
}

/** What a ladder takes, from what the run took; null before there was one. */
export function ladderSeconds(
  { key, values }: LadderSpec,
  report: DescentReport | null,
  settings: Settings,
): number | null {
  if (!report) return null;
  const perQuery =
    Object.values(report.models).reduce((sum, { seconds }) => sum + seconds, 0) /
    Math.max(1, settings.queries.length);
  const each = (value: number) =>
    (perQuery + report.setupSeconds) * (key === 'numFeatures' ? value / settings.numFeatures : 1);
  return values.reduce((sum, value) => sum + each(value), 0);
}
