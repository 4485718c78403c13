import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineError } from '#shared/errors';
import { modelsFolder } from '../root';

const Manifest = z.object({
  opset: z.int(),
  stepsPerCall: z.array(z.int()),
  graphs: z.record(
    z.string(),
    z.object({
      about: z.string(),
      sha256: z.string(),
      inputs: z.record(z.string(), z.string()),
      outputs: z.record(z.string(), z.string()),
    }),
  ),
});

/** The content of models/manifest.json: every graph with its hash, inputs and outputs. */
export const manifest = Manifest.parse(JSON.parse(readFileSync(join(modelsFolder, 'manifest.json'), 'utf8')));

/**
 * Returns a graph's bytes.
 *
 * @throws EngineError where they are not those of the manifest: a graph that was changed never runs.
 */
export async function readGraph(name: string): Promise<Uint8Array> {
  const entry = manifest.graphs[name];
  const bytes = await readFile(join(modelsFolder, `${name}.onnx`));
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== entry?.sha256) {
    throw new EngineError(
      'internal',
      `The graph ${name}.onnx is not the one in the manifest.`,
      'Install Mnemoscope again, or export the models again.',
    );
  }
  return bytes;
}
