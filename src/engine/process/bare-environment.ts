/** The variables that locate programs, libraries and the system. */
const REQUIRED = new Set([
  'PATH',
  'LD_LIBRARY_PATH',
  'SYSTEMROOT',
  'WINDIR',
  'TEMP',
  'TMP',
  'TMPDIR',
  'NUMBER_OF_PROCESSORS',
]);

/**
 * Returns the environment of a helper that runs a custom energy's graph. It contains no secret, nor the path of one.
 */
export function minimalEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && REQUIRED.has(entry[0].toUpperCase()),
    ),
  );
}
