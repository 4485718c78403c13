/** Where programs, libraries and the system lie. */
const NEEDED = new Set([
  'PATH',
  'LD_LIBRARY_PATH',
  'SYSTEMROOT',
  'WINDIR',
  'TEMP',
  'TMP',
  'TMPDIR',
  'NUMBER_OF_PROCESSORS',
]);

/** The environment of a helper that runs what a person brought: nothing in it is a secret, or leads to one. */
export function minimalEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && NEEDED.has(entry[0].toUpperCase()),
    ),
  );
}
