import { describe, expect, it } from 'vitest';
import {
  DOUBLE,
  externalTensor,
  FLOAT,
  floatAttribute,
  graphAttribute,
  INT64,
  intAttribute,
  intsAttribute,
  localFunction,
  model,
  node,
  tensor,
  value,
} from '../../../../tests/support/onnx';
import { OnnxSession } from './onnx-session';

/** What is taken as an energy and what is refused, in the helper's own code but not in a process of its own. */

const DIM = 3;
const memories = Float32Array.of(1, 2, 3, 4, 5, 6);

const x = value('x', FLOAT, ['B', 'D']);
const energy = value('energy', FLOAT, ['B', 1]);
const gradient = value('gradient', FLOAT, ['B', 'D']);
/** E = |x|^2, grad E = 2 x */
const nodes = [
  node('ReduceSumSquare', ['x'], ['energy'], [intsAttribute('axes', [1])]),
  node('Add', ['x', 'x'], ['gradient']),
];
const good = { nodes, inputs: [x], outputs: [energy, gradient] };

function open(bytes: Uint8Array): Promise<OnnxSession> {
  return OnnxSession.open({
    op: 'open',
    name: 'my.onnx',
    bytes,
    memories,
    dim: DIM,
    memoryBytes: Infinity,
  });
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const failure: unknown = await open(bytes).then(
    () => 'it was taken',
    (thrown: unknown) => thrown,
  );
  return failure instanceof Error ? failure.message : String(failure);
}

describe('an energy is taken', () => {
  const states = Float32Array.of(1, 2, 3, 0, 0, 1);
  const call = { op: 'evaluate', states, beta: 2, wantsGradients: true } as const;

  it('with x alone, energies as a column', async () => {
    const session = await open(model(good));
    expect(await session.evaluate(call)).toEqual({
      energies: Float32Array.of(14, 1),
      gradients: Float32Array.of(2, 4, 6, 0, 0, 2),
    });
    expect(await session.evaluate({ ...call, wantsGradients: false })).toEqual({
      energies: Float32Array.of(14, 1),
    });
  });

  it('with memories and beta, energies as a vector, shapes of outputs unsaid, and a function of its own', async () => {
    // E = beta * sum of x * (sum of memories), grad E = beta * (sum of memories)
    const session = await open(
      model(
        {
          nodes: [
            node('ReduceSum', ['memories', 'axis_0'], ['total'], [intAttribute('keepdims', 1)]),
            node('Mul', ['total', 'beta'], ['slope']),
            node('Shape', ['x'], ['shape']),
            node('Expand', ['slope', 'shape'], ['wide']),
            node('Same', ['wide'], ['gradient'], [], 'mine'),
            node('Mul', ['wide', 'x'], ['terms']),
            node('ReduceSum', ['terms', 'axis_1'], ['energy'], [intAttribute('keepdims', 0)]),
          ],
          inputs: [x, value('memories', FLOAT, ['K', DIM]), value('beta', FLOAT, [])],
          outputs: [value('energy', FLOAT), value('gradient', FLOAT)],
          tensors: [tensor('axis_0', [1], BigInt64Array.of(0n)), tensor('axis_1', [1], BigInt64Array.of(1n))],
        },
        [localFunction('Same', 'in', 'out', [node('Identity', ['in'], ['out'])])],
      ),
    );
    expect(await session.evaluate(call)).toEqual({
      energies: Float32Array.of(2 * (5 + 2 * 7 + 3 * 9), 2 * 9),
      gradients: Float32Array.of(10, 14, 18, 10, 14, 18),
    });
  });
});

