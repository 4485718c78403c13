interface Graphics {
  readonly isSoftware: boolean;
  /** The most pixels along one side. */
  readonly maxSize: number;
}

let cached: Graphics | undefined;

/** Returns whether WebGL is rendered by the CPU. */
export function isSoftwareRendered(): boolean {
  return graphics().isSoftware;
}

/** Returns the longest side, in pixels, of a picture that the graphics device can draw. */
export function maxDrawingSize(): number {
  return graphics().maxSize;
}

/**
 * Returns the settings for canvases that are drawn often. Where the graphics device is emulated in software, the
 * browser's own rasteriser is two to three times as fast.
 */
export function contextSettings(): CanvasRenderingContext2DSettings {
  return { willReadFrequently: isSoftwareRendered() };
}

/** Queries the device once, through a context that is released at once because a page may have only a few. */
function graphics(): Graphics {
  cached ??= queryContext();
  return cached;
}

function queryContext(): Graphics {
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = info ? gl?.getParameter(info.UNMASKED_RENDERER_WEBGL) : '';
  const limits = [gl?.MAX_RENDERBUFFER_SIZE, gl?.MAX_TEXTURE_SIZE].map((limit) =>
    Number((limit && gl?.getParameter(limit)) ?? 0),
  );
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return {
    isSoftware: /swiftshader|llvmpipe|software|basic render/i.test(String(renderer)),
    maxSize: Math.min(...limits),
  };
}
