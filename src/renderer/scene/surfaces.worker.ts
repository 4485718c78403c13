import { bake } from './bake';
import { Slab } from './slab';
import { Stage } from './stage';
import type { PictureSpec, Reply, Request, SlabSpec } from './surfaces';
import { ViewCamera } from './view-camera';

/** Answers the requests of `Surfaces`. */

let stage: Stage | null = null;
let slabs: Slab[] = [];

function make(specs: readonly SlabSpec[]): void {
  const baked = specs.map(({ surface }) => bake(surface));
  for (const slab of slabs) slab.dispose();
  slabs = specs.map(({ surface, look, isoStep, hatchAbove }, i) => {
    const light = baked[i];
    if (!light) throw new Error('each surface is baked');
    return new Slab(surface, light, look, isoStep, hatchAbove);
  });
  reply({ made: baked.map(({ heights }) => heights) });
}

function draw({ width, height, pixelRatio, views }: PictureSpec): void {
  stage ??= new Stage(() => {
    reply('stale');
  });
  stage.resize(width, height, pixelRatio);
  const bitmap = stage.draw(
    views.flatMap(({ slab: index, rect, margins, orbit }) => {
      const slab = slabs[index];
      return slab ? [{ slab, camera: new ViewCamera(rect, margins, orbit) }] : [];
    }),
  );
  reply({ drawn: { bitmap, held: stage.held } }, [bitmap]);
}

function reply(message: Reply, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = ({ data }: MessageEvent<Request>) => {
  try {
    if ('make' in data) make(data.make);
    else draw(data.draw);
  } catch (thrown) {
    reply({ failed: thrown instanceof Error ? thrown.message : String(thrown) });
  }
};
