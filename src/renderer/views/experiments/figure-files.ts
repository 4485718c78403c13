import { BlobReader, BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';
import type { CellResult } from '#shared/experiments';
import { formatCsv } from '#shared/files/csv';
import { drawExperiment } from '#shared/figures/draw-experiment';
import { PNG_SCALE } from '#shared/figures/svg-drawing';
import type { ExportedFile } from '../figure-export';
import { csvBlob, pngOfSvg, svgBlob } from '../figure-export';
import type { RunView } from './experiment-views';
import { figureRenderer } from '../figure-renderer';

export type FileFormat = 'csv' | 'svg' | 'png' | 'zip';

/** The run of a figure, and the cells that it shows. */
export interface FigureSource {
  readonly run: RunView;
  readonly cells: readonly CellResult[];
}

/** Draws the figure of some cells as SVG, enlarged by `scale`. */
export async function figureSvg({ run, cells }: FigureSource, scale = 1): Promise<string> {
  const ink = await figureRenderer();
  const { name, quick } = run.spec;
  const missing = run.numCells - cells.length;
  const context = {
    data: run.plan?.data ?? '',
    isQuick: quick,
    ...(missing > 0 && { parts: { done: cells.length, all: run.numCells } }),
  };
  return drawExperiment(name, cells, context, ink, scale);
}

/** Exports the finished part of an experiment: its rows, its figure, or both in an archive. */
export async function experimentFile(format: FileFormat, run: RunView): Promise<ExportedFile> {
  const stem = run.phase === 'done' ? run.spec.name : `${run.spec.name}-unfinished`;
  const source = { run, cells: run.finished };
  return { name: `${stem}.${format}`, blob: await blobOf(format, source, stem) };
}

async function blobOf(format: FileFormat, source: FigureSource, stem: string): Promise<Blob> {
  switch (format) {
    case 'csv':
      return csvBlob(csv(source));
    case 'svg':
      return svgBlob(await figureSvg(source));
    case 'png':
      return pngOfSvg(await figureSvg(source, PNG_SCALE));
    case 'zip': {
      const picture = await pngOfSvg(await figureSvg(source, PNG_SCALE));
      const zip = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false });
      await zip.add(`${stem}.csv`, new TextReader(csv(source)));
      await zip.add(`${stem}.svg`, new TextReader(await figureSvg(source)));
      await zip.add(`${stem}.png`, new BlobReader(picture), { level: 0 });
      return zip.close();
    }
  }
}

function csv({ run, cells }: FigureSource): string {
  return formatCsv(
    Object.keys(run.plan?.columns ?? {}),
    cells.flatMap(({ rows }) => rows),
  );
}
