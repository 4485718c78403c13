import { z } from 'zod';

export const QUANTITY_IDS = [
  'energy',
  'slope',
  'distance',
  'nearest-memories',
  'energy-difference',
  'slope-difference',
  'model-distance',
] as const;

/** The ids that session files of earlier versions hold. */
const EARLIER_IDS: Readonly<Record<string, Quantity>> = {
  nearest: 'nearest-memories',
  apart: 'model-distance',
};

/** What the plot shows against the step: a value of each model, or a comparison of both at the same step. */
export const Quantity = z.preprocess(
  (id) => (typeof id === 'string' ? (EARLIER_IDS[id] ?? id) : id),
  z.enum(QUANTITY_IDS),
);
export type Quantity = (typeof QUANTITY_IDS)[number];

/** What the plot shows of a run. Session files hold it. */
export const PlotChoice = z.object({ quantity: Quantity, isLog: z.boolean() });
export type PlotChoice = z.infer<typeof PlotChoice>;

export const DEFAULT_PLOT: PlotChoice = { quantity: 'energy', isLog: false };

interface QuantityInfo {
  readonly name: string;
  /** A short explanation. */
  readonly title: string;
  /** The label of its axis. */
  readonly axis: string;
  /** The title of its axis in a figure, with the unit. */
  readonly figureAxis: string;
  /** Whether it is in the unit of the energy. */
  readonly isEnergy: boolean;
  /** Its name in the columns of CSV files, which people's programs read: it stays as it is. */
  readonly column: string;
  /** Whether its values have both signs. */
  readonly isSigned: boolean;
  /** The plot is cut at this multiple of the value at step 0; Infinity means that it is not. */
  readonly maxRise: number;
  /** Whether it compares both models at the same step. Its curves then have the text colour, not a model's. */
  readonly comparesModels: boolean;
}

export const QUANTITIES: Readonly<Record<Quantity, QuantityInfo>> = {
  energy: {
    name: 'Energy',
    title: 'Energy of the state',
    axis: 'E',
    figureAxis: 'Energy E (pixel²)',
    isEnergy: true,
    column: 'energy',
    isSigned: true,
    maxRise: 1.15,
    comparesModels: false,
  },
  slope: {
    name: 'Slope',
    title: 'Length of the gradient over free pixels',
    axis: 'slope',
    figureAxis: 'Slope (RMS pixel)',
    isEnergy: false,
    column: 'slope',
    isSigned: false,
    maxRise: 10,
    comparesModels: false,
  },
  distance: {
    name: 'Distance',
    title: 'Distance to the target, RMS pixel',
    axis: 'RMS pixel',
    figureAxis: 'Distance to the target (RMS pixel)',
    isEnergy: false,
    column: 'distance',
    isSigned: false,
    maxRise: 2,
    comparesModels: false,
  },
  'nearest-memories': {
    name: 'Nearest memories',
    title: 'Distances to the memories that the query comes nearest to, RMS pixel',
    axis: 'RMS pixel',
    figureAxis: 'Distance to memories (RMS pixel)',
    isEnergy: false,
    column: 'nearest',
    isSigned: false,
    maxRise: 2,
    comparesModels: false,
  },
  'energy-difference': {
    name: 'Energy difference',
    title: 'Energy in DrDAM minus that in MrDAM, at the same step',
    axis: 'E',
    figureAxis: 'E in DrDAM − E in MrDAM (pixel²)',
    isEnergy: true,
    column: 'energy_difference',
    isSigned: true,
    maxRise: Infinity,
    comparesModels: true,
  },
  'slope-difference': {
    name: 'Slope difference',
    title: 'Slope in DrDAM minus that in MrDAM, at the same step',
    axis: 'slope',
    figureAxis: 'Slope in DrDAM − slope in MrDAM (RMS pixel)',
    isEnergy: false,
    column: 'slope_difference',
    isSigned: true,
    maxRise: Infinity,
    comparesModels: true,
  },
  'model-distance': {
    name: 'Model distance',
    title: 'Distance between both states at the same step, RMS pixel',
    axis: 'RMS pixel',
    figureAxis: 'Distance between both states (RMS pixel)',
    isEnergy: false,
    column: 'apart',
    isSigned: false,
    maxRise: Infinity,
    comparesModels: true,
  },
};

/** Whether a quantity compares both models at the same step. */
export function isModelDifference(quantity: Quantity): boolean {
  return QUANTITIES[quantity].comparesModels;
}

/** A signed quantity has a logarithmic scale only above a meaningful minimum, which the energy alone has. */
export function canBeLog(quantity: Quantity): boolean {
  return quantity === 'energy' || !QUANTITIES[quantity].isSigned;
}
