import type { Font, Mark, Stroke } from './plot-marks';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export function paintMarks(ctx: Context, marks: readonly Mark[]): void {
  for (const mark of marks) paint(ctx, mark);
}

export function fontText({ family, size, weight, italic }: Font): string {
  return `${italic ? 'italic ' : ''}${String(weight)} ${String(size)}px ${family}`;
}

function paint(ctx: Context, mark: Mark): void {
  switch (mark.kind) {
    case 'lines':
      ctx.beginPath();
      for (const line of mark.lines) line.forEach(([x, y], i) => { if (i === 0) ctx.moveTo(x, y); else ctx.lineTo(x, y); }); // prettier-ignore
      stroke(ctx, mark.stroke);
      break;
    case 'area':
      ctx.beginPath();
      for (const [x, y] of mark.points) ctx.lineTo(x, y);
      ctx.closePath();
      ctx.fillStyle = mark.fill;
      ctx.fill();
      break;
    case 'box':
      ctx.beginPath();
      ctx.roundRect(mark.box.x, mark.box.y, mark.box.width, mark.box.height, mark.radius);
      ctx.fillStyle = mark.fill;
      ctx.fill();
      break;
    case 'dot':
      ctx.beginPath();
      ctx.arc(mark.at[0], mark.at[1], mark.radius, 0, 2 * Math.PI);
      ctx.fillStyle = mark.fill;
      ctx.fill();
      stroke(ctx, mark.rim);
      break;
    case 'text':
      ctx.font = fontText(mark.font);
      ctx.textAlign = mark.align;
      ctx.textBaseline = 'alphabetic';
      ctx.fillStyle = mark.fill;
      ctx.fillText(mark.text, mark.at[0], mark.at[1]);
      break;
    case 'clip':
      ctx.save();
      ctx.beginPath();
      ctx.rect(mark.box.x, mark.box.y, mark.box.width, mark.box.height);
      ctx.clip();
      paintMarks(ctx, mark.marks);
      ctx.restore();
  }
}

function stroke(ctx: Context, { color, width, dash = [], alpha = 1 }: Stroke): void {
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.lineJoin = 'round';
  ctx.setLineDash([...dash]);
  ctx.globalAlpha = alpha;
  ctx.stroke();
  ctx.restore();
}
