import type { SlabSpec } from './slab';
import { Slab } from './slab';
import { Stage } from './webgl-stage';
import type { PictureSpec, Reply } from './surface-renderer';
import { ViewCamera } from './view-camera';

/** Answers the requests of `Surfaces`. */

/** Two, because a canvas has smooth edges or has not. */
const stages: { whole?: Stage; sketch?: Stage } = {};
const slabs: Slab[] = [];

function show(specs: readonly SlabSpec[]): void {
  for (const slab of slabs.splice(specs.length)) slab.dispose();
  specs.forEach((spec, i) => {
    const slab = slabs[i] ?? new Slab();
    slabs[i] = slab;
    slab.show(spec);
  });
}

function draw({
  width,
  height,
  pixelRatio,
  style,
  views,
  slabs: specs,
  isSketch = false,
}: PictureSpec): void {
  const stage = (stages[isSketch ? 'sketch' : 'whole'] ??= new Stage(() => {
    reply('stale');
  }, isSketch));
  if (specs) show(specs);
  stage.resize(width, height, pixelRatio);
  const bitmap = stage.draw(
    views.flatMap(({ slab: index, over, ramp, lens, rect, margins, orbit }) => {
      const slab = slabs[index];
      const camera = new ViewCamera(rect, margins, orbit, lens);
      return slab ? [{ slab, over: over === null ? null : (slabs[over] ?? null), camera, ramp }] : [];
    }),
    style,
  );
  reply({ bitmap, held: stage.held }, [bitmap]);
}

function reply(message: Reply, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = ({ data }: MessageEvent<PictureSpec>) => {
  try {
    draw(data);
  } catch (thrown) {
    reply({ failed: thrown instanceof Error ? thrown.message : String(thrown) });
  }
};
