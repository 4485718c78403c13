/** A flat drawing as data, so that the same plot can be painted on a canvas and written as SVG. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

export interface Font {
  readonly family: string;
  readonly size: number;
  readonly weight: number;
  readonly italic?: boolean;
}

export type Mark =
  | { readonly kind: 'lines'; readonly lines: readonly (readonly Point[])[]; readonly stroke: Stroke }
  | { readonly kind: 'area'; readonly points: readonly Point[]; readonly fill: string }
  | { readonly kind: 'box'; readonly box: Box; readonly radius: number; readonly fill: string }
  | {
      readonly kind: 'dot';
      readonly at: Point;
      readonly radius: number;
      readonly fill: string;
      readonly rim: Stroke;
    }
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The baseline's start, middle or end. */
      readonly at: Point;
      readonly align: 'left' | 'center' | 'right';
      readonly font: Font;
      readonly fill: string;
    }
  | { readonly kind: 'clip'; readonly box: Box; readonly marks: readonly Mark[] };

/** A line of one pixel that lies on pixels: horizontal or vertical. */
export function hairline(from: Point, to: Point, color: string): Mark {
  const crisp = ([x, y]: Point): Point => [Math.floor(x) + 0.5, Math.floor(y) + 0.5];
  const [a, b] = [crisp(from), crisp(to)];
  // the end across stays where it is, so that lines meet their frame
  const line: Point[] = from[0] === to[0] ? [[a[0], from[1]], [b[0], to[1]]] : [[from[0], a[1]], [to[0], b[1]]]; // prettier-ignore
  return { kind: 'lines', lines: [line], stroke: { color, width: 1 } };
}
