import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { root } from './run.mjs';

/**
 * Makes the sample sets in out/samples from npm packages, after the recipes in resources/samples. Each set gets the
 * notice of its licence beside it.
 *
 * @typedef {{ title: string, package: string, folder: string, licence: string, notice: string, homepage: string }} Origin
 * @typedef {Origin & { kind: 'pictures', classes: Record<string, Record<string, string>> }} PicturesRecipe
 * @typedef {Origin & { kind: 'mnist', perClass: number }} MnistRecipe
 */

const DIGIT_PIXELS = 28 * 28;

export function buildSamples() {
  const recipes = new URL('resources/samples/', root);
  for (const file of readdirSync(recipes)) {
    /** @type {PicturesRecipe | MnistRecipe} */
    const recipe = JSON.parse(readFileSync(new URL(file, recipes), 'utf8'));
    const target = new URL(`out/samples/${file.replace('.json', '')}/`, root);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    if (recipe.kind === 'pictures') copyPictures(recipe, target);
    else writeDigits(recipe, target);
    const { title, licence, notice, homepage } = recipe;
    writeFileSync(new URL('LICENCE.txt', target), `${title}\nLicence: ${licence}\n${notice}\n${homepage}\n`);
  }
}

/**
 * @param {PicturesRecipe} recipe
 * @param {URL} target
 */
function copyPictures({ package: name, folder, classes }, target) {
  const source = new URL(`node_modules/${name}/${folder}/`, root);
  for (const [className, files] of Object.entries(classes)) {
    const classFolder = new URL(`pictures/${className}/`, target);
    mkdirSync(classFolder, { recursive: true });
    for (const [picture, file] of Object.entries(files)) {
      const extension = file.slice(file.lastIndexOf('.'));
      copyFileSync(new URL(file, source), new URL(picture + extension, classFolder));
    }
  }
}

/**
 * The first digits of each class, as the IDX files that MNIST is known by.
 *
 * @param {MnistRecipe} recipe
 * @param {URL} target
 */
function writeDigits({ package: name, folder, perClass }, target) {
  const source = new URL(`node_modules/${name}/${folder}/`, root);
  const count = 10 * perClass;
  const images = Buffer.alloc(16 + count * DIGIT_PIXELS);
  const labels = Buffer.alloc(8 + count);
  [0x0803, count, 28, 28].forEach((value, i) => images.writeUInt32BE(value, 4 * i));
  [0x0801, count].forEach((value, i) => labels.writeUInt32BE(value, 4 * i));
  for (let digit = 0; digit < 10; digit++) {
    /** @type {{ data: number[] }} */
    const { data } = JSON.parse(readFileSync(new URL(`${digit}.json`, source), 'utf8'));
    for (let i = 0; i < perClass; i++) {
      const at = digit * perClass + i;
      labels[8 + at] = digit;
      for (let p = 0; p < DIGIT_PIXELS; p++) {
        images[16 + at * DIGIT_PIXELS + p] = Math.round(255 * (data[i * DIGIT_PIXELS + p] ?? 0));
      }
    }
  }
  writeFileSync(new URL('images-idx3-ubyte', target), images);
  writeFileSync(new URL('labels-idx1-ubyte', target), labels);
}
