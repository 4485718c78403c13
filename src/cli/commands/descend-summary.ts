import type { DescentReport, PreparedReport } from '#shared/api';
import type { ModelName } from '#shared/setup';
import { formatBytes, formatCount, formatSeconds, plural } from '#shared/units';
import { MODEL_TITLE } from '#shared/setup';

type Outcome = NonNullable<DescentReport['models'][ModelName]>;

/** What was recalled, for people: a line for each query and model, then time and memory. */
export function descentSummary(
  prepared: PreparedReport,
  report: DescentReport,
  peakMemoryBytes: number,
  written: readonly string[],
): string {
  const { memories, numQueries, targets, shape, dim } = prepared;
  const nameOf = (index: number) => memories[index]?.name ?? String(index);
  const outcomes = Object.entries(report.models) as [ModelName, Outcome][];
  const width = Math.max(...outcomes.map(([model]) => MODEL_TITLE[model].length));
  const lines = [
    `${plural(memories.length, 'memory', 'memories')} stored (D ${formatCount(dim)}${shapeText(shape)})`,
  ];
  for (let query = 0; query < numQueries; query++) {
    const target = targets[query];
    const origin = target === undefined ? '' : ` (${nameOf(target)} damaged)`;
    lines.push(`query ${String(query)}${origin}`);
    for (const [model, outcome] of outcomes) {
      const found = outcome.nearest[query] ?? -1;
      const distance = (outcome.distances[query] ?? NaN).toFixed(3);
      const verdict = target === undefined ? '' : found === target ? '  recalled' : '  NOT the right memory';
      lines.push(
        `  ${MODEL_TITLE[model].padEnd(width)}  ${nameOf(found)}, ${distance} away${verdict}${fate(outcome, query)}`,
      );
    }
  }
  const times = outcomes.map(([model, { seconds }]) => `${MODEL_TITLE[model]} ${formatSeconds(seconds)}`);
  const { name, reason } = report.device;
  const because = reason === '' ? '' : ` (${reason})`;
  lines.push(`${times.join(', ')} on ${name}${because}; ${formatBytes(peakMemoryBytes)} of memory`);
  return [...lines, ...written.map((path) => `wrote ${path}`)].join('\n');
}

/** "sample:emoji   K 4   D 12 288   β 60   Y 180 000" */
export function descentTitle(
  source: string,
  { memories, dim }: PreparedReport,
  { projection }: Pick<DescentReport, 'projection'>,
  beta: number,
): string {
  const name = source.split(/[\\/]/).at(-1) ?? source;
  const features = projection ? [`Y ${formatCount(projection.numFeatures)}`] : [];
  return [
    name,
    `K ${String(memories.length)}`,
    `D ${formatCount(dim)}`,
    `β ${String(beta)}`,
    ...features,
  ].join('   ');
}

function shapeText(shape: PreparedReport['shape']): string {
  if (!shape) return '';
  return `, ${String(shape.width)}x${String(shape.height)} ${shape.channels === 1 ? 'grey' : 'RGB'}`;
}

/** What is to be known of a query that did not simply come to rest. */
function fate({ stopped, clipped }: Outcome, query: number): string {
  if ((stopped[query] ?? -1) >= 0) return '  diverged';
  return clipped[query] ? '  frozen: φ·T is at its clip, so the gradient is 0' : '';
}
