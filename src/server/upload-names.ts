import { EngineError } from '#shared/errors';

const MAX_DEPTH = 32;
const MAX_NAME_BYTES = 200;

/** What Windows gives a meaning of its own, and what no file should be called. */
// eslint-disable-next-line no-control-regex -- control characters are just what is looked for
const UNSAFE = /[<>:"|?*\u0000-\u001f]|[. ]$/g;
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The names of folders and file in `path` as they may stand on this disk; never one that leads elsewhere. */
export function safeNames(path: string): string[] {
  const names = path.split(/[/\\]/);
  if (names.length > MAX_DEPTH) throw refused(path, 'its folders are too deep');
  return names.map((name) => {
    if (name === '' || name === '.' || name === '..') throw refused(path, 'it is not a relative path');
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw refused(path, 'its name is too long');
    const safe = name.replace(UNSAFE, '_');
    return DEVICE.test(safe) ? `_${safe}` : safe;
  });
}

function refused(path: string, reason: string): EngineError {
  return new EngineError('bad-request', `${path.slice(0, 100)} was not taken: ${reason}.`);
}
