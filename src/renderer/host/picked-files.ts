/** A file that a person chose, with its path within their folder. */
export interface PickedFile {
  readonly file: File;
  readonly path: string;
}

/** Shows the browser's file picker. Resolves to null if the person cancels. */
export function showFilePicker(
  options: Partial<Pick<HTMLInputElement, 'accept' | 'multiple' | 'webkitdirectory'>>,
): Promise<File[] | null> {
  const input = Object.assign(document.createElement('input'), { type: 'file', ...options });
  return new Promise((resolve) => {
    input.addEventListener('cancel', () => {
      resolve(null);
    });
    input.addEventListener('change', () => {
      resolve([...(input.files ?? [])]);
    });
    input.click();
  });
}

/** Returns true for the hidden files that systems and tools leave in folders. */
export function isHidden(path: string): boolean {
  return path.split('/').some((name) => name.startsWith('.'));
}

/** Returns all dropped files, including those in folders, or null if no file was dropped. */
export async function droppedFiles(items: DataTransfer): Promise<PickedFile[] | null> {
  // all entries are read at once, since the list is empty after the first await
  const entries = Array.from(items.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  return entries.length === 0 ? null : (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<PickedFile[]> {
  if (isHidden(entry.name)) return [];
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    return [{ file, path: entry.fullPath.slice(1) }];
  }
  if (!isFolder(entry)) return [];
  const files: PickedFile[] = [];
  for (const child of await childrenOf(entry)) files.push(...(await filesIn(child)));
  return files;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Reads in batches: a reader returns at most a hundred entries at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}
