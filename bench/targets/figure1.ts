import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { appFolder } from '#engine/root';
import { median } from '#engine/statistics';
import type { Row } from '../rows';
import { row } from '../rows';
import type { BenchOptions } from '../section';

const Report = z.object({
  seconds: z.object({ mrdam: z.number(), drdam: z.number() }),
  setupSeconds: z.number(),
  peakMemoryBytes: z.number(),
});

const COMMAND =
  'descend sample:emoji --size 64 --memories 4 --queries 4 --features 180000 --steps 300 --clamp --device cpu --json';

/** The paper's Figure 1 as the command line descends it, each time in a process of its own. */
export async function figure1({ quick }: BenchOptions): Promise<Row[]> {
  const program = join(appFolder, 'out', 'main', 'cli.js');
  const runs: z.infer<typeof Report>[] = [];
  for (let round = 0; round < (quick ? 2 : 5); round++) {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...COMMAND.split(' ')], {
      maxBuffer: 2 ** 26,
    });
    runs.push(Report.parse(JSON.parse(stdout)));
  }
  const mid = (of: (run: z.infer<typeof Report>) => number) => median(runs.map(of));
  const [mrdam, drdam] = [mid(({ seconds }) => seconds.mrdam), mid(({ seconds }) => seconds.drdam)];
  const split = `MrDAM ${mrdam.toFixed(2)} s, DrDAM ${drdam.toFixed(2)} s, set-up ${mid((run) => run.setupSeconds).toFixed(2)} s`;
  return [
    row('Figure 1, 300 steps of both models', mrdam + drdam, 's', { target: { atMost: 3 }, note: split }),
    row('Figure 1, most memory, resident', Math.max(...runs.map((run) => run.peakMemoryBytes)) / 1e6, 'MB', {
      target: { atMost: 400 },
    }),
  ];
}
