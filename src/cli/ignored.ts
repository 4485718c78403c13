import type { Options } from './options';

/** Options that lose their meaning beside another one. */
const OVERRULED: Readonly<Record<string, readonly string[]>> = {
  'memory-file': ['memories', 'size', 'gray'],
  'query-file': ['queries', 'corrupt', 'fill', 'clamp', 'no-clamp'],
  'clamp-file': ['clamp', 'no-clamp'],
  'projection-file': ['features', 'projection'],
};

/** A sentence for every option given that has no effect, so that nobody waits for one. */
export function ignoredOptions(options: Options): string[] {
  const sentences = Object.entries(OVERRULED).flatMap(([by, names]) =>
    options.isGiven(by)
      ? names.filter((name) => options.isGiven(name)).map((name) => `--${name} has no effect with --${by}.`)
      : [],
  );
  if (options.isGiven('memory-file') && options.positionals.length > 0) {
    sentences.push('The source has no effect with --memory-file.');
  }
  const map = options.text('feature-map') ?? 'sincos';
  if (options.isGiven('phase-file') && map !== 'cos') {
    sentences.push(`--phase-file has no effect with ${map}, which does not depend on phases.`);
  }
  return sentences;
}
