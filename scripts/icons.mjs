import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Transformer } from '@napi-rs/image';
import { root } from './lib/run.mjs';

// Draws the app's icons in the formats of each system from the window's icon. Commit the result of: node scripts/icons.mjs

const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 20, 24, 32, 40, 48, 64, 256];
/** The types of an .icns, by size in px: of the normal density, of the double. */
const ICNS_TYPES = /** @type {const} */ ([
  ['icp4', 16],
  ['ic11', 32],
  ['icp5', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);
/** What Apple's grid leaves free around the tile, in the drawing's units (32 wide): 100 of 1024 px. */
const MAC_MARGIN = (32 * 100) / 824;

const folder = new URL('resources/icons/', root);
mkdirSync(new URL('linux/', folder), { recursive: true });
const drawing = readFileSync(new URL('src/renderer/icon.svg', root), 'utf8');
const side = 32 + 2 * MAC_MARGIN;
const viewBox = `viewBox="${-MAC_MARGIN} ${-MAC_MARGIN} ${side} ${side}"`;
const macDrawing = drawing.replace('viewBox="0 0 32 32"', viewBox);

for (const size of LINUX_SIZES) {
  writeFileSync(new URL(`linux/${size}x${size}.png`, folder), await draw(drawing, size));
}
writeFileSync(new URL('icon.ico', folder), await ico());
writeFileSync(new URL('icon.icns', folder), await icns());

/**
 * @param {string} svg
 * @param {number} size in px
 */
async function draw(svg, size) {
  return Transformer.fromSvg(svg).resize(size, size).png();
}

/** A directory of 16 bytes each, then the pictures as PNG, which Windows reads at every size. */
async function ico() {
  const pictures = await Promise.all(ICO_SIZES.map((size) => draw(drawing, size)));
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2); // an icon
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [i, picture] of pictures.entries()) {
    const at = 6 + 16 * i;
    const size = (ICO_SIZES[i] ?? 0) % 256; // 0 stands for 256
    header.set([size, size], at);
    header.writeUInt16LE(1, at + 4); // planes
    header.writeUInt16LE(32, at + 6); // bits per pixel
    header.writeUInt32LE(picture.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += picture.length;
  }
  return Buffer.concat([header, ...pictures]);
}

/** Type and length before each PNG, and before all of them. */
async function icns() {
  const chunks = await Promise.all(
    ICNS_TYPES.map(async ([type, size]) => chunk(type, await draw(macDrawing, size))),
  );
  return chunk('icns', Buffer.concat(chunks));
}

/**
 * @param {string} type
 * @param {Buffer} body
 */
function chunk(type, body) {
  const header = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  header.writeUInt32BE(header.length + body.length, 4);
  return Buffer.concat([header, body]);
}
