/** A writer of small ONNX files, so that tests can make any graph, also one that no exporter would write. */

/** Element types of tensors, by their numbers in onnx.proto. */
export const FLOAT = 1;
export const INT64 = 7;
export const BOOL = 9;
export const DOUBLE = 11;

type Bytes = Uint8Array;

export interface GraphParts {
  readonly nodes: readonly Bytes[];
  readonly inputs: readonly Bytes[];
  readonly outputs: readonly Bytes[];
  readonly tensors?: readonly Bytes[];
}

/** A whole file; `functions` are those that it defines itself. */
export function model(parts: GraphParts, functions: readonly Bytes[] = []): Bytes {
  const opset = message(text(1, ''), number(2, 17));
  const custom = message(text(1, 'mine'), number(2, 1));
  return message(
    number(1, 8), // IR version
    nested(7, graph(parts)),
    nested(8, opset),
    ...(functions.length > 0 ? [nested(8, custom)] : []),
    ...functions.map((one) => nested(25, one)),
  );
}

export function graph({ nodes, inputs, outputs, tensors = [] }: GraphParts): Bytes {
  return message(
    ...nodes.map((one) => nested(1, one)),
    text(2, 'graph'),
    ...tensors.map((one) => nested(5, one)),
    ...inputs.map((one) => nested(11, one)),
    ...outputs.map((one) => nested(12, one)),
  );
}

export function node(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Bytes[] = [],
  domain = '',
): Bytes {
  return message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, type),
    ...attributes.map((one) => nested(5, one)),
    text(7, domain),
  );
}

/** A function of domain "mine" with one input and one output. */
export function localFunction(name: string, input: string, output: string, nodes: readonly Bytes[]): Bytes {
  return message(
    text(1, name),
    text(4, input),
    text(5, output),
    ...nodes.map((one) => nested(7, one)),
    nested(9, message(text(1, ''), number(2, 17))),
    text(10, 'mine'),
  );
}

export function intAttribute(name: string, value: number): Bytes {
  return message(text(1, name), number(3, value), number(20, 2));
}

export function floatAttribute(name: string, value: number): Bytes {
  const bytes = new Uint8Array(Float32Array.of(value).buffer);
  return message(text(1, name), varint(2 * 8 + 5), bytes, number(20, 1));
}

export function intsAttribute(name: string, values: readonly number[]): Bytes {
  return message(text(1, name), ...values.map((value) => number(8, value)), number(20, 7));
}

export function graphAttribute(name: string, parts: GraphParts): Bytes {
  return message(text(1, name), nested(6, graph(parts)), number(20, 5));
}

/** An input or output. Letters are open dimensions; without a shape not even their number is said. */
export function value(name: string, type: number, shape?: readonly (number | string)[]): Bytes {
  const dims = shape?.map((size) => nested(1, typeof size === 'string' ? text(2, size) : number(1, size)));
  const tensorType = message(number(1, type), ...(dims ? [nested(2, message(...dims))] : []));
  return message(text(1, name), nested(2, message(nested(1, tensorType))));
}

export function tensor(name: string, dims: readonly number[], data: Float32Array | BigInt64Array): Bytes {
  const type = data instanceof Float32Array ? FLOAT : INT64;
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message(...dims.map((size) => number(1, size)), number(2, type), text(8, name), nested(9, raw));
}

/** A float32 tensor whose numbers lie in another file. */
export function externalTensor(name: string, dims: readonly number[], location: string): Bytes {
  const entry = message(text(1, 'location'), text(2, location));
  return message(
    ...dims.map((size) => number(1, size)),
    number(2, FLOAT),
    text(8, name),
    nested(13, entry),
    number(14, 1),
  );
}

function message(...fields: readonly Bytes[]): Bytes {
  return Buffer.concat(fields);
}

function number(field: number, wanted: number): Bytes {
  return message(varint(field * 8), varint(wanted));
}

function text(field: number, content: string): Bytes {
  return nested(field, Buffer.from(content));
}

function nested(field: number, content: Bytes): Bytes {
  return message(varint(field * 8 + 2), varint(content.length), content);
}

function varint(wanted: number): Bytes {
  const bytes: number[] = [];
  let rest = wanted;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}
