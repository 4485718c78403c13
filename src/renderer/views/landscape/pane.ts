import type { Theme } from '../../theme/theme';
import type { ScenePoint, HeightField } from '../../scene/height-field';
import type { ScreenPoint, ViewCamera } from '../../scene/view-camera';
import type { ColorMapName } from '#shared/colormap';
import type { ModelName } from '#shared/setup';
import { tickText } from '#shared/ticks';
import type { CanvasContext } from '../canvas-context';
import type { Sizes } from './pane-layout';

/** A model in a pane, and the surface on which its states and paths lie. */
export interface ModelLayer {
  readonly model: ModelName;
  readonly heightField: HeightField;
}

/** One pane of the stage, as the annotations need it. */
export interface Pane {
  /** The model whose camera the pane uses, and whose energies are read where it shows one model. */
  readonly model: ModelName;
  readonly heightField: HeightField;
  readonly layers: readonly ModelLayer[];
  readonly isDifference: boolean;
  readonly colorMap: ColorMapName;
  readonly camera: ViewCamera;
  readonly sizes: Sizes;
}

/** A point of the surface on the screen, and whether the slab hides it. */
export interface Spot extends ScreenPoint {
  readonly isVisible: boolean;
}

export function spotOf(pane: Pane, u: number, v: number): Spot {
  return spotAt(pane, pane.heightField.pointAt(u, v));
}

export function spotAt({ heightField, camera }: Pane, { x, y, z }: ScenePoint): Spot {
  return { ...camera.project(x, y, z), isVisible: heightField.isVisible({ x, y: y + 0.02, z }, camera.eye) };
}

/** Letters on marks in a model's colour are dark in both themes, for contrast. */
export const LETTER_ON_MODEL = '#0B0D10';

export function textFont(size: number, weight: number, theme: Theme): string {
  return `${String(weight)} ${String(size)}px ${theme.font}`;
}

export function symbolFont(size: number, theme: Theme): string {
  return `italic 500 ${String(size)}px ${theme.mathFont}`;
}

/** The width in px of the halo around a text, on each side. */
const HALO = 2.5;

/** Fills a text over a halo in the colour of the stage, so that it can be read also where a surface lies under it. */
export function fillTextOnStage(
  context: CanvasContext,
  text: string,
  x: number,
  y: number,
  theme: Theme,
): void {
  context.save();
  context.strokeStyle = theme.stage;
  context.lineWidth = 2 * HALO;
  context.lineJoin = 'round';
  context.strokeText(text, x, y);
  context.restore();
  context.fillText(text, x, y);
}

/** Returns the text of a number on an axis; zero has no decimals. */
export function axisLabel(value: number, step: number): string {
  return Math.abs(value) < step / 2 ? '0' : tickText(value, step);
}

/** Loads the fonts of the annotations, because a canvas does not wait for them. */
export async function loadFonts(theme: Theme): Promise<void> {
  const fonts = [
    textFont(11, 500, theme),
    textFont(12, 450, theme),
    textFont(15, 600, theme),
    symbolFont(15, theme),
  ];
  await Promise.all(fonts.map((font) => document.fonts.load(font, 'Euv0')));
}
