/** The folders that every program uploads: random bytes, so that nothing compresses and no two are the same, under names of photos. */
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface FileSet {
  name: string;
  count: number;
  sizeBytes: number;
}

/** The cases of the goals. 512 MB are 512 MiB, as in the other programs' own settings. */
export const fileSets = {
  a: { name: 'one file of 512 MB', count: 1, sizeBytes: 512 * 1024 ** 2 },
  b: { name: '100 files of 6 MB', count: 100, sizeBytes: 6_000_000 },
  c: { name: '1,000 files of 100 KB', count: 1000, sizeBytes: 100_000 },
} as const satisfies Record<string, FileSet>;

const SLICE_BYTES = 4 * 1024 ** 2;

export function makeFiles(parent: string, name: string, { count, sizeBytes }: FileSet): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  const slice = Buffer.alloc(Math.min(SLICE_BYTES, sizeBytes));
  for (let index = 1; index <= count; index += 1) {
    const file = openSync(join(folder, `IMG_${String(index).padStart(4, '0')}.JPG`), 'wx');
    try {
      for (let written = 0; written < sizeBytes; )
        written += writeSync(file, randomFillSync(slice), 0, Math.min(slice.length, sizeBytes - written));
    } finally {
      closeSync(file);
    }
  }
  return folder;
}
