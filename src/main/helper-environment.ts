/**
 * What a helper may know of the environment: where things lie, which screen and graphics card there is, how many
 * threads to use. Anything else, above all what makes a process load other code, stays behind.
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
  // where graphics drivers and CUDA lie
  'LD_LIBRARY_PATH',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'CUDA_PATH',
  'CUDA_VISIBLE_DEVICES',
]);

export function allowedEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const passed = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && ALLOWED.has(entry[0].toUpperCase()),
  );
  return { ...Object.fromEntries(passed), ...extra };
}
