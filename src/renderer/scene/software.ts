let known: boolean | undefined;

/** True where WebGL is drawn by the processor. Asks for a context of its own, once, and gives it back. */
export function isDrawnBySoftware(): boolean {
  known ??= askContext();
  return known;
}

/**
 * For canvases that are drawn often: where the graphics device is software too, the browser's own rasteriser is two to
 * three times as fast as drawing through it.
 */
export function canvasSettings(): CanvasRenderingContext2DSettings {
  return { willReadFrequently: isDrawnBySoftware() };
}

function askContext(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = info ? gl?.getParameter(info.UNMASKED_RENDERER_WEBGL) : '';
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(String(renderer));
}
