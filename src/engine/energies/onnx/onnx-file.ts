import { EngineError } from '#shared/errors';
import type { Field } from './protobuf';
import { fieldsOf } from './protobuf';

/** The messages of an ONNX file that contain tensors and operators: field number -> type of message (onnx.proto). */
const MESSAGES = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
} as const satisfies Record<string, Record<number, string>>;
type Message = keyof typeof MESSAGES;

/** No real model nests graphs deeper than this, and reading must end. */
const MAX_DEPTH = 100;

/** The two names of the domain of ONNX's own operators. */
const STANDARD = new Set(['', 'ai.onnx']);

/** What is collected from a file. */
interface Findings {
  /** Tensors whose data are in another file. */
  readonly external: { readonly name: string; readonly location: string }[];
  /** Operators that are not ONNX's own, and functions that the file defines: "domain::name". */
  readonly foreign: Set<string>;
  readonly functions: Set<string>;
}

/**
 * Refuses an ONNX file that refers to other files, or to operators that are neither ONNX's own nor defined in the
 * file. onnxruntime would refuse both too, but later and with messages that do not help. Cost: O(bytes).
 *
 * @throws EngineError naming what the file refers to, or why it cannot be read.
 */
export function validateOnnxFile(bytes: Uint8Array, name: string): void {
  const found: Findings = { external: [], foreign: new Set(), functions: new Set() };
  try {
    walk('model', bytes, 0, bytes.length, 0, found);
  } catch (thrown) {
    const reason = thrown instanceof RangeError ? thrown.message : 'it cannot be read';
    throw new EngineError('bad-input', `${name} is not an ONNX model: ${reason}.`, 'Export it again.', {
      cause: thrown,
    });
  }
  const [external] = found.external;
  if (external) {
    throw new EngineError(
      'unsupported',
      `${name} keeps its tensor "${external.name}" in another file ("${external.location}"), which is not read.`,
      'Save the model as one file, without external data.',
    );
  }
  const operator = [...found.foreign].find((one) => !found.functions.has(one));
  if (operator !== undefined) {
    const [domain, type] = operator.split('::');
    throw new EngineError(
      'unsupported',
      `${name} uses the operator ${String(type)} of "${String(domain)}". Only the standard operators of ONNX are supported.`,
      'Export it with standard operators.',
    );
  }
}

function walk(
  message: Message,
  bytes: Uint8Array,
  from: number,
  to: number,
  depth: number,
  found: Findings,
): void {
  if (depth > MAX_DEPTH) throw new RangeError('its graphs are nested too deeply');
  const children: Readonly<Record<number, Message>> = MESSAGES[message];
  const texts = new Map<number, string>();
  let location: string | undefined;
  for (const field of fieldsOf(bytes, from, to)) {
    const child = children[field.number];
    if (child) walk(child, bytes, field.from, field.to, depth + 1, found);
    else if (message === 'tensor' && isExternal(field)) location = locationIn(bytes, field) ?? location ?? '';
    else if (NAMES[message]?.includes(field.number)) texts.set(field.number, textOf(bytes, field));
  }
  const [first = '', second = ''] = (NAMES[message] ?? []).map((number) => texts.get(number));
  if (location !== undefined) found.external.push({ name: first, location });
  if (message === 'function') found.functions.add(`${second}::${first}`);
  if (message === 'node' && !STANDARD.has(second)) found.foreign.add(`${second}::${first}`);
}

/** The fields that name a message: of a tensor its name, of nodes and functions type and domain. */
const NAMES: Readonly<Partial<Record<Message, readonly number[]>>> = {
  tensor: [8],
  node: [4, 7],
  function: [1, 10],
};

/** Returns whether a tensor's field is external_data, or a data_location other than the file itself. */
function isExternal({ number, value }: Field): boolean {
  return number === 13 || (number === 14 && value !== 0);
}

/** Returns the value of an external_data entry whose key is "location". */
function locationIn(bytes: Uint8Array, { from, to }: Field): string | undefined {
  const entry = new Map([...fieldsOf(bytes, from, to)].map((field) => [field.number, textOf(bytes, field)]));
  return entry.get(1) === 'location' ? entry.get(2) : undefined;
}

const decoder = new TextDecoder();

function textOf(bytes: Uint8Array, { from, to }: Field): string {
  return decoder.decode(bytes.subarray(from, to));
}
