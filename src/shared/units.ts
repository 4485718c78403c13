/** Bytes in a kibibyte. */
export const KIB = 1024;
/** Bytes in a mebibyte. */
export const MIB = 1024 * KIB;

/** Returns a number of bytes in decimal units: "512 B", "1.5 kB", "34 MB", "2.0 GB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1e3) return `${String(bytes)} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Returns a measured time: "340 ms", "12.0 s", "2 min 5 s", "1 h 40 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${String(Math.round(seconds * 1e3))} ms`;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  if (seconds < 5400) return inTwo(Math.round(seconds), 60, 'min', 's');
  return inTwo(Math.round(seconds / 60), 60, 'h', 'min');
}

/** Returns an estimated time, rounded to one unit: "20 s", "12 min", "3 h". */
export function formatEstimate(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(1, Math.round(seconds)))} s`;
  if (seconds < 5400) return `${String(Math.round(seconds / 60))} min`;
  return `${String(Math.round(seconds / 3600))} h`;
}

/** Returns a count of the small unit in both units: 90 as "1 min 30 s". */
function inTwo(count: number, base: number, large: string, small: string): string {
  return `${String(Math.floor(count / base))} ${large} ${String(count % base)} ${small}`;
}

/** Returns 180000 as "180 000", with narrow no-break spaces. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** Returns a count rounded to two digits: "2.6 million", "34 000", "3", "less than one". */
export function formatApproximate(count: number): string {
  if (count < 1) return 'less than one';
  const rough = Math.round(Number(count.toPrecision(2)));
  return rough >= 1e6 ? `${formatCount(rough / 1e6)} million` : formatCount(rough);
}

/** Returns a count with its noun: "1 image", "4 images". */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** Returns the local time of a date: "14:02". */
export function formatTime(date: Date): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}
