import { z } from 'zod';
import { invariant } from './errors';
import type { FrameArray } from './rpc/frame';
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

/** What an engine can be asked for, and by which version of the app it is measured: other versions' cells are not mixed. */
export const ExperimentList = z.object({ version: z.string(), names: z.array(ExperimentName) });
export type ExperimentList = z.infer<typeof ExperimentList>;

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

const About = z.object({
  /** Which data is used, in words. */
  data: z.string(),
  /** Names what was drawn, so that cells of two draws are not mixed; empty where the data are generated. */
  stamp: z.string(),
  /** What each column of the rows is, with its unit. */
  columns: z.record(z.string(), z.string()),
  device: DeviceUsed,
});

/** What an experiment will do, before it does it. */
export const ExperimentPlan = About.extend({
  /** Every cell in order, and about how long it will take on this machine. */
  cells: z.array(z.object({ cell: z.string(), seconds: z.number() })),
});
export type ExperimentPlan = z.infer<typeof ExperimentPlan>;

/** A frame of the method `experiment` as a finished cell. */
export function cellFromFrame(meta: CellMeta, { pixels }: Readonly<Record<string, FrameArray>>): CellResult {
  if (!pixels) return meta;
  const { data, shape } = pixels;
  invariant(data instanceof Uint8Array, 'pixels are bytes');
  return { ...meta, pixels: { data, shape } };
}

export const ExperimentReport = About.extend({
  title: z.string(),
  /** Every cell, in order: of those that were there before nothing was sent. */
  cells: z.array(z.string()),
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

/** What each shows, in a sentence. */
export const EXPERIMENT_ABOUT: Record<ExperimentName, string> = {
  fig1: 'Four pictures recalled from a third of their pixels, and the energy on the way.',
  fig2: 'Twenty pictures in one vector, each recalled from three fifths of its pixels.',
  fig3: 'How far the energy and gradient of DrDAM are from those of MrDAM, over Y, β and D.',
  fig4a: 'How far from MrDAM the descents of DrDAM end, over Y, β and D.',
  fig4b: 'One picture recalled by DrDAM over β and Y, beside MrDAM.',
  fig5: 'How the error grows with the number of memories.',
  fig6: 'SinCos, Cos, Exp and ExpExp, and how far each is from MrDAM.',
  features: 'Gaussian, orthogonal and structured rows, at equal Y, time and memory.',
  range: 'How much may be missing before DrDAM fails, and which options help.',
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
