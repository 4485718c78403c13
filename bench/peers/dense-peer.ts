import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { appFolder } from '#engine/root';
import type { Lane } from '../race';

const About = z.object({ numpy: z.string(), blas: z.string(), torch: z.string().nullable() });

/** A Python process that takes dense steps when it is told to. */
export interface DensePeer extends z.infer<typeof About> {
  readonly lane: (library: 'numpy' | 'torch') => Lane;
  readonly end: () => void;
}

/** Null where there is no Python, or none with numpy. */
export async function startDensePeer(
  dim: number,
  numFeatures: number,
  numQueries: number,
  seed: number,
): Promise<DensePeer | null> {
  const script = join(appFolder, 'bench', 'peers', 'dense_drdam.py');
  const sizes = [dim, numFeatures, numQueries, seed].map(String);
  const child = spawn('python3', [script, ...sizes], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const started = await once(child, 'spawn').then(
    () => true,
    () => false,
  );
  const first = started ? await lines.next() : { done: true as const, value: undefined };
  if (first.done) return null;
  return {
    ...About.parse(JSON.parse(first.value)),
    lane: (library) => async () => {
      child.stdin.write(`${library}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error('The dense step in Python ended; what it said stands above.');
      return Number(answer.value);
    },
    end: () => {
      child.stdin.end();
    },
  };
}
