/** The environment of the software GPU, as scripts/test.mjs found it; undefined where there is none. */
export const softwareGpu = JSON.parse(process.env.MNEMOSCOPE_SOFTWARE_GPU ?? 'null') as
  Record<string, string> | undefined | null;

/** Lets WebGPU run in this process on the software GPU; call before the first use of a device. */
export function useSoftwareGpu(): void {
  Object.assign(process.env, softwareGpu);
}
