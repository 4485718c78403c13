import type { MemoriesReport } from '#shared/api';
import { formatCount, plural } from '#shared/units';
import { withEngine } from '../engine-session';
import { memoriesSpec, memoryOptions, modelOptions } from '../setup-options';
import { version } from '#engine/version';
import type { Command } from './command';

/** Memories named in the summary, the most crowded first; --json has all. */
const MOST_NAMED = 16;

export const memories: Command = {
  usage: 'memories <source>',
  summary: 'how stored pictures lie to each other, and from which β on all are minima',
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

function summary({ memories: all, dim, beta, ...report }: MemoriesReport): string {
  const minima = all.filter(({ curvature }) => curvature > 0).length;
  const from =
    report.smallestBeta === null
      ? 'no β: two are all but the same'
      : `β ${report.smallestBeta.toPrecision(4)}`;
  const crowded = [...all].sort((a, b) => a.distance - b.distance).slice(0, MOST_NAMED);
  const width = Math.max(...crowded.map(({ name }) => name.length));
  return [
    `${plural(all.length, 'memory', 'memories')}, D ${formatCount(dim)}, mean squared distance from their centroid ${report.meanSquare.toPrecision(3)}`,
    `β* ${report.separatingBeta.toPrecision(4)}: below it the centroid lies deeper than the memories`,
    `all are well-conditioned minima from ${from}`,
    `at β ${String(beta)}: K_eff ${report.effectiveMemories.toPrecision(4)}, the energy curves upwards at ${String(minima)} of ${String(all.length)}`,
    `${'memory'.padEnd(width)}  next at  slope    curvature`,
    ...crowded.map(
      ({ name, distance, slope, curvature }) =>
        `${name.padEnd(width)}  ${distance.toFixed(4)}   ${slope.toExponential(1)}  ${curvature.toFixed(4)}`,
    ),
    ...(all.length > crowded.length ? [`and ${String(all.length - crowded.length)} more`] : []),
  ].join('\n');
}
