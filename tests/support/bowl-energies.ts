import {
  BOOL,
  FLOAT,
  graphAttribute,
  INT64,
  intAttribute,
  intsAttribute,
  model,
  node,
  tensor,
  value,
} from './onnx';

/** Energies that tests bring as ONNX files: a bowl, and bowls that misbehave. */

export const x = value('x', FLOAT, ['B', 'D']);
export const outputs = [value('energy', FLOAT, ['B', 1]), value('gradient', FLOAT, ['B', 'D'])];
/** E = |x|^2 / 2 and its gradient x, the latter under another name. */
export const bowl = [
  node('ReduceSumSquare', ['x'], ['square'], [intsAttribute('axes', [1])]),
  node('Mul', ['square', 'half'], ['energy']),
  node('Identity', ['x'], ['slope']),
];
export const half = tensor('half', [], Float32Array.of(0.5));

/** The bowl, in a loop that goes on while the first number of x is below a limit: for ever, or not at all. */
export function loopBelow(limit: number): Uint8Array {
  const scalar = (name: string, type: number) => value(name, type, []);
  const state = (name: string) => value(name, FLOAT, ['B', 'D']);
  const body = graphAttribute('body', {
    nodes: [node('Identity', ['going'], ['goes_on']), node('Identity', ['inner'], ['inner_next'])],
    inputs: [scalar('i', INT64), scalar('going', BOOL), state('inner')],
    outputs: [scalar('goes_on', BOOL), state('inner_next')],
  });
  return model({
    nodes: [
      ...bowl,
      node('Gather', ['x', 'zero'], ['first_row']),
      node('Gather', ['first_row', 'zero'], ['first']),
      node('Less', ['first', 'limit'], ['is_below']),
      node('Loop', ['for_ever', 'is_below', 'slope'], ['gradient'], [body]),
    ],
    inputs: [x],
    outputs,
    tensors: [
      half,
      tensor('zero', [], BigInt64Array.of(0n)),
      tensor('limit', [], Float32Array.of(limit)),
      tensor('for_ever', [], BigInt64Array.of(2n ** 62n)),
    ],
  });
}

/** The bowl, by way of a table of 2 GB for two numbers of x. */
export const glutton = model({
  nodes: [
    ...bowl,
    node('Unsqueeze', ['x', 'axis'], ['column']),
    node('Expand', ['column', 'shape'], ['table']),
    node('ReduceMax', ['table'], ['gradient'], [intsAttribute('axes', [2]), intAttribute('keepdims', 0)]),
  ],
  inputs: [x],
  outputs,
  tensors: [
    half,
    tensor('axis', [1], BigInt64Array.of(2n)),
    tensor('shape', [3], BigInt64Array.of(1n, 2n, 25n * 10n ** 7n)),
  ],
});
