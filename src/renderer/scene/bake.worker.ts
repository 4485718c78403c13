import type { BakeRequest } from './bake';
import { bake } from './bake';

self.onmessage = ({ data }: MessageEvent<BakeRequest>) => {
  const baked = bake(data);
  self.postMessage(baked, {
    transfer: Object.values(baked).map((array: Float32Array<ArrayBuffer>) => array.buffer),
  });
};
