import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { manifest, readGraph } from '#engine/graphs/manifest';
import { pythonWithOnnx } from './support/python';

/** The committed graphs are those that the exporter writes. */

const models = fileURLToPath(new URL('../models', import.meta.url));

it('every graph is in the manifest, with its hash', async () => {
  const files = readdirSync(models).filter((name) => name.endsWith('.onnx'));
  expect(files.map((name) => name.replace('.onnx', '')).sort()).toEqual(Object.keys(manifest.graphs).sort());
  for (const name of Object.keys(manifest.graphs)) await readGraph(name);
});

it.skipIf(!pythonWithOnnx)('a new export writes the same bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mnemoscope-export-'));
  try {
    execFileSync(pythonWithOnnx ?? '', [join(models, 'export/export.py'), folder]);
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).equals(readFileSync(join(models, name))), name).toBe(true);
    }
    expect(readdirSync(folder).length).toBe(Object.keys(manifest.graphs).length + 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