describe('a graph is refused by name', () => {
  const inputs = (...more: Uint8Array[]) => model({ ...good, inputs: more });
  const outputs = (...more: Uint8Array[]) => model({ ...good, outputs: more });
  const identity = node('Identity', ['x'], ['y']);
  const constants = ['energy', 'gradient'].map((name) =>
    node('Constant', [], [name], [floatAttribute('value_float', 1)]),
  );

  it.each([
    ['another input', inputs(x, value('y', FLOAT, [])), 'its input y is not one of x, memories, beta'],
    ['no x', model({ ...good, nodes: constants, inputs: [] }), 'it has no input x'],
    [
      'an x of float64',
      model({
        ...good,
        inputs: [value('x', DOUBLE, ['B', 'D'])],
        outputs: [value('energy', DOUBLE, ['B', 1]), value('gradient', DOUBLE, ['B', 'D'])],
      }),
      'its input x is float64, not float32',
    ],
    ['a fixed B', inputs(value('x', FLOAT, [1, 'D'])), 'its input x is [1, D], not [B, 3]'],
    ['another D', inputs(value('x', FLOAT, ['B', 7])), 'its input x is [B, 7], not [B, 3]'],
    ['another K', inputs(x, value('memories', FLOAT, [5, 'D'])), 'its input memories is [5, D], not [2, 3]'],
    ['a beta for each row', inputs(x, value('beta', FLOAT, ['B'])), 'its input beta is [B], not []'],
    ['integers', inputs(x, value('memories', INT64, ['K', 'D'])), 'its input memories is int64, not float32'],
    ['no gradient', outputs(energy), 'it has no output gradient'],
    [
      'another output',
      model({
        ...good,
        nodes: [...nodes, identity],
        outputs: [energy, gradient, value('y', FLOAT, ['B', 'D'])],
      }),
      'its output y is not one of energy, gradient',
    ],
  ])('%s', async (_, bytes, reason) => {
    expect(await refusal(bytes)).toContain(`my.onnx is not a valid energy graph: ${reason}. It has: `);
  });

  it('says what it has and what is wanted', async () => {
    await expect(open(outputs(energy))).rejects.toMatchObject({
      message:
        'my.onnx is not a valid energy graph: it has no output gradient. It has: inputs x float32 [B, D]; outputs energy float32 [B, 1].',
      next: expect.stringContaining('An energy takes x [B, D]') as string,
    });
  });

  it('numbers in another file, at any depth, whatever the file', async () => {
    const weight = externalTensor('secret', [2, 2], '/etc/passwd');
    const branch = (tensors: Uint8Array[]) =>
      graphAttribute('then_branch', {
        nodes: [node('Identity', ['secret'], ['out'])],
        inputs: [],
        outputs: [value('out', FLOAT)],
        tensors,
      });
    const reason = 'my.onnx keeps its tensor "secret" in another file ("/etc/passwd")';
    expect(await refusal(model({ ...good, tensors: [weight] }))).toContain(reason);
    const hidden = model({ ...good, nodes: [...nodes, node('If', ['c'], ['z'], [branch([weight])])] });
    expect(await refusal(hidden)).toContain(reason);
  });

  it('operators of others, also of the library itself', async () => {
    for (const domain of ['com.microsoft', 'mine']) {
      const bytes = model({ ...good, nodes: [...nodes, node('Gelu', ['x'], ['y'], [], domain)] });
      expect(await refusal(bytes)).toContain(`my.onnx uses the operator Gelu of "${domain}"`);
    }
  });

  it('bytes that are no model', async () => {
    const whole = model(good);
    expect(await refusal(whole.subarray(0, -3))).toBe('my.onnx is not an ONNX model: a field does not end.');
    expect(await refusal(Buffer.from('<html>'))).toBe(
      'my.onnx is not an ONNX model: a field has wire type 4.',
    );
    expect(await refusal(new Uint8Array())).toContain('my.onnx cannot be loaded: ');
    const wrong = model({
      ...good,
      nodes: [node('Add', ['x', 'missing'], ['gradient']), ...nodes.slice(0, 1)],
    });
    expect(await refusal(wrong)).toContain('my.onnx cannot be loaded: ');
  });
});

describe('what a graph gives is checked', () => {
  it('one energy for all rows is not an energy for each', async () => {
    const session = await open(
      model({
        ...good,
        nodes: [node('ReduceSumSquare', ['x'], ['energy'], [intAttribute('keepdims', 0)]), ...nodes.slice(1)],
        outputs: [value('energy', FLOAT), gradient],
      }),
    );
    const states = new Float32Array(2 * DIM);
    await expect(session.evaluate({ op: 'evaluate', states, beta: 1, wantsGradients: true })).rejects.toThrow(
      'my.onnx returned energy as float32 [], but float32 [2] or [2, 1] is required.',
    );
  });
});
