import type { OpenedSource } from '#shared/host';
import type { SessionFile } from '../../host/host';
import type { Run } from '../run';
import type { Settings } from '../../domain/settings/settings';
import { Archive } from './archive';
import type { SessionContent } from './format';
import { parseSession, unpacked } from './format';
import { runOf } from './recorded';

type Images = readonly (OpenedSource | null)[];

/** A session file that was read whole and found good. */
export interface Loaded {
  readonly file: SessionFile;
  readonly content: SessionContent;
  readonly newerVersion: number | null;
  /** The sets that it names, null for those that are not where they were. */
  readonly images: Images;
  settingsWith(images: Images): Settings;
  /** Null where it has no recording. */
  runWith(images: Images): Promise<Run | null>;
}

/** Throws what is wrong with it. */
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
  // built to find out whether it is whole; shown as it is where all sets are where they were
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
