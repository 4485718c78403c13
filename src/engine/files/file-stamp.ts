import { stat } from 'node:fs/promises';

/** Changes when a file or folder does: what was made from it is then made again. Null where there is none. */
export async function fileStamp(path: string | undefined): Promise<number | null> {
  if (path === undefined) return null;
  return stat(path).then(
    ({ mtimeMs, size }) => mtimeMs + size,
    () => null, // whoever reads it will say what is wrong
  );
}
