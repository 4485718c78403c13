/** The environment of the software GPU, as scripts/test.mjs found it; undefined where there is none. */
export const softwareGpu = JSON.parse(process.env.MNEMOSCOPE_SOFTWARE_GPU ?? 'null') as
  Record<string, string> | undefined | null;

/**
 * Lets WebGPU run in this process on the software GPU; call before the first use of a device. Returns a function that
 * hides it again from the processes that this one starts.
 */
export function useSoftwareGpu(): () => void {
  const before = Object.keys(softwareGpu ?? {}).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, softwareGpu);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
}
