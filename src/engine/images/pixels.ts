/** Raw pixels from a decoder, [height, width, channels] with rows from the top. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  /** 1 is grey, 2 is grey and alpha, 3 is RGB, and 4 is RGBA. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint16Array | Float32Array;
  /** The value of white: 255, 65535 or 1. */
  readonly white: number;
}

/** The shape to which a picture is converted, with 1 channel (grey) or 3 (RGB). */
export interface TargetShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/**
 * Converts a picture to pixel values in [0, 1], row-major [height, width, channels]. It is cropped around the
 * centre to the target's aspect ratio and averaged over areas; alpha is composited over black, and grey is
 * the Rec. 601 luma (as PIL's "L"). Values are averaged as stored, without linearising. Each source row is
 * read once, and nothing of the source's size is allocated.
 */
export function toPixels(source: RawPixels, target: TargetShape): Float32Array {
  const { width, height } = target;
  if (hasShape(source, target)) return scaled(source.data, 1 / source.white);
  const scale = Math.min(source.width / width, source.height / height);
  const [columns, rows] = [coverage(source.width, width, scale), coverage(source.height, height, scale)];
  const colors = source.channels <= 2 ? 1 : 3;
  const averaged = new Float64Array(height * width * colors);
  const line = new Float64Array(width * colors);
  const [first, last] = [rows[0]?.from ?? 0, rows.at(-1)?.to ?? 0];
  for (let y = first; y < last; y++) {
    averageRow(source, y, columns, colors, line);
    rows.forEach((span, out) => {
      const weight = span.weightOf(y);
      if (weight === 0) return;
      const start = out * line.length;
      for (let i = 0; i < line.length; i++)
        averaged[start + i] = (averaged[start + i] ?? 0) + weight * (line[i] ?? 0);
    });
  }
  return toChannels(averaged, colors, target.channels);
}

/** Returns whether the source has the target shape, so that there is nothing to average. */
function hasShape(source: RawPixels, { width, height, channels }: TargetShape): boolean {
  return source.width === width && source.height === height && source.channels === channels;
}

function scaled(values: RawPixels['data'], factor: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = factor * (values[i] ?? 0);
  return result;
}

/** The source pixels [from, to) that one target pixel covers along an axis. Their weights sum to 1. */
interface Span {
  readonly from: number;
  readonly to: number;
  weightOf(index: number): number;
}

function coverage(sourceSize: number, targetSize: number, scale: number): Span[] {
  const offset = (sourceSize - targetSize * scale) / 2;
  return Array.from({ length: targetSize }, (_, i) => {
    const [start, end] = [offset + i * scale, offset + (i + 1) * scale];
    // without the tolerance, a rounding error at an end would include a sliver of the next pixel
    const from = Math.floor(start + 1e-9);
    const to = Math.min(sourceSize, Math.ceil(end - 1e-9));
    return {
      from,
      to,
      weightOf: (index) => Math.max(0, Math.min(end, index + 1) - Math.max(start, index)) / scale,
    };
  });
}

function averageRow(
  { data, width, channels, white }: RawPixels,
  y: number,
  columns: readonly Span[],
  colors: number,
  line: Float64Array,
): void {
  const hasAlpha = channels === 2 || channels === 4;
  line.fill(0);
  columns.forEach((span, out) => {
    for (let x = span.from; x < span.to; x++) {
      const at = (y * width + x) * channels;
      const alpha = hasAlpha ? (data[at + channels - 1] ?? 0) / white : 1;
      const weight = (span.weightOf(x) * alpha) / white;
      for (let c = 0; c < colors; c++) {
        line[out * colors + c] = (line[out * colors + c] ?? 0) + weight * (data[at + c] ?? 0);
      }
    }
  });
}

function toChannels(values: Float64Array, from: number, to: number): Float32Array {
  if (from === to) return Float32Array.from(values);
  if (to === 3)
    return Float32Array.from({ length: values.length * 3 }, (_, i) => values[Math.floor(i / 3)] ?? 0);
  return Float32Array.from({ length: values.length / 3 }, (_, i) => {
    const [r = 0, g = 0, b = 0] = values.subarray(3 * i, 3 * i + 3);
    return 0.299 * r + 0.587 * g + 0.114 * b;
  });
}

/** Returns whether an EXIF orientation (1 to 8) swaps width and height. */
export function isTransposed(orientation: number): boolean {
  return orientation >= 5;
}

/** Rotates and mirrors pixels [height, width, channels] according to an EXIF orientation (1 to 8). */
export function applyOrientation(
  pixels: Float32Array,
  { width, height, channels }: TargetShape,
  orientation: number,
): Float32Array {
  if (orientation <= 1 || orientation > 8) return pixels;
  const swaps = isTransposed(orientation);
  const [outWidth, outHeight] = swaps ? [height, width] : [width, height];
  // the pixel displayed at (x, y) is stored in a mirrored column, a mirrored row, or with both swapped
  const mirrorsX = [2, 3, 7, 8].includes(orientation);
  const mirrorsY = [3, 4, 6, 7].includes(orientation);
  const out = new Float32Array(pixels.length);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const [column, row] = swaps ? [y, x] : [x, y];
      const from =
        ((mirrorsY ? height - 1 - row : row) * width + (mirrorsX ? width - 1 - column : column)) * channels;
      const to = (y * outWidth + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = pixels[from + c] ?? 0;
    }
  }
  return out;
}
