interface Graphics {
  readonly isSoftware: boolean;
  /** Pixels across or down. */
  readonly largest: number;
}

let known: Graphics | undefined;

/** True where WebGL is drawn by the processor. */
export function isSoftwareRendered(): boolean {
  return graphics().isSoftware;
}

/** The longest side of a picture that the graphics device draws. */
export function maxDrawingSize(): number {
  return graphics().largest;
}

/**
 * For canvases that are drawn often: where the graphics device is software too, the browser's own rasteriser is two to
 * three times as fast as drawing through it.
 */
export function contextSettings(): CanvasRenderingContext2DSettings {
  return { willReadFrequently: isSoftwareRendered() };
}

/** Asks for a context of its own, once, and gives it back. */
function graphics(): Graphics {
  known ??= askContext();
  return known;
}

function askContext(): Graphics {
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = info ? gl?.getParameter(info.UNMASKED_RENDERER_WEBGL) : '';
  const sides = [gl?.MAX_RENDERBUFFER_SIZE, gl?.MAX_TEXTURE_SIZE].map((side) =>
    Number((side && gl?.getParameter(side)) ?? 0),
  );
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return {
    isSoftware: /swiftshader|llvmpipe|software|basic render/i.test(String(renderer)),
    largest: Math.min(...sides),
  };
}
