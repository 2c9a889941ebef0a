/** Files out of a picker or of what was dropped, folders walked as far as the browser lets. */

/** A folder of a whole disk would never end. */
const MOST_FILES = 20_000;

export function pickedFiles(input: HTMLInputElement): File[] {
  const files = [...(input.files ?? [])].slice(0, MOST_FILES);
  // The same files can be chosen once more.
  input.value = '';
  return files;
}

export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Taken at once: after the first wait the browser has emptied it.
  const entries = [...transfer.items].flatMap((item) =>
    item.kind === 'file' && item.webkitGetAsEntry ? (item.webkitGetAsEntry() ?? []) : [],
  );
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry.isDirectory)) return plain.slice(0, MOST_FILES);
  const files: File[] = [];
  const left = [...entries];
  for (let entry = left.shift(); entry && files.length < MOST_FILES; entry = left.shift()) {
    if (entry.isDirectory) left.push(...(await entriesIn(entry as FileSystemDirectoryEntry)));
    else if (!entry.name.startsWith('.')) files.push(...(await fileOf(entry as FileSystemFileEntry)));
  }
  return files;
}

async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // Each call brings a hundred or so.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0 || all.length > MOST_FILES) return all;
    all.push(...some);
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File[]> =>
  new Promise((resolve) =>
    entry.file(
      (file) => resolve([file]),
      () => resolve([]),
    ),
  );
