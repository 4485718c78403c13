import type { Handlers } from '#shared/rpc/server';
import { openPictures } from './images/open';
import { listSamples } from './images/samples';
import { imagesReport, requirePictures } from './images/picture-set';
import { browseMethod } from './methods/browse';
import { descendMethod } from './methods/descend';
import { experimentMethod, experimentsMethod, planExperimentMethod } from './methods/experiment';
import { inspectMethod } from './methods/inspect';
import { landscapeMethod } from './methods/landscape';
import { prepareMethod } from './methods/prepare';
import { precomputeFeaturesMethod } from './methods/precompute-features';
import { thumbnailsMethod } from './methods/thumbnails';
import { predictReliabilityMethod } from './methods/predict-reliability';
import type { EngineOptions } from './engine-context';
import { EngineContext } from './engine-context';

export interface Engine {
  readonly handlers: Handlers;
  /** Ends the helpers and frees the devices. */
  close(): Promise<void>;
}

/** The engine: one handler for each method of the API. */
export function createEngine(options: EngineOptions): Engine {
  const engine = new EngineContext(options);
  return {
    handlers: {
      devices: (_, { signal }) => engine.devices.list(signal),
      samples: () => listSamples(),
      async images(source, { signal, progress }) {
        const set = await openPictures(source, {
          decoder: engine.decoder,
          verify: 'all',
          signal,
          onProgress: progress,
        });
        requirePictures(set, source.source);
        return imagesReport(set);
      },
      browse: browseMethod(engine),
      thumbnails: thumbnailsMethod(engine),
      prepare: prepareMethod(engine),
      inspect: inspectMethod(engine),
      predictReliability: predictReliabilityMethod(engine),
      precomputeFeatures: precomputeFeaturesMethod(engine),
      descend: descendMethod(engine),
      landscape: landscapeMethod(engine),
      experiments: experimentsMethod,
      planExperiment: planExperimentMethod(engine),
      experiment: experimentMethod(engine),
    },
    close: () => engine.close(),
  };
}
