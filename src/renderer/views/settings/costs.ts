import type { DescentReport } from '#shared/api';
import { formatEstimate, formatBytes } from '#shared/units';
import type { Settings } from '../../domain/settings/settings';

/** Seconds per step of the last run, both models together; null before the first run. */
export function secondsPerStep(report: DescentReport | null, { steps }: Settings): number | null {
  if (!report) return null;
  const spent = Object.values(report.models).reduce((sum, { seconds }) => sum + seconds, 0);
  return spent / steps;
}

/** Estimates the time to rebuild DrDAM's vector with `numFeatures` features from the time it took last. */
export function rebuildCost(
  report: DescentReport | null,
  numFeatures: number,
  { numFeatures: before }: Settings,
): string {
  if (!report) return 'Rebuilds DrDAM’s vector';
  return `Rebuilds DrDAM’s vector, about ${formatEstimate((report.setupSeconds * numFeatures) / before)}`;
}

/** Describes the memory that the projection S takes, and what it would take as a matrix. */
export function projectionCost({ numFeatures, projection }: Settings, dim: number): string {
  if (dim === 0) return '';
  const matrix = formatBytes(4 * numFeatures * dim);
  const isMatrix = projection === 'gaussian' || projection === 'orthogonal';
  if (isMatrix || (projection === 'auto' && dim < 128)) return `${matrix} of random numbers`;
  return `${formatBytes(16 * numFeatures)}; Gaussian would take ${matrix}`;
}
