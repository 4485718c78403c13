import type { Handlers } from '#shared/rpc/server';
import { commonShape } from '../images/picture-set';
import type { EngineContext } from '../engine-context';

export function browseMethod(engine: EngineContext): Handlers['browse'] {
  return async ({ images, seed, limit }, context) => {
    const set = await engine.set(images, context);
    const { items, skipped } = set.pictures;
    return {
      shape: commonShape(items, images),
      total: items.length,
      items: set
        .order(seed)
        .slice(0, limit)
        .map((index) => {
          const { name, className } = set.item(index);
          return { name, className };
        }),
      skipped: [...skipped],
    };
  };
}
