import type { SlabSpec } from './slab';
import { Slab } from './slab';
import { WebGLStage } from './webgl-stage';
import type { SurfaceImageSpec, Reply } from './surface-renderer';
import { ViewCamera } from './view-camera';

/** Answers the requests of `SurfaceRenderer`. */

/** There are two stages, because a canvas cannot change whether it smooths edges. */
const stages: { full?: WebGLStage; sketch?: WebGLStage } = {};
const slabs: Slab[] = [];

function show(specs: readonly SlabSpec[]): void {
  for (const slab of slabs.splice(specs.length)) slab.dispose();
  specs.forEach((spec, i) => {
    const slab = slabs[i] ?? new Slab();
    slabs[i] = slab;
    slab.show(spec);
  });
}

/** Draws once there is a graphics device: one that was lost comes back after a moment. */
async function drawOnDevice(spec: SurfaceImageSpec): Promise<void> {
  const { isSketch = false } = spec;
  const stage = (stages[isSketch ? 'sketch' : 'full'] ??= new WebGLStage(() => {
    reply('stale');
  }, isSketch));
  if (spec.slabs) show(spec.slabs);
  for (;;) {
    await stage.whenRestored();
    try {
      draw(stage, spec);
      return;
    } catch (thrown) {
      if (!stage.isLost) throw thrown;
    }
  }
}

function draw(stage: WebGLStage, { width, height, pixelRatio, style, views }: SurfaceImageSpec): void {
  stage.resize(width, height, pixelRatio);
  const bitmap = stage.draw(
    views.flatMap(({ slab: index, overlay, ramp, lens, rect, margins, orbit }) => {
      const slab = slabs[index];
      const camera = new ViewCamera(rect, margins, orbit, lens);
      return slab
        ? [{ slab, overlay: overlay === null ? null : (slabs[overlay] ?? null), camera, ramp }]
        : [];
    }),
    style,
  );
  reply({ bitmap, resources: stage.resources }, [bitmap]);
}

function reply(message: Reply, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

let drawn = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<SurfaceImageSpec>) => {
  drawn = drawn
    .then(() => drawOnDevice(data))
    .catch((thrown: unknown) => {
      reply({ failed: thrown instanceof Error ? thrown.message : String(thrown) });
    });
};
