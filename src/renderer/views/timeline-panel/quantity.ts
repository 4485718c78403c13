import { z } from 'zod';

/** What the plot shows against the step: of each model, or of both in lock step. */
export const Quantity = z.enum([
  'energy',
  'slope',
  'distance',
  'nearest',
  'energy-difference',
  'slope-difference',
  'apart',
]);
export type Quantity = z.infer<typeof Quantity>;

/** What a person chose to see of a run: plain, so that a session's file can hold it. */
export const PlotChoice = z.object({ quantity: Quantity, isLog: z.boolean() });
export type PlotChoice = z.infer<typeof PlotChoice>;

export const FIRST_PLOT: PlotChoice = { quantity: 'energy', isLog: false };

interface QuantityLook {
  readonly name: string;
  /** What it is, in a sentence's words. */
  readonly title: string;
  /** What stands at its axis. */
  readonly axis: string;
  /** Its values have both signs. */
  readonly isSigned: boolean;
  /** How far above where it began a quantity is shown, where that says anything. */
  readonly mostRise: number;
}

export const QUANTITIES: Readonly<Record<Quantity, QuantityLook>> = {
  energy: {
    name: 'Energy',
    title: 'Energy of the state',
    axis: 'E',
    isSigned: true,
    mostRise: 1.15,
  },
  slope: {
    name: 'Slope',
    title: 'Length of the gradient over free pixels',
    axis: 'slope',
    isSigned: false,
    mostRise: 10,
  },
  distance: {
    name: 'Distance',
    title: 'Distance to the target, RMS pixel',
    axis: 'RMS pixel',
    isSigned: false,
    mostRise: 2,
  },
  nearest: {
    name: 'Nearest',
    title: 'Distances to the memories that the query comes nearest to, RMS pixel',
    axis: 'RMS pixel',
    isSigned: false,
    mostRise: 2,
  },
  'energy-difference': {
    name: 'Energy apart',
    title: 'Energy in DrDAM less that in MrDAM, at the same step',
    axis: 'E',
    isSigned: true,
    mostRise: Infinity,
  },
  'slope-difference': {
    name: 'Slope apart',
    title: 'Slope in DrDAM less that in MrDAM, at the same step',
    axis: 'slope',
    isSigned: true,
    mostRise: Infinity,
  },
  apart: {
    name: 'States apart',
    title: 'Distance between both states at the same step, RMS pixel',
    axis: 'RMS pixel',
    isSigned: false,
    mostRise: Infinity,
  },
};

/** Those of both models in lock step, drawn in ink: they are neither's. */
export function isDifference(quantity: Quantity): boolean {
  return quantity === 'apart' || quantity.endsWith('-difference');
}

/** A signed value has a logarithm above the lowest, where it has a lowest that means something. */
export function canBeLog(quantity: Quantity): boolean {
  return quantity === 'energy' || !QUANTITIES[quantity].isSigned;
}
