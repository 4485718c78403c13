import { EngineError, toEngineError } from '#shared/errors';
import { Recording } from '#shared/recording';
import { MIB } from '#shared/units';
import { reliabilitySettings, predictReliability } from '#shared/reliability';
import { letterOf } from '../domain/run/display-names';
import type { Landscapes, Moment } from '../domain/run/moment';
import { runDescent } from './run-descent';
import type { SweepSpec, SweepPoint } from '../domain/sweep-values';
import type { Job } from '../domain/settings/job';
import type { EngineCalls } from './engines';
import { jobOf } from '../domain/settings/job';
import { callLandscape, surfacesOf } from './landscapes';
import { givenPlane } from './plane-through';
import type { CallOptions } from './call-options';
import { silentOptions } from './call-options';
import type { Settings } from '../domain/settings/settings';
import { withChange } from '../domain/settings/settings';
import { prepareStates } from './prepare-states';
import { finishedMoment } from './finished-moment';

/** The displayed run, from which a sweep starts. */
export interface SweepBase {
  readonly source: string;
  /** The settings at the displayed step. */
  readonly settings: Settings;
  /** The index of the query. */
  readonly query: number;
  /** The displayed landscapes, whose plane and extent the sweep uses. */
  readonly landscapes: Landscapes;
}

/** The number of grid points along each axis of a point's landscapes. */
const SIZE = 128;

/**
 * Runs one query at several values of a setting, on one plane and extent. The points are computed one after the other
 * by the engines of landscapes and experiments, so a run under way continues.
 */
export class Sweep {
  spec = $state.raw<SweepSpec | null>(null);
  /** The index of the query, which all points share. */
  query = $state(0);
  points = $state.raw<readonly SweepPoint[]>([]);
  isComputing = $state(false);
  #abort = new AbortController();

  constructor(
    private readonly engines: EngineCalls,
    private readonly onError: (error: EngineError) => void,
  ) {}

  async compute(spec: SweepSpec, base: SweepBase): Promise<void> {
    this.clear();
    const { signal } = (this.#abort = new AbortController());
    [this.spec, this.query, this.isComputing] = [spec, base.query, true];
    try {
      for (const value of spec.values) {
        const settings = withChange(base.settings, { [spec.key]: value });
        const point = await this.#point(value, settings, base, signal);
        if (signal.aborted) return;
        this.points = [...this.points, point];
      }
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (!signal.aborted && error.code !== 'cancelled') this.onError(error);
    } finally {
      if (!signal.aborted) this.isComputing = false;
    }
  }

  /** Cancels the computation and keeps the finished points. */
  stop(): void {
    this.#abort.abort();
    this.isComputing = false;
  }

  clear(): void {
    this.stop();
    [this.spec, this.points] = [null, []];
  }

  async #point(value: number, settings: Settings, base: SweepBase, signal: AbortSignal): Promise<SweepPoint> {
    const options = silentOptions(signal);
    const query = settings.queries[base.query];
    if (!query) throw missingQuery(base.query);
    const job: Job = jobOf(base.source, { ...settings, queries: [query] });
    const { prepared } = await prepareStates(this.engines, job.setup, options, 'experiment');
    const { numQueries, dim } = prepared;
    const recording = new Recording({
      models: job.model.models,
      numQueries,
      dim,
      steps: job.descent.steps,
      budgetBytes: POINT_BYTES,
    });
    const [landscapes, report] = await Promise.all([
      this.#landscapes(job, base.landscapes, prepared, options),
      runDescent(this.engines, job, recording, options, () => undefined, 'experiment'),
    ]);
    return { value, moment: finishedMoment(prepared, recording, landscapes), report };
  }

  /** Computes the landscapes of a point on the displayed plane and extent. */
  async #landscapes(
    { setup: { memories }, model }: Job,
    shown: Landscapes,
    { memories: rows, items, distances }: Moment['prepared'],
    options: CallOptions,
  ): Promise<Landscapes> {
    const { u, v } = shown;
    const [u0 = 0, u1 = 1, v0 = 0, v1 = 1] = [u[0], u.at(-1), v[0], v.at(-1)];
    const grid = { plane: givenPlane(shown), size: SIZE, extent: { u0, u1, v0, v1 } };
    const { arrays, report } = await callLandscape(this.engines, { memories, model }, grid, options);
    const laws = reliabilitySettings(model);
    return {
      ...shown,
      ...surfacesOf(arrays),
      memories: rows,
      items,
      projections: report.memories,
      noiseEnergy: laws && predictReliability(distances, laws).noiseEnergy,
    };
  }
}

function missingQuery(query: number): EngineError {
  return new EngineError(
    'bad-request',
    `Query ${letterOf(query)} does not exist with these settings.`,
    'Select another query.',
  );
}

/** The memory for the states of one point. Energies and slopes are kept at every step regardless. */
const POINT_BYTES = 32 * MIB;
