/** A quick look at what was dropped, by names and sizes alone, to say before an import what it would be. */
import path from 'node:path';
import { pathOnDisk, readableName } from './path-on-disk';
import { diskFileSystem, type ScanFileSystem, scanFolder } from './scan-folder';

export interface FolderCount {
  /** Photos and videos by their extension. */
  fileCount: number;
  totalBytes: number;
  /** `at-least` when the limit ended the count. */
  counted: 'all' | 'at-least';
  /** Roots that do not exist. */
  missing: string[];
  suggestedTitle: string;
}

export interface CountLimit {
  maxFiles: number;
  maxMs: number;
  /** Milliseconds of any steady clock. */
  now: () => number;
  fs?: ScanFileSystem;
  signal?: AbortSignal;
}

/** Counts until all is counted or a limit is met; never throws for what is on the disk. */
export async function countFolder(roots: readonly string[], limit: CountLimit): Promise<FolderCount> {
  const fs = limit.fs ?? diskFileSystem;
  const deadline = limit.now() + limit.maxMs;
  const missing: string[] = [];
  for (const root of roots) {
    const there = await fs.stat(root).then(
      () => true,
      (error: unknown) =>
        !(error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))),
    );
    if (!there) missing.push(root);
  }
  const present = roots.filter((root) => !missing.includes(root));
  const count: FolderCount = {
    fileCount: 0,
    totalBytes: 0,
    counted: 'all',
    missing,
    suggestedTitle: suggestTitle(roots),
  };
  if (present.length === 0) return count;
  for await (const entry of scanFolder(present, {
    fs,
    look: 'names',
    ...(limit.signal && { signal: limit.signal }),
  })) {
    if (entry.type === 'file') {
      count.fileCount += 1;
      count.totalBytes += entry.sizeBytes;
    }
    if (count.fileCount >= limit.maxFiles || limit.now() >= deadline) {
      count.counted = 'at-least';
      break;
    }
  }
  return count;
}

/** The name of a dropped folder, or of the folder that all dropped things lie in, as an album title (at most 200 characters). */
export function suggestTitle(roots: readonly string[]): string {
  const readable = roots.map((root) => {
    const bytes = pathOnDisk(root);
    return typeof bytes === 'string' ? bytes : readableName(bytes);
  });
  const first = readable[0];
  if (first === undefined) return '';
  const parents = new Set(readable.map((root) => path.dirname(root)));
  const looksLikeFile = path.extname(first) !== '' && /^\.[a-z0-9]{2,5}$/i.test(path.extname(first));
  const chosen =
    readable.length === 1 && !looksLikeFile ? first : parents.size === 1 ? path.dirname(first) : first;
  const name = path.basename(chosen);
  return name.normalize('NFC').replace(/_+/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 200);
}
