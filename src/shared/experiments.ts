import { z } from 'zod';
import { invariant } from './errors';
import type { FrameArray } from './rpc/frame';
import { DeviceId, DeviceUsed, ImageSource, Seed } from './setup';

/**
 * The names of the experiments: the paper's figures, and three beyond the paper. An experiment consists of
 * cells, each of which is computed and sent by itself. An interrupted experiment therefore resumes with its
 * next cell, and its plot grows while it runs.
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
  'recall',
]);
export type ExperimentName = z.infer<typeof ExperimentName>;

/** What the experiment `recall` varies: how queries are corrupted, and the parameter that its curves differ in. */
export const RecallAxes = z.object({
  corruption: z.enum(['occlude', 'noise', 'flip']),
  curves: z.enum(['beta', 'features', 'memories']),
});
export type RecallAxes = z.infer<typeof RecallAxes>;

/** The axes of `recall` where none are chosen. */
export const DEFAULT_RECALL_AXES: RecallAxes = { corruption: 'occlude', curves: 'beta' };

/** The settings of an experiment. */
export const ExperimentSpec = z.object({
  name: ExperimentName,
  /**
   * True for smaller sizes, which show the same trends in minutes on two cores; false for the paper's
   * settings.
   */
  quick: z.boolean(),
  seed: Seed,
  device: z.union([z.literal('auto'), DeviceId]),
  /** The pictures for experiments on pictures; a bundled sample if left out. */
  images: ImageSource.optional(),
  /** Of `recall` alone; `DEFAULT_RECALL_AXES` if left out. */
  recall: RecallAxes.optional(),
});
export type ExperimentSpec = z.infer<typeof ExperimentSpec>;

/**
 * The experiments that an engine can run, and the app's version. Cells of different versions are never
 * combined.
 */
export const ExperimentList = z.object({ version: z.string(), names: z.array(ExperimentName) });
export type ExperimentList = z.infer<typeof ExperimentList>;

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One measurement: its parameters and its values, by column. */
export const Row = z.record(z.string(), Value);
export type Row = z.infer<typeof Row>;

/** The measurements of one cell. */
export const CellMeta = z.object({
  /** The cell's name, which is unique within its experiment: "D 100, beta 30". */
  cell: z.string(),
  rows: z.array(Row),
  /** The names of the frame's pictures, in their order. */
  pictures: z.array(z.string()),
});
export type CellMeta = z.infer<typeof CellMeta>;

/** A finished cell with its pictures. */
export interface CellResult extends CellMeta {
  /** [pictures, height, width, channels], 0 to 255; undefined where the cell has no pictures. */
  readonly pixels?: { readonly data: Uint8Array; readonly shape: readonly number[] } | undefined;
}

const About = z.object({
  /** A description of the data, as a phrase for people. */
  data: z.string(),
  /**
   * Identifies the sampled data, so that cells of different samples are never combined; empty for generated
   * data.
   */
  stamp: z.string(),
  /** The meaning and unit of each column of the rows. */
  columns: z.record(z.string(), z.string()),
  device: DeviceUsed,
});

/** An experiment's cells and data, before it runs. */
export const ExperimentPlan = About.extend({
  /** Every cell in order, with an estimate of its time on this machine. */
  cells: z.array(z.object({ cell: z.string(), seconds: z.number() })),
});
export type ExperimentPlan = z.infer<typeof ExperimentPlan>;

/**
 * Returns a frame of the method `experiment` as a finished cell.
 *
 * @throws EngineError if the pictures are not bytes.
 */
export function cellFromFrame(meta: CellMeta, { pixels }: Readonly<Record<string, FrameArray>>): CellResult {
  if (!pixels) return meta;
  const { data, shape } = pixels;
  invariant(data instanceof Uint8Array, 'pixels are bytes');
  return { ...meta, pixels: { data, shape } };
}

/** The result of an experiment. Its measurements come in the frames. */
export const ExperimentReport = About.extend({
  title: z.string(),
  /** Every cell in order, including those of the call's `done`, for which no frame was sent. */
  cells: z.array(z.string()),
  seconds: z.number(),
});
export type ExperimentReport = z.infer<typeof ExperimentReport>;

/** The experiments' titles, in figures and lists. */
export const EXPERIMENT_TITLE: Record<ExperimentName, string> = {
  fig1: 'Figure 1: recall by both models',
  fig2: 'Figure 2: twenty memories in one vector',
  fig3: 'Figure 3: error of energy and gradient',
  fig4a: 'Figure 4A: error of retrieval',
  fig4b: 'Figure 4B: reconstructions over β and Y',
  fig5: 'Figure 5: error against the number of memories',
  fig6: 'Figure 6: feature maps compared',
  features: 'Random projections compared',
  range: 'When DrDAM fails, and what helps',
  recall: 'Recall rate against corruption',
};

/** A sentence for each experiment on what it shows. */
export const EXPERIMENT_ABOUT: Record<ExperimentName, string> = {
  fig1: 'Four pictures recalled from a third of their pixels, at the β of the paper and at twice it.',
  fig2: 'Twenty pictures in one vector, each recalled from three fifths of its pixels.',
  fig3: 'How far the energy and gradient of DrDAM are from those of MrDAM, over Y, β and D.',
  fig4a: 'How far from MrDAM the descents of DrDAM end, over Y, β and D.',
  fig4b: 'One picture recalled by DrDAM over β and Y, beside MrDAM.',
  fig5: 'How the error grows with the number of memories.',
  fig6: 'SinCos, Cos, Exp and ExpExp, and how far each is from MrDAM.',
  features: 'Gaussian, orthogonal and structured rows, at equal Y, time and memory.',
  range: 'How much may be missing before DrDAM fails, and which options help.',
  recall: 'How many queries are recalled as more of them is missing or wrong, over β, Y or K.',
};

/** What a chosen data source must hold; null where the patterns are always generated. */
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
  recall: 'pictures',
};
