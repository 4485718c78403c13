import type { Handlers } from '#shared/rpc/server';
import type { EngineOptions } from './engine-context';
import { EngineContext } from './engine-context';
import { listSamples } from './images/samples';
import { descendMethod } from './methods/descend';
import { experimentMethod, experimentsMethod, planExperimentMethod } from './methods/experiment';
import { inspectMethod } from './methods/inspect';
import { landscapeMethod, planeMethod } from './methods/landscape';
import { browseMethod, thumbnailsMethod } from './methods/pictures';
import { precomputeFeaturesMethod, predictReliabilityMethod } from './methods/drdam';
import { prepareMethod } from './methods/prepare';

/** An engine that runs in this process. */
export interface Engine {
  readonly handlers: Handlers;
  /** Ends the helpers and frees the devices. */
  close(): Promise<void>;
}

/** Creates an engine, with one handler for each method of the API. */
export function createEngine(options: EngineOptions): Engine {
  const engine = new EngineContext(options);
  return {
    handlers: {
      devices: (_, { signal }) => engine.runtimes.list(signal),
      samples: () => listSamples(),
      images: (source, context) => engine.pictures.inspect(source, context),
      browse: browseMethod(engine.pictures),
      thumbnails: thumbnailsMethod(engine.pictures),
      prepare: prepareMethod(engine),
      inspect: inspectMethod(engine),
      predictReliability: predictReliabilityMethod(engine),
      precomputeFeatures: precomputeFeaturesMethod(engine),
      descend: descendMethod(engine),
      plane: planeMethod(engine),
      landscape: landscapeMethod(engine),
      experiments: experimentsMethod,
      planExperiment: planExperimentMethod(engine),
      experiment: experimentMethod(engine),
    },
    close: () => engine.close(),
  };
}
