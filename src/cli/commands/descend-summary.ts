import type { DescentReport, PrepareReport } from '#shared/api';
import { recallText } from '#shared/recall-count';
import { blendText, classifyOutcome, OUTCOME_WORDS } from '#shared/outcome';
import type { ModelName } from '#shared/setup';
import { formatBytes, formatCount, formatSeconds, plural } from '#shared/units';
import { MODEL_TITLE } from '#shared/setup';

type Outcome = NonNullable<DescentReport['models'][ModelName]>;

/** Summarises a descent for people: a line for each query and model, then time and memory. */
export function descentSummary(
  prepared: PrepareReport,
  report: DescentReport,
  peakMemoryBytes: number,
  written: readonly string[],
): string {
  const { memories, numMemories, numQueries, targets, shape, dim } = prepared;
  const nameOf = (index: number) => memories[index]?.name ?? String(index);
  const outcomes = Object.entries(report.models) as [ModelName, Outcome][];
  const width = Math.max(...outcomes.map(([model]) => MODEL_TITLE[model].length));
  const lines = [
    `${plural(numMemories, 'memory', 'memories')} stored (D ${formatCount(dim)}${shapeText(shape)})`,
  ];
  for (let query = 0; query < numQueries; query++) {
    const target = targets[query];
    const origin = target === undefined ? '' : ` (${nameOf(target)} corrupted)`;
    lines.push(`query ${String(query)}${origin}${verdictText(report, query)}`);
    for (const [model, outcome] of outcomes) {
      const nearest = outcome.nearest[query] ?? -1;
      const distance = (outcome.distances[query] ?? NaN).toFixed(3);
      const ending = endText(outcome, query, target, nameOf);
      lines.push(`  ${MODEL_TITLE[model].padEnd(width)}  ${nameOf(nearest)}, ${distance} away: ${ending}`);
    }
  }
  lines.push(recallText(report.models, targets), ...predictionLines(report));
  const parameters = outcomes.flatMap(([model, outcome]) =>
    outcome.parameters > 0 ? [`${MODEL_TITLE[model]} ${formatCount(outcome.parameters)}`] : [],
  );
  if (parameters.length > 0) lines.push(`numbers stored: ${parameters.join(', ')}`);
  const times = outcomes.map(([model, { seconds }]) => `${MODEL_TITLE[model]} ${formatSeconds(seconds)}`);
  const { name, reason } = report.device;
  const because = reason === '' ? '' : ` (${reason})`;
  lines.push(`${times.join(', ')} on ${name}${because}; ${formatBytes(peakMemoryBytes)} of memory`);
  return [...lines, ...written.map((path) => `wrote ${path}`)].join('\n');
}

/** Returns a title such as "sample:emoji   K 4   D 12 288   β 60   Y 180 000". */
export function descentTitle(
  source: string,
  { numMemories, dim }: PrepareReport,
  { projection }: Pick<DescentReport, 'projection'>,
  beta: number,
): string {
  const name = source.split(/[\\/]/).at(-1) ?? source;
  const features = projection ? [`Y ${formatCount(projection.numFeatures)}`] : [];
  return [name, `K ${String(numMemories)}`, `D ${formatCount(dim)}`, `β ${String(beta)}`, ...features].join(
    '   ',
  );
}

/** What is predicted of a query's descent in DrDAM, and how far apart both models ended. */
function verdictText({ trust, measured }: DescentReport, query: number): string {
  const verdict = trust?.verdicts[query];
  const distance = measured.endDistances?.[query];
  const predicted = verdict ? [`predicted ${verdict}`] : [];
  const ended = typeof distance === 'number' ? [`both models ended ${distance.toFixed(3)} apart`] : [];
  const parts = [...predicted, ...ended];
  return parts.length > 0 ? `: ${parts.join(', ')}` : '';
}

function shapeText(shape: PrepareReport['shape']): string {
  if (!shape) return '';
  return `, ${String(shape.width)}x${String(shape.height)} ${shape.channels === 1 ? 'grey' : 'RGB'}`;
}

/** Describes how the descent of a query ended. */
function endText(
  outcome: Outcome,
  query: number,
  target: number | undefined,
  nameOf: (memory: number) => string,
): string {
  const ending = classifyOutcome(outcome, query, target);
  if (ending === 'frozen') return 'frozen: φ·T is at its lower bound, so the gradient is 0';
  if (ending === 'diverged') return OUTCOME_WORDS[ending];
  const since = outcome.converged[query] ?? -1;
  const isSaddle = (outcome.curvatures?.[query] ?? 1) <= 0;
  const motion = since < 0 ? 'still moving' : `at rest since step ${String(since)}`;
  const blend = ending === 'blended' ? ` (${blendText(outcome, query, nameOf)})` : '';
  return `${OUTCOME_WORDS[ending]}${blend}, ${motion}${isSaddle ? ', not a minimum' : ''}`;
}

/** Lists the predictions for DrDAM beside the measured values. */
function predictionLines({ trust, measured }: DescentReport): string[] {
  if (!trust) return [];
  const measuredText = (value: number | null, digits: (value: number) => string) =>
    value === null ? '' : `, measured ${digits(value)}`;
  const short = (value: number) => value.toPrecision(2);
  const fixed = (value: number) => value.toFixed(3);
  return [
    `predicted: lowest signal-to-noise ${short(Math.min(...trust.signalToNoise))}, noise wells ${trust.noiseWells.toFixed(2)} of a memory's depth, β* ${trust.separatingBeta.toPrecision(3)}`,
    `  energy error at the queries ${short(trust.energyError)}${measuredText(measured.energyError, short)}`,
    `  pixel noise ${fixed(trust.pixelNoise)}${measuredText(measured.pixelNoise, fixed)}`,
  ];
}
