import { modelDash } from '#shared/model-marks';
import type { ModelName } from '#shared/setup';
import type { Theme } from '../../theme/theme';
import type { Font, Stroke } from './marks';

export const MODELS = ['mrdam', 'drdam'] as const;

/** MrDAM is dashed, DrDAM solid and a custom energy dotted, so that they differ also without colour. */
export function modelStroke(model: ModelName, theme: Theme, isMain = true): Stroke {
  const line = isMain ? { width: 2.25, alpha: 1 } : { width: 1.25, alpha: 0.5 };
  const dash = modelDash(model, isMain ? 'curve' : 'thin-curve');
  return { color: theme[model], ...(dash.length > 0 && { dash }), ...line };
}

/** The stroke of a model's curve, or of one that compares both models. */
export function seriesStroke(model: ModelName | null, theme: Theme, isMain: boolean): Stroke {
  if (model) return modelStroke(model, theme, isMain);
  return isMain ? { color: theme.ink1, width: 2.25 } : { color: theme.ink3, width: 1.25, alpha: 0.5 };
}

/** The fonts of canvases, as the style sheets define them. */
export function fonts(theme: Theme): Readonly<Record<'small' | 'body' | 'strong' | 'symbol', Font>> {
  return {
    small: { family: theme.font, size: 11, weight: 500 },
    body: { family: theme.font, size: 12, weight: 450 },
    strong: { family: theme.font, size: 12, weight: 600 },
    symbol: { family: theme.mathFont, size: 15, weight: 500, isItalic: true },
  };
}
