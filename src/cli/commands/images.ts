import { plural } from '#shared/units';
import { withEngine } from '../engine-session';
import { imageOptions, imageSource } from '../setup-options';
import type { Command } from './command';

export const images: Command = {
  usage: 'images <source>',
  summary: 'describe a source: count, sizes, formats, and every skipped file with its reason',
  maxOperands: 1,
  options: imageOptions,
  run(options, signal) {
    const source = imageSource(options);
    return withEngine(signal, async ({ call }) => {
      const report = await call('images', source);
      const formatCounts = (counts: Record<string, number>) =>
        Object.entries(counts)
          .map(([name, count]) => `${name} ${String(count)}`)
          .join(', ');
      const sizes = report.sizes.map(
        ({ width, height, count }) => `${String(width)}x${String(height)} (${String(count)})`,
      );
      const lines = [
        plural(report.count, 'picture'),
        `formats  ${formatCounts(report.formats)}`,
        `sizes    ${sizes.join(', ')}`,
        ...(Object.keys(report.classes).length > 0 ? [`classes  ${formatCounts(report.classes)}`] : []),
        ...(report.skipped.length > 0 ? [`skipped  ${plural(report.skipped.length, 'file')}`] : []),
        ...report.skipped.map(({ path, reason }) => `  ${path}: ${reason}`),
      ];
      return { text: lines.join('\n'), json: report };
    });
  },
};
