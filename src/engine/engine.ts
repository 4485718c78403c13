import type { Handlers } from '#shared/rpc/server';
import { openPictures } from './images/open';
import { listSamples } from './images/samples';
import { reportOf, requirePictures } from './images/picture-set';
import { browseMethod } from './methods/browse';
import { descendMethod } from './methods/descend';
import { experimentMethod, experimentsMethod, planExperimentMethod } from './methods/experiment';
import { inspectMethod } from './methods/inspect';
import { landscapeMethod } from './methods/landscape';
import { prepareMethod } from './methods/prepare';
import { storeMethod } from './methods/precompute-features';
import { thumbnailsMethod } from './methods/thumbnails';
import { trustMethod } from './methods/predict-reliability';
import type { EngineOptions } from './engine-context';
import { Workbench } from './engine-context';

export interface Engine {
  readonly handlers: Handlers;
  /** Ends the helpers and frees the devices. */
  close(): Promise<void>;
}

/** The engine: one handler for each method of the API. */
export function createEngine(options: EngineOptions): Engine {
  const bench = new Workbench(options);
  return {
    handlers: {
      devices: (_, { signal }) => bench.devices.list(signal),
      samples: () => listSamples(),
      async images(source, { signal, progress }) {
        const set = await openPictures(source, {
          decoder: bench.decoder,
          verify: 'all',
          signal,
          onProgress: progress,
        });
        requirePictures(set, source.source);
        return reportOf(set);
      },
      browse: browseMethod(bench),
      thumbnails: thumbnailsMethod(bench),
      prepare: prepareMethod(bench),
      inspect: inspectMethod(bench),
      trust: trustMethod(bench),
      store: storeMethod(bench),
      descend: descendMethod(bench),
      landscape: landscapeMethod(bench),
      experiments: experimentsMethod,
      planExperiment: planExperimentMethod(bench),
      experiment: experimentMethod(bench),
    },
    close: () => bench.close(),
  };
}
