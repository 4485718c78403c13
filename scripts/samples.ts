import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Transformer } from '@napi-rs/image';
import { z } from 'zod';
import { loadPicture } from '#engine/images/picture-file';
import type { SampleCard } from '#engine/images/samples';
import { rootFolder, samplesFolder } from '#engine/root';

/**
 * Creates the sample sets in out/samples from npm packages, as resources/samples describes. It is part of the build, so
 * the engine's own code resizes the pictures. Each set includes its licence.
 */
const origin = {
  title: z.string(),
  package: z.string(),
  folder: z.string(),
  licence: z.string(),
  notice: z.string(),
  homepage: z.string(),
};
const Recipe = z.discriminatedUnion('kind', [
  z.object({
    ...origin,
    kind: z.literal('pictures'),
    size: z.int(),
    /** class -> name -> file in the package */
    classes: z.record(z.string(), z.record(z.string(), z.string())),
  }),
  z.object({ ...origin, kind: z.literal('mnist'), perClass: z.int() }),
]);
type Recipe = z.infer<typeof Recipe>;

const DIGIT_PIXELS = 28 * 28;
const Digits = z.object({ data: z.array(z.number()) });

const recipes = join(rootFolder, 'resources', 'samples');
for (const file of readdirSync(recipes)) {
  const recipe = Recipe.parse(JSON.parse(readFileSync(join(recipes, file), 'utf8')));
  const target = join(samplesFolder, file.replace('.json', ''));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const source = join(rootFolder, 'node_modules', recipe.package, recipe.folder);
  const count =
    recipe.kind === 'pictures'
      ? await shrinkPictures(recipe, source, target)
      : writeDigits(recipe, source, target);
  const { title, licence, notice, homepage } = recipe;
  writeFileSync(join(target, 'sample.json'), JSON.stringify({ title, count, notice } satisfies SampleCard));
  writeFileSync(join(target, 'LICENCE.txt'), `${title}\nLicence: ${licence}\n${notice}\n${homepage}\n`);
}

async function shrinkPictures(
  { classes, size }: Extract<Recipe, { kind: 'pictures' }>,
  source: string,
  target: string,
): Promise<number> {
  let count = 0;
  for (const [className, files] of Object.entries(classes)) {
    const folder = join(target, 'pictures', className);
    mkdirSync(folder, { recursive: true });
    for (const [name, file] of Object.entries(files)) {
      const shape = { width: size, height: size, channels: 3 as const };
      const pixels = await loadPicture({ path: Buffer.from(join(source, file)) }, shape);
      const rgba = new Uint8Array(size * size * 4).fill(255);
      pixels.forEach((value, i) => {
        rgba[4 * Math.floor(i / 3) + (i % 3)] = Math.round(255 * value);
      });
      writeFileSync(join(folder, `${name}.png`), Transformer.fromRgbaPixels(rgba, size, size).pngSync());
      count++;
    }
  }
  return count;
}

/** The first digits of each class, as the IDX files that MNIST is known by. */
function writeDigits(
  { perClass }: Extract<Recipe, { kind: 'mnist' }>,
  source: string,
  target: string,
): number {
  const count = 10 * perClass;
  const images = Buffer.alloc(16 + count * DIGIT_PIXELS);
  const labels = Buffer.alloc(8 + count);
  [0x0803, count, 28, 28].forEach((value, i) => images.writeUInt32BE(value, 4 * i));
  [0x0801, count].forEach((value, i) => labels.writeUInt32BE(value, 4 * i));
  for (let digit = 0; digit < 10; digit++) {
    const { data } = Digits.parse(JSON.parse(readFileSync(join(source, `${String(digit)}.json`), 'utf8')));
    labels.fill(digit, 8 + digit * perClass, 8 + (digit + 1) * perClass);
    const first = 16 + digit * perClass * DIGIT_PIXELS;
    for (let i = 0; i < perClass * DIGIT_PIXELS; i++) images[first + i] = Math.round(255 * (data[i] ?? 0));
  }
  writeFileSync(join(target, 'images-idx3-ubyte'), images);
  writeFileSync(join(target, 'labels-idx1-ubyte'), labels);
  return count;
}
