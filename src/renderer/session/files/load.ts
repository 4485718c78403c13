import type { OpenedSource } from '#shared/host';
import type { SessionFile } from '../../host/host';
import type { Run } from '../run';
import type { Settings } from '../../domain/settings/settings';
import { Archive } from './archive';
import type { SessionContent } from './format';
import { parseSession, unpacked } from './format';
import { runOf } from './recorded';

type Images = readonly (OpenedSource | null)[];

/** A session file that was read completely and is valid. */
export interface Loaded {
  readonly file: SessionFile;
  readonly content: SessionContent;
  readonly newerVersion: number | null;
  /** The sets that the file refers to, with null for each that was not found. */
  readonly images: Images;
  settingsWith(images: Images): Settings;
  /** Resolves to null if the file has no recording. */
  runWith(images: Images): Promise<Run | null>;
}

/**
 * Reads and checks a session file.
 * @throws EngineError that says what is wrong with the file
 */
export async function loadSession(file: SessionFile): Promise<Loaded> {
  const archive = await Archive.open(file);
  const { content, newerVersion } = parseSession(await archive.description(), file.name);
  const images = await file.resolveImages(content.images);
  const { recording } = content;
  const unpackWith = (given: Images) => (settings: Settings) =>
    unpacked(
      settings,
      given.map((image) => image?.source ?? null),
    );
  const runWith = async (given: Images) =>
    recording && runOf(recording, archive, given[0]?.source ?? '', unpackWith(given));
  // the run is built to check the file, and shown as it is if all sets were found
  let built = await runWith(images);
  return {
    file,
    content,
    newerVersion,
    images,
    settingsWith: (given) => unpackWith(given)(content.settings),
    runWith: (given) => {
      const run = built;
      built = null;
      return run && given.every((image, i) => image === images[i]) ? Promise.resolve(run) : runWith(given);
    },
  };
}
