import type { MemoriesReport } from '#shared/memories-report';
import { formatCount, plural } from '#shared/units';
import { withEngine } from '../engine-session';
import { memoriesSpec, memoryOptions, modelOptions } from '../setup-options';
import { version } from '#engine/version';
import type { Command } from './command';

/** The summary lists this many memories, the most crowded first; --json lists all. */
const MAX_LISTED = 16;

export const memories: Command = {
  usage: 'memories <source>',
  summary: 'measure distances between memories and the lowest β that keeps every memory',
  maxOperands: 1,
  options: { ...memoryOptions, ...(modelOptions.beta && { beta: modelOptions.beta }) },
  run(options, signal) {
    const params = { memories: memoriesSpec(options), beta: options.number('beta', { above: 0 }) };
    return withEngine(signal, async ({ call, notices }) => {
      const report = await call('inspect', params);
      return { text: summary(report), json: { command: 'memories', version, ...params, ...report, notices } };
    });
  },
};

function summary({ memories, dim, beta, ...report }: MemoriesReport): string {
  const minima = memories.filter(({ curvature }) => curvature > 0).length;
  const minimaFrom =
    report.smallestBeta === null
      ? 'no β makes every memory a minimum: two memories nearly coincide'
      : `every memory is a well-conditioned minimum from β ${report.smallestBeta.toPrecision(4)}`;
  const crowded = [...memories].sort((a, b) => a.distance - b.distance).slice(0, MAX_LISTED);
  const width = Math.max(...crowded.map(({ name }) => name.length));
  return [
    `${plural(memories.length, 'memory', 'memories')}, D ${formatCount(dim)}, mean squared distance to their centroid ${report.meanSquare.toPrecision(3)}`,
    `β* ${report.separatingBeta.toPrecision(4)}: below it the centroid is deeper than the memories`,
    minimaFrom,
    `at β ${String(beta)}: K_eff ${report.effectiveMemories.toPrecision(4)}, the energy is convex at ${String(minima)} of ${String(memories.length)}`,
    `${'memory'.padEnd(width)}  nearest  slope    curvature`,
    ...crowded.map(
      ({ name, distance, slope, curvature }) =>
        `${name.padEnd(width)}  ${distance.toFixed(4)}   ${slope.toExponential(1)}  ${curvature.toFixed(4)}`,
    ),
    ...(memories.length > crowded.length ? [`and ${String(memories.length - crowded.length)} more`] : []),
  ].join('\n');
}
