import type { Box, Mark, Stroke } from './plot-marks';

/** The drawing as an SVG file of the box's size, on a ground of one colour. */
export function marksToSvg(marks: readonly Mark[], { x, y, width, height }: Box, ground: string): string {
  const ids = { next: 0 };
  const view = [x, y, width, height].map(px).join(' ');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="${view}">` +
    `<rect ${rect({ x, y, width, height })} fill="${ground}"/>` +
    marks.map((mark) => element(mark, ids)).join('') +
    '</svg>\n'
  );
}

const ANCHOR = { left: 'start', center: 'middle', right: 'end' } as const;

function element(mark: Mark, ids: { next: number }): string {
  switch (mark.kind) {
    case 'lines':
      return `<path d="${mark.lines.map(polyline).join('')}" fill="none" stroke-linejoin="round" ${stroke(mark.stroke)}/>`;
    case 'area':
      return `<path d="${polyline(mark.points)}Z" fill="${mark.fill}"/>`;
    case 'box':
      return `<rect ${rect(mark.box)} rx="${px(mark.radius)}" fill="${mark.fill}"/>`;
    case 'dot':
      return `<circle cx="${px(mark.at[0])}" cy="${px(mark.at[1])}" r="${px(mark.radius)}" fill="${mark.fill}" ${stroke(mark.rim)}/>`;
    case 'text': {
      const { family, size, weight, italic } = mark.font;
      const style = `font-family="${escaped(family)}" font-size="${px(size)}" font-weight="${px(weight)}"${italic ? ' font-style="italic"' : ''}`;
      return `<text x="${px(mark.at[0])}" y="${px(mark.at[1])}" text-anchor="${ANCHOR[mark.align]}" ${style} fill="${mark.fill}">${escaped(mark.text)}</text>`;
    }
    case 'clip': {
      const id = `clip-${String(ids.next++)}`;
      const inside = mark.marks.map((inner) => element(inner, ids)).join('');
      return `<clipPath id="${id}"><rect ${rect(mark.box)}/></clipPath><g clip-path="url(#${id})">${inside}</g>`;
    }
  }
}

function polyline(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
}

function stroke({ color, width, dash, alpha }: Stroke): string {
  const dashes = dash ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  const opacity = alpha === undefined ? '' : ` stroke-opacity="${String(alpha)}"`;
  return `stroke="${color}" stroke-width="${px(width)}"${dashes}${opacity}`;
}

function rect({ x, y, width, height }: Box): string {
  return `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
}

const px = (value: number) => String(Math.round(value * 100) / 100);

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
