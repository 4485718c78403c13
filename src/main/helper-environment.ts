/**
 * The environment variables that a helper process receives: where files are, which display and graphics card to use,
 * how many threads to start. All others are withheld, above all those that make a process load other code.
 */
const ALLOWED = new Set([
  'PATH',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'SYSTEMROOT',
  'WINDIR',
  'TEMP',
  'TMP',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'TZ',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
  'XDG_CACHE_HOME',
  'NUMBER_OF_PROCESSORS',
  'OMP_NUM_THREADS',
  // locations of graphics drivers and CUDA
  'LD_LIBRARY_PATH',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'CUDA_PATH',
  'CUDA_VISIBLE_DEVICES',
]);

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the allowed variables of this process, with `extra` added. */
export function allowedEnvironment(extra: Environment = {}): Record<string, string> {
  const allowed = Object.entries(process.env).filter(([name]) => ALLOWED.has(name.toUpperCase()));
  const isSet = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;
  return Object.fromEntries([...allowed, ...Object.entries(extra)].filter(isSet));
}
