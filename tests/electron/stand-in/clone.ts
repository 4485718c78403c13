import { decodeBase64, encodeBase64 } from '#shared/base64';

/**
 * Values on their way between the stand-in's process and a page, as JSON: what the structured clone keeps, and no
 * more. Both sides run this file.
 */

/** What JSON has no word for. An object with a key of its own that is named like the tag is tagged too. */
type Tagged =
  | { readonly $: 'undefined' }
  | { readonly $: 'number'; readonly of: string }
  | { readonly $: 'error'; readonly name: string; readonly message: string }
  | { readonly $: 'bytes'; readonly of: string; readonly view: string }
  | { readonly $: 'object'; readonly of: WireObject };
type WireObject = { readonly [key: string]: Wire };
export type Wire = string | number | boolean | null | readonly Wire[] | Tagged | WireObject;

const VIEWS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
};

export function encode(value: unknown): Wire {
  if (value === undefined) return { $: 'undefined' };
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { $: 'number', of: '-0' };
    return Number.isFinite(value) ? value : { $: 'number', of: String(value) };
  }
  if (typeof value !== 'object') throw new Error('An object could not be cloned.');
  if (value instanceof Error) return { $: 'error', name: value.name, message: value.message };
  if (value instanceof ArrayBuffer) return { $: 'bytes', of: encodeBase64(new Uint8Array(value)), view: '' };
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    return { $: 'bytes', of: encodeBase64(value), view: name in VIEWS ? name : 'Uint8Array' };
  }
  if (Array.isArray(value)) return value.map(encode);
  const object = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encode(inner)]));
  return '$' in object ? { $: 'object', of: object } : object;
}

export function decode(wire: Wire): unknown {
  if (typeof wire !== 'object' || wire === null) return wire;
  if (Array.isArray(wire)) return wire.map(decode);
  if (!isTagged(wire)) return decodeObject(wire as WireObject);
  switch (wire.$) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(wire.of);
    case 'error':
      return Object.assign(new Error(wire.message), { name: wire.name });
    case 'object':
      return decodeObject(wire.of);
    case 'bytes': {
      const { buffer } = decodeBase64(wire.of);
      return wire.view ? new VIEWS[wire.view as keyof typeof VIEWS](buffer) : buffer;
    }
  }
}

function isTagged(wire: Exclude<Wire, string | number | boolean | null>): wire is Tagged {
  return '$' in wire;
}

function decodeObject(wire: WireObject): object {
  return Object.fromEntries(Object.entries(wire).map(([key, inner]) => [key, decode(inner)]));
}
