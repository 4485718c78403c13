import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { appFolder } from '#engine/root';
import type { Task } from '../timing';

const About = z.object({ version: z.string(), blas: z.string() });

/** A Python process that takes a dense step when it is told to: as the formulas stand, or in the order that is fastest. */
export interface DensePeer extends z.infer<typeof About> {
  readonly task: Task;
  readonly end: () => void;
}

/** Null where no Python has the library. */
export async function startDensePeer(
  library: 'numpy' | 'torch',
  way: 'plain' | 'tuned',
  sizes: readonly [dim: number, numFeatures: number, numQueries: number, seed: number],
): Promise<DensePeer | null> {
  const python = pythonWith(library);
  if (python === undefined) return null;
  const script = join(appFolder, 'bench', 'peers', 'dense_drdam.py');
  const child = spawn(python, [script, library, way, ...sizes.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const line = await lines.next();
    if (line.done) throw new Error('The dense step in Python ended; what it said stands above.');
    return line.value;
  };
  return {
    ...About.parse(JSON.parse(await answer())),
    task: async () => {
      child.stdin.write('step\n');
      return Number(await answer());
    },
    end: () => {
      child.stdin.end();
    },
  };
}

/** The first Python that has a library: that of the system's packages, or the person's own. */
function pythonWith(library: string): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (name) => spawnSync(name, ['-c', `import numpy, ${library}`], { stdio: 'ignore' }).status === 0,
  );
}
