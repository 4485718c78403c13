import type { PreparedReport, SkippedFile } from '#shared/api';
import { invariant } from '#shared/errors';
import type { Notice, Progress } from '#shared/progress';
import type { PictureShape, Setup } from '#shared/setup';
import type { Prepared } from '../views/view-model';
import type { Engines } from './engines';

export interface Scope {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (notice: Notice) => void;
}

/** A setup's states, and what was skipped while they were read. */
export async function prepareStates(
  engines: Engines,
  setup: Setup,
  scope: Scope,
): Promise<{ prepared: Prepared; skipped: readonly SkippedFile[] }> {
  const rows = { memories: new Rows(), queries: new Rows(), clamped: new Rows() };
  const report = await engines.call('descent', 'prepare', setup, {
    ...scope,
    onFrame: ({ name }, arrays) => {
      const data = arrays[name]?.data;
      invariant(data instanceof Float32Array || data instanceof Uint8Array, `the frame holds ${name}`);
      rows[name].parts.push(data);
    },
  });
  const prepared = {
    dim: report.dim,
    shape: report.shape ?? nearSquare(report),
    items: report.memories,
    memories: rows.memories.join(Float32Array),
    numQueries: report.numQueries,
    queries: rows.queries.join(Float32Array),
    clamped: rows.clamped.join(Uint8Array),
    targets: report.targets,
  };
  return { prepared, skipped: report.skipped };
}

class Rows {
  readonly parts: (Float32Array | Uint8Array)[] = [];

  join<T extends Float32Array | Uint8Array>(Kind: new (length: number) => T): T {
    const joined = new Kind(this.parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }
}

/** How states that are no pictures are shown: as rows of grey, about as wide as high. */
function nearSquare({ dim }: PreparedReport): PictureShape {
  let width = Math.ceil(Math.sqrt(dim));
  while (dim % width !== 0) width++;
  return { height: dim / width, width, channels: 1 };
}
