import type { FigureBackend } from '#shared/figures/svg-drawing';
import { px } from '#shared/figures/svg-drawing';
import type { Box } from '../canvas-context';
import type { Mark, Point, Stroke } from './marks';

const ANCHOR = { left: 'start', center: 'middle', right: 'end' } as const;

/** Returns marks as SVG elements. Text becomes outlines, in the two weights that figures have. */
export function marksSvg(marks: readonly Mark[], backend: FigureBackend): string {
  let clips = 0;
  const element = (mark: Mark): string => {
    switch (mark.kind) {
      case 'lines':
        return `<path d="${mark.lines.map(pathData).join('')}" fill="none" stroke-linejoin="round" ${strokeAttributes(mark.stroke)}/>`;
      case 'area':
        return `<path d="${pathData(mark.points)}Z" fill="${mark.fill}"/>`;
      case 'box':
        return `<rect ${rectAttributes(mark.box)} rx="${px(mark.radius)}" fill="${mark.fill}"/>`;
      case 'dot':
        return `<circle cx="${px(mark.at[0])}" cy="${px(mark.at[1])}" r="${px(mark.radius)}" fill="${mark.fill}" ${strokeAttributes(mark.rim)}/>`;
      case 'text': {
        const { size, weight } = mark.font;
        const style = { size, weight: weight < 600 ? 400 : 600, fill: mark.fill } as const;
        return backend.text(mark.text, ...mark.at, { ...style, anchor: ANCHOR[mark.align] });
      }
      case 'clip': {
        const id = `clip-${String(clips++)}`;
        return `<clipPath id="${id}"><rect ${rectAttributes(mark.box)}/></clipPath><g clip-path="url(#${id})">${mark.marks.map(element).join('')}</g>`;
      }
    }
  };
  return marks.map(element).join('');
}

function pathData(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
}

function strokeAttributes({ color, width, dash, alpha }: Stroke): string {
  const dashes = dash ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  const opacity = alpha === undefined ? '' : ` stroke-opacity="${String(alpha)}"`;
  return `stroke="${color}" stroke-width="${px(width)}"${dashes}${opacity}`;
}

function rectAttributes({ x, y, width, height }: Box): string {
  return `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
}
