import { invariant } from '#shared/errors';
import { manifest } from '../graphs/manifest';
import type { Constant, Outputs, Runtime, Tensor } from '../graphs/runtime';
import type { Model } from './model';
import type { StepRule } from './step-rule';

/** What one call computed: `count` consecutive steps of a group of queries. */
export interface Steps {
  readonly firstStep: number;
  readonly count: number;
  /** [count, queries]: the energies and gradient norms of the states firstStep … firstStep + count - 1. */
  readonly energies: Float32Array;
  readonly gradientNorms: Float32Array;
  /** [count, queries, dim]: the states firstStep + 1 … firstStep + count; empty where they were not asked for. */
  readonly states: Float32Array;
}

/** Says whether any of the states that `count` steps from `firstStep` on lead to is wanted. */
export type WantsStates = (firstStep: number, count: number) => boolean;

/** A group of queries that descend in one model, whatever computes it. */
export interface Trajectory {
  /** The step that the queries are at. */
  readonly step: number;
  /** Time spent in calls so far. */
  readonly milliseconds: number;
  /** Takes at least one step and at most `limit`. */
  advance(limit: number, wantsStates: WantsStates): Promise<Steps>;
  /** Returns energies and gradient norms of the current states, without a step. */
  evaluate(): Promise<Steps>;
  dispose(): Promise<void>;
}

/** The longest that a call should take, so that cancels are read in time. A single step is never cut. */
const CALL_BUDGET_MS = 50;

/** A limit that no step reaches. */
const LARGEST_FLOAT = 3.4e38;

/** The numbers of steps that graphs were exported for, largest first. */
const stepsPerCall = [...manifest.stepsPerCall].sort((a, b) => b - a);

/** A group of queries that descend on a device. The states stay there from call to call. */
export class DeviceTrajectory implements Trajectory {
  milliseconds = 0;
  step: number;
  readonly #runtime: Runtime;
  readonly #model: Model;
  readonly #free: Constant;
  readonly #alpha: Tensor;
  readonly #maxStep: Tensor;
  #x: Tensor;
  #msPerStep = Infinity;

  private constructor(
    runtime: Runtime,
    model: Model,
    x: Tensor,
    free: Constant,
    { stepSize, maxStep = LARGEST_FLOAT }: StepRule,
    step: number,
  ) {
    this.step = step;
    this.#runtime = runtime;
    this.#model = model;
    this.#x = x;
    this.#free = free;
    this.#alpha = runtime.scalar(stepSize);
    this.#maxStep = runtime.scalar(maxStep);
  }

  /** `queries` and `free` (1 where a coordinate may change) are [n, dim]; `step` is the step that the queries are at. */
  static async start(
    runtime: Runtime,
    model: Model,
    queries: Float32Array,
    free: Float32Array,
    dim: number,
    rule: StepRule,
    step = 0,
  ): Promise<DeviceTrajectory> {
    const shape = [queries.length / dim, dim] as const;
    const mask = await runtime.constant(free, shape);
    return new DeviceTrajectory(runtime, model, runtime.tensor(queries, shape), mask, rule, step);
  }

  /** Takes as many steps as fit in one call, at most `limit`. */
  async advance(limit: number, wantsStates: WantsStates): Promise<Steps> {
    const fits = (steps: number) =>
      steps === 1 || (steps <= limit && steps * this.#msPerStep <= CALL_BUDGET_MS);
    const count = stepsPerCall.find(fits);
    invariant(count !== undefined && limit >= 1, 'there is a graph of one step');
    const states = wantsStates(this.step, count);
    const scalars = ['energies', 'gradient_norms'];
    const out = await this.#run(count, ['x_next', ...scalars, ...(states ? ['states'] : [])]);
    this.#x.dispose();
    this.#x = out.tensor('x_next');
    const firstStep = this.step;
    this.step += count;
    return { ...stepsOf(out, firstStep, count), states: states ? out.floats('states') : new Float32Array() };
  }

  async evaluate(): Promise<Steps> {
    const out = await this.#run(1, ['x_next', 'energies', 'gradient_norms']);
    out.tensor('x_next').dispose();
    return { ...stepsOf(out, this.step, 1), states: new Float32Array() };
  }

  async dispose(): Promise<void> {
    this.#x.dispose();
    await this.#free.dispose();
  }

  async #run(count: number, outputs: readonly string[]): Promise<Outputs> {
    const name = `${this.#model.graph}_descent_${String(count)}`;
    const graph = await this.#runtime.graphWithDeviceOutput(name, 'x_next', this.#x.dims);
    const begun = performance.now();
    const feeds = {
      ...this.#model.inputs,
      x: this.#x,
      free: this.#free.tensor,
      alpha: this.#alpha,
      max_step: this.#maxStep,
    };
    const out = await graph.run(feeds, outputs);
    const milliseconds = performance.now() - begun;
    this.milliseconds += milliseconds;
    this.#msPerStep = Math.min(this.#msPerStep, milliseconds / count);
    return out;
  }
}

function stepsOf(out: Outputs, firstStep: number, count: number): Omit<Steps, 'states'> {
  return {
    firstStep,
    count,
    energies: out.floats('energies'),
    gradientNorms: out.floats('gradient_norms'),
  };
}
