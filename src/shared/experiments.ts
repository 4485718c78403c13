import { z } from 'zod';
import { DeviceId, DeviceUsed, ImageSource, Seed } from './setup';

/**
 * The paper's figures and our own, as runs. An experiment is cut into cells, each finished and sent by itself, so that
 * an interrupted one goes on where it was and a plot grows while it runs.
 */

export const ExperimentName = z.enum([
  'fig1',
  'fig2',
  'fig3',
  'fig4a',
  'fig4b',
  'fig5',
  'fig6',
  'features',
  'range',
]);
export type ExperimentName = z.infer<typeof ExperimentName>;

export const ExperimentSpec = z.object({
  name: ExperimentName,
  /** Smaller sizes and the same trends, in a few minutes on two cores; otherwise the paper's settings. */
  quick: z.boolean(),
  seed: Seed,
  device: z.union([z.literal('auto'), DeviceId]),
  /** The pictures of experiments on pictures; without them a bundled sample. */
  images: ImageSource.optional(),
});
export type ExperimentSpec = z.infer<typeof ExperimentSpec>;

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** One measurement: every parameter and every value, by column. */
export const Row = z.record(z.string(), Value);
export type Row = z.infer<typeof Row>;

/** What one cell measured. */
export const CellMeta = z.object({
  /** Names the cell within its experiment: "D 100, beta 30". */
  cell: z.string(),
  rows: z.array(Row),
  /** What the pictures of the frame are called, in their order. */
  pictures: z.array(z.string()),
});
export type CellMeta = z.infer<typeof CellMeta>;

/** A finished cell, as figures take it. */
export interface CellResult extends CellMeta {
  /** [pictures, height, width, channels], 0 to 255; absent where the cell has none. */
  readonly pixels?: { readonly data: Uint8Array; readonly shape: readonly number[] } | undefined;
}

export const ExperimentReport = z.object({
  title: z.string(),
  /** Which data was used, in words. */
  data: z.string(),
  /** What each column of the rows is, with its unit. */
  columns: z.record(z.string(), z.string()),
  /** Every cell, in order: of those that were there before nothing was sent. */
  cells: z.array(z.string()),
  device: DeviceUsed,
  seconds: z.number(),
});
export type ExperimentReport = z.infer<typeof ExperimentReport>;

/** How experiments are called, in print and in lists. */
export const EXPERIMENT_TITLE: Record<ExperimentName, string> = {
  fig1: 'Figure 1: recall by both models',
  fig2: 'Figure 2: twenty memories in one vector',
  fig3: 'Figure 3: error of energy and gradient',
  fig4a: 'Figure 4A: error of retrieval',
  fig4b: 'Figure 4B: reconstructions over β and Y',
  fig5: 'Figure 5: error against the number of memories',
  fig6: 'Figure 6: feature maps compared',
  features: 'Random projections compared',
  range: 'The working range, and what widens it',
};

/** What a source of one's own may hold; nothing where patterns are always generated. */
export const EXPERIMENT_SOURCE: Record<ExperimentName, 'pictures' | 'rows' | null> = {
  fig1: 'pictures',
  fig2: 'pictures',
  fig3: null,
  fig4a: null,
  fig4b: 'pictures',
  fig5: null,
  fig6: 'rows',
  features: null,
  range: 'pictures',
};
