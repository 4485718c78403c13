import type { BenchOptions } from './section';
import type { Row } from './rows';
import { row } from './rows';
import { adding } from './targets/adding';
import { againstDense } from './targets/dense';
import { figure1 } from './targets/figure1';
import { landscapes } from './targets/landscapes';
import { mrdamFractions } from './targets/mrdam';

/** What the app shall reach, beside what it reaches here. */
export async function targetsBench(options: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of [figure1, againstDense, mrdamFractions, landscapes, adding])
    rows.push(...(await part(options)));
  const note = 'how the window answers and when the first states are seen, `npm run bench:window` prints';
  return [...rows, row('window', null, '', { note })];
}
