import { makeDrdam } from '#engine/descent/drdam';
import type { Model } from '#engine/descent/model';
import { makeMrdam } from '#engine/descent/mrdam';
import type { Runtime } from '#engine/graphs/runtime';
import { sumFeatures } from '#engine/memories/sum-features';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import type { Projection } from '#engine/memories/projection';
import { denseProjection, structuredProjectionFrom } from '#engine/memories/projection';
import { boxStates, mulberry, never } from './descents';
import type { FeatureMapName, Matrix, Vector } from './reference';
import { at, dot, featureEnergy, mrdam, rowsOf, squareDistance, structuredRows, sum } from './reference';

/** Random settings for any energy graph, told from its name, with the same energy in float64. */

const NAME = /^(?:mrdam|drdam_(sincos|exp|expexp)_(gaussian|structured2|structured3)(_subspace)?)$/;

export interface Setting {
  readonly inputs: Model['inputs'];
  readonly dim: number;
  /** [STATES, dim]: memories, damaged a little. */
  readonly states: Float32Array;
  /** The energy of the graph, straight from its definition. */
  readonly energyOf: (x: Vector) => number;
  dispose(): Promise<void>;
}

const STATES = 2;

/** Sizes that settings take turns with; structured rows are padded where `inner` is below the product of factors. */
const SIZES = [
  { inner: 11, numMemories: 3, numFeatures: 300, factors: { structured2: [3, 4], structured3: [2, 2, 3] } },
  { inner: 6, numMemories: 5, numFeatures: 240, factors: { structured2: [2, 3], structured3: [2, 2, 2] } },
  { inner: 16, numMemories: 4, numFeatures: 320, factors: { structured2: [4, 4], structured3: [2, 2, 4] } },
] as const;
type Size = (typeof SIZES)[number];

/** Maps and forms that a family's settings take turns with. */
function variantsOf(family: string | undefined): { map: FeatureMapName; form: 'log' | 'kernel' }[] {
  const maps: FeatureMapName[] =
    family === 'sincos' ? ['sincos', 'cos'] : family === 'exp' || family === 'expexp' ? [family] : ['sincos'];
  return maps.flatMap((map) => (['log', 'kernel'] as const).map((form) => ({ map, form })));
}

/** Setting `index` of a graph ("drdam_sincos_structured2_subspace"): memories, S, phases, beta and states by its own seed. */
export async function makeSetting(runtime: Runtime, graph: string, index: number): Promise<Setting> {
  const match = NAME.exec(graph);
  if (!match) throw new Error(`${graph} is an energy that no setting is made for`);
  const [, family, kind, inSubspace] = match;
  const variants = variantsOf(family);
  const { map, form } = at(variants, index % variants.length);
  // a GPU compiles every size anew, for seconds
  const size = at(SIZES, runtime.device === 'cpu' ? index % SIZES.length : 0);
  const random = mulberry(1000 + index);
  const beta = 3 + 10 * random();
  const subspace = inSubspace === undefined ? undefined : randomSubspace(size.inner, random);
  const dim = subspace?.origin.length ?? size.inner;
  const inside = boxStates(size.numMemories, size.inner, index);
  const memories = subspace ? placed(subspace, inside) : inside;
  const damage = () => (0.4 * (random() - 0.5)) / Math.sqrt(dim);
  const states = memories.slice(0, STATES * dim).map((value) => value + damage());

  if (kind === undefined) {
    const model = await makeMrdam(runtime, memories, dim, beta, form);
    const energyOf = (x: Vector) => {
      const { energy } = mrdam(rowsOf(memories, dim), x, beta);
      return form === 'log' ? energy : -Math.exp(-beta * energy) / beta;
    };
    return { inputs: model.inputs, dim, states, energyOf, dispose: () => model.dispose() };
  }

  const { projection, rows } = randomProjection(kind, size, random);
  const phase = Float32Array.from(rows, () => 2 * Math.PI * random());
  const onDevice = await ProjectionOnDevice.make(runtime, projection);
  const memory = await sumFeatures(runtime, onDevice, inside, size.inner, beta, never, map, phase);
  const model = await makeDrdam(runtime, onDevice, memory, { beta, epsilon: 1e-5, form });
  const energyInside = featureEnergy(map, rowsOf(inside, size.inner), rows, Array.from(phase), beta, form);
  return {
    dim,
    states,
    inputs: {
      ...model.inputs,
      ...(subspace && {
        origin: runtime.tensor(Float32Array.from(subspace.origin), [1, dim]),
        basis: runtime.tensor(Float32Array.from(subspace.basis.flat()), [size.inner, dim]),
      }),
    },
    energyOf: subspace ? (x) => energyAround(subspace, energyInside, x) : energyInside,
    async dispose() {
      await model.dispose();
      await onDevice.dispose();
    },
  };
}

function randomProjection(
  kind: string,
  { inner, numFeatures, factors }: Size,
  random: () => number,
): { projection: Projection; rows: number[][] } {
  if (kind === 'gaussian') {
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const data = Float32Array.from({ length: numFeatures * inner }, normal);
    return { projection: denseProjection(data, numFeatures, inner, 'file'), rows: rowsOf(data, inner) };
  }
  const sizes = factors[kind as keyof typeof factors];
  const block = sizes.reduce((product: number, one) => product * one, 1);
  const numRows = Math.ceil((numFeatures + 1) / block) * block; // some past Y
  const signs = [0, 1, 2].map(() => Float32Array.from({ length: numRows }, () => (random() < 0.5 ? -1 : 1)));
  const norms = Float32Array.from({ length: numRows }, () => Math.sqrt(block) * (0.5 + random()));
  const diagonals = signs.map((one) => Array.from(one));
  return {
    projection: structuredProjectionFrom(sizes, numFeatures, signs, norms),
    rows: structuredRows(sizes, diagonals, Array.from(norms), numFeatures, inner),
  };
}

interface RandomSubspace {
  readonly origin: Vector;
  readonly basis: Matrix;
}

/** Orthonormal directions in four dimensions more than they span, and a place, in float32. */
function randomSubspace(size: number, random: () => number): RandomSubspace {
  const dim = size + 4;
  const basis: number[][] = [];
  while (basis.length < size) {
    let row = Array.from({ length: dim }, () => random() - 0.5);
    for (const other of basis) {
      const along = dot(row, other);
      row = row.map((value, i) => value - along * at(other, i));
    }
    const length = Math.sqrt(dot(row, row));
    basis.push(row.map((value) => Math.fround(value / length)));
  }
  return { origin: Array.from({ length: dim }, () => Math.fround(0.2 * random())), basis };
}

/** origin + z basis, of coordinates z [n, size] -> [n, dim]. */
function placed(subspace: RandomSubspace, coordinates: Float32Array): Float32Array {
  const states = rowsOf(coordinates, subspace.basis.length).map((z) =>
    spanned(subspace, z).map((value, i) => at(subspace.origin, i) + value),
  );
  return Float32Array.from(states.flat());
}

/** The energy of what lies in the subspace, and half the square of the rest. */
function energyAround(subspace: RandomSubspace, inside: (z: Vector) => number, x: Vector): number {
  const away = x.map((value, i) => value - at(subspace.origin, i));
  const z = subspace.basis.map((row) => dot(row, away));
  return inside(z) + squareDistance(away, spanned(subspace, z)) / 2;
}

/** z basis */
function spanned({ origin, basis }: RandomSubspace, z: Vector): number[] {
  return origin.map((_, i) => sum(basis.map((row, m) => at(row, i) * at(z, m))));
}
