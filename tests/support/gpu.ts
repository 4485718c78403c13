/** The environment of the software GPU, as scripts/test.mjs found it; undefined where there is none. */
export const softwareGpu = JSON.parse(process.env.MNEMOSCOPE_SOFTWARE_GPU ?? 'null') as
  Record<string, string> | undefined | null;
