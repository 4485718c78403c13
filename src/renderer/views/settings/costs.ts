import type { DescentReport } from '#shared/api';
import { formatEstimate, formatBytes } from '#shared/units';
import type { Settings } from '../../domain/settings/settings';

/** What a step took in the last run, both models together; null before there was one. */
export function secondsPerStep(report: DescentReport | null, { steps }: Settings): number | null {
  if (!report) return null;
  const spent = Object.values(report.models).reduce((sum, { seconds }) => sum + seconds, 0);
  return spent / steps;
}

/** What summing T with so many features takes, from what it took last. */
export function rebuildCost(
  report: DescentReport | null,
  numFeatures: number,
  { numFeatures: before }: Settings,
): string {
  if (!report) return 'Rebuilds T';
  return `Rebuilds T, about ${formatEstimate((report.setupSeconds * numFeatures) / before)}`;
}

/** What S takes, beside what it would take as a matrix. */
export function projectionCost({ numFeatures, projection }: Settings, dim: number): string {
  if (dim === 0) return '';
  const matrix = formatBytes(4 * numFeatures * dim);
  const isMatrix = projection === 'gaussian' || projection === 'orthogonal';
  if (isMatrix || (projection === 'auto' && dim < 128)) return `${matrix} of random numbers`;
  return `${formatBytes(16 * numFeatures)}; Gaussian would take ${matrix}`;
}
