/** Makes a canvas ready to be drawn on anew, in units of `scale` pixels. To set its size, even to the same, would allocate it anew. */
export function clearFor(ctx: CanvasRenderingContext2D, width: number, height: number, scale: number): void {
  const { canvas } = ctx;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  ctx.reset();
  ctx.scale(scale, scale);
}
