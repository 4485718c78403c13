import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SampleReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import { samplesFolder } from '../root';

/** The description that the build writes beside each bundled set (scripts/samples.ts). */
export const SampleCard = z.object({ title: z.string(), count: z.int(), notice: z.string() });
export type SampleCard = z.infer<typeof SampleCard>;

/** Returns the names of the bundled sets, sorted; none before the build. */
export function sampleNames(): string[] {
  return existsSync(samplesFolder) ? readdirSync(samplesFolder).sort() : [];
}

/** Handles `samples`: describes every bundled set. */
export function listSamples(): Promise<SampleReport[]> {
  return Promise.all(
    sampleNames().map(async (name) => {
      const card: unknown = JSON.parse(await readFile(join(samplesFolder, name, 'sample.json'), 'utf8'));
      return { source: `sample:${name}`, ...SampleCard.parse(card) };
    }),
  );
}

/**
 * Returns the path of the array file or the folder of a bundled set.
 * @throws EngineError `not-found` if there is no such set.
 */
export function samplePath(name: string): string {
  const names = sampleNames();
  if (!names.includes(name)) {
    const next =
      names.length > 0 ? `Choose one of these: ${names.join(', ')}.` : 'Build them with "npm run build".';
    throw new EngineError('not-found', `There is no sample set "${name}".`, next);
  }
  const folder = join(samplesFolder, name);
  const arrays = readdirSync(folder).find((file) => file.includes('idx3-ubyte'));
  return arrays ? join(folder, arrays) : join(folder, 'pictures');
}
