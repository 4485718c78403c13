import type { Zippable } from 'fflate';
import { strToU8, zipSync } from 'fflate';
import { invariant } from '#shared/errors';
import type { CellResult } from '#shared/experiments';
import { formatCsv } from '#shared/files/csv';
import { drawExperiment, PNG_SCALE } from '#shared/figures/draw-experiment';
import type { ExperimentRun } from '../../session/experiments/run.svelte';
import { figureRenderer } from '../figure-ink';

export type FileFormat = 'csv' | 'svg' | 'png' | 'zip';

/** What a figure is drawn from. */
export interface FigureSource {
  readonly run: ExperimentRun;
  readonly cells: readonly CellResult[];
}

/** The figure as SVG, of the cells that there are; `scale` enlarges it. */
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

/** What is there of an experiment as a file: rows, figure, or both in an archive. */
export async function experimentFile(
  format: FileFormat,
  run: ExperimentRun,
): Promise<{ name: string; blob: Blob }> {
  const stem = run.phase === 'done' ? run.spec.name : `${run.spec.name}-unfinished`;
  const source = { run, cells: run.finished };
  return { name: `${stem}.${format}`, blob: await blobOf(format, source, stem) };
}

async function blobOf(format: FileFormat, source: FigureSource, stem: string): Promise<Blob> {
  switch (format) {
    case 'csv':
      return new Blob([csv(source)], { type: 'text/csv' });
    case 'svg':
      return new Blob([await figureSvg(source)], { type: 'image/svg+xml' });
    case 'png':
      return png(await figureSvg(source, PNG_SCALE));
    case 'zip': {
      const picture = await png(await figureSvg(source, PNG_SCALE));
      const files: Zippable = {
        [`${stem}.csv`]: strToU8(csv(source)),
        [`${stem}.svg`]: strToU8(await figureSvg(source)),
        [`${stem}.png`]: [new Uint8Array(await picture.arrayBuffer()), { level: 0 }],
      };
      return new Blob([zipSync(files)], { type: 'application/zip' });
    }
  }
}

function csv({ run, cells }: FigureSource): string {
  return formatCsv(
    Object.keys(run.plan?.columns ?? {}),
    cells.flatMap(({ rows }) => rows),
  );
}

/** An SVG as a picture that a page can show. */
export async function imageOf(svg: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function png(svg: string): Promise<Blob> {
  const image = await imageOf(svg);
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  // drawn once to be read: by way of the graphics device it may take a hundred times as long
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  invariant(context, 'canvases have two dimensions');
  context.drawImage(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
