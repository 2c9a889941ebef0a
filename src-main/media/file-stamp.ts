/** Size and time of a file, as scan-folder.ts reads them: two ways of rounding would take one file in thousands for a changed one. */
import { stat } from 'node:fs/promises';
import type { UnixMs } from '../../src-shared/units';
import { pathOnDisk } from './path-on-disk';

/** Whole milliseconds, rounded down. Rejects with what the file system says. */
export async function fileStamp(sourcePath: string): Promise<{ sizeBytes: number; modifiedAtMs: UnixMs }> {
  const { size, mtimeMs } = await stat(pathOnDisk(sourcePath), { bigint: true });
  return { sizeBytes: Number(size), modifiedAtMs: Number(mtimeMs) };
}
