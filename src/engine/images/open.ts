import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isNpy, NPY_MAGIC_BYTES } from '#shared/files/npy';
import type { Progress } from '#shared/progress';
import type { ImageSource } from '#shared/setup';
import { MAX_FILE_BYTES, readError, readFileBytes, readPart } from '../files/read-file';
import {
  isCifar,
  isIdx,
  picturesFromCifar,
  picturesFromIdx,
  picturesFromNpy,
  picturesFromNpz,
} from './array-files';
import { arraySet } from './array-set';
import type { Decoder } from './decoder';
import type { Candidate, VerifyPolicy } from './file-set';
import { openFileSet } from './file-set';
import type { PictureSet } from './picture-set';
import { samplePath } from './samples';
import { walkFolder } from './walk';
import { candidatesFromZip, isZip } from './zip';

/** The options with which a source of pictures is opened. */
export interface OpenOptions {
  readonly decoder: Decoder;
  readonly verify: VerifyPolicy;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** The advice for archives, and arrays other than .npy, that are too large to read as a whole. */
const IN_PARTS =
  'Unpack it to a folder of pictures, or save them as one .npy array: both are read a part at a time.';

/**
 * Opens any source of pictures: a folder, a zip, .npy, .npz, IDX, CIFAR-10 binary, a single picture, or
 * `sample:<name>`. The content of a file determines its format; only .npz is distinguished from other zips by
 * its name.
 * @throws EngineError `not-found`, `bad-input` or `too-large` if the source cannot be opened, `cancelled` if
 * it is stopped.
 */
export async function openPictures(
  { source, files, shape }: ImageSource,
  options: OpenOptions,
): Promise<PictureSet> {
  if (files) {
    const chosen = files.map((path) => ({
      file: { path: Buffer.from(path) },
      name: basename(path),
      className: null,
    }));
    return openFiles(chosen, options);
  }
  const isSample = source.startsWith('sample:');
  const path = isSample ? samplePath(source.slice('sample:'.length)) : source;
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    (thrown: unknown) => {
      throw readError(thrown, path);
    },
  );
  if (isFolder) {
    const walked = await walkFolder(path, options.signal);
    const candidates = walked.files.map(({ path: file, ...rest }): Candidate => ({
      file: { path: file },
      ...rest,
    }));
    // the build has already decoded the bundled samples
    const verify = isSample && options.verify === 'small sets' ? 'none' : options.verify;
    return openFiles(candidates, { ...options, verify }, walked.skipped);
  }

  const name = basename(path);
  if (isNpy(await readPart(path, 0, NPY_MAGIC_BYTES)))
    return arraySet(await picturesFromNpy(path, name, shape));
  const bytes = await readFileBytes(path, MAX_FILE_BYTES, IN_PARTS);
  if (isZip(bytes)) {
    if (name.toLowerCase().endsWith('.npz'))
      return arraySet(await picturesFromNpz(bytes, name, options.signal, shape));
    const { candidates, skipped } = await candidatesFromZip(bytes, name, options.signal);
    return openFiles(candidates, options, skipped);
  }
  if (isIdx(bytes)) return arraySet(picturesFromIdx(bytes, name, await labelsBeside(path)));
  if (isCifar(bytes)) return arraySet(picturesFromCifar(bytes));
  return openFiles([{ file: { path: Buffer.from(path) }, name, className: null }], options);
}

function openFiles(
  candidates: readonly Candidate[],
  { decoder, verify, signal, onProgress }: OpenOptions,
  skipped: PictureSet['skipped'] = [],
): Promise<PictureSet> {
  return openFileSet(candidates, skipped, decoder, verify, signal, onProgress);
}

/**
 * Reads the labels of MNIST, whose file name differs from that of the images in two places; undefined without
 * them.
 */
async function labelsBeside(path: string): Promise<Uint8Array | undefined> {
  const name = basename(path).replace('images', 'labels').replace('idx3', 'idx1');
  const labels = join(dirname(path), name);
  return labels !== path && existsSync(labels) ? readFile(labels) : undefined;
}
