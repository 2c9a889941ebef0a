/**
 * Keeps what can be made again within bounds on this computer: previews, and what was made of objects by their content. Used least
 * recently goes first. The thumbnails of photos in the catalogue stay: albums are browsed offline.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface CacheLimits {
  /** `cache/by-etag`. A thumbnail that an album shows too is one file under two names, and counts all the same. */
  contentBytes: number;
  /** `cache/previews`. */
  previewBytes: number;
}

const GIB = 1024 ** 3;
export const DEFAULT_CACHE_LIMITS: CacheLimits = { contentBytes: 2 * GIB, previewBytes: 8 * GIB };

/** Trimmed a little further than the limit, so that it is not done again for every file. */
const TRIMMED_TO = 0.9;
const FILES_AT_ONCE = 8;

interface Entry {
  paths: string[];
  sizeBytes: number;
  usedAtMs: number;
}

/** Answers how many bytes were taken away. Never rejects: what cannot be read or removed stays. */
export async function trimCache(root: string, limits: CacheLimits, signal: AbortSignal): Promise<number> {
  const content = await trimFolder(join(root, 'by-etag'), limits.contentBytes, signal);
  return content + (await trimFolder(join(root, 'previews'), limits.previewBytes, signal));
}

async function trimFolder(folder: string, limitBytes: number, signal: AbortSignal): Promise<number> {
  const entries = new Map<string, Entry>();
  for (const shard of await namesIn(folder)) {
    if (signal.aborted) return 0;
    await readShard(join(folder, shard), entries);
    await nextTurn();
  }
  let bytes = 0;
  for (const entry of entries.values()) bytes += entry.sizeBytes;
  if (bytes <= limitBytes) return 0;
  let freed = 0;
  for (const { paths, sizeBytes } of [...entries.values()].sort((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (signal.aborted || bytes - freed <= limitBytes * TRIMMED_TO) break;
    const gone = await Promise.all(paths.map(removed));
    if (gone.every(Boolean)) freed += sizeBytes;
  }
  return freed;
}

/** Facts and thumbnail of one content go together. */
async function readShard(shard: string, entries: Map<string, Entry>): Promise<void> {
  const names = await namesIn(shard);
  const readNext = async (): Promise<void> => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const path = join(shard, name);
      const found = await stat(path).catch(() => null);
      if (!found?.isFile()) continue;
      const of = join(shard, name.split('.')[0] ?? name);
      const entry = entries.get(of) ?? { paths: [], sizeBytes: 0, usedAtMs: 0 };
      entry.paths.push(path);
      entry.sizeBytes += found.size;
      entry.usedAtMs = Math.max(entry.usedAtMs, found.mtimeMs);
      entries.set(of, entry);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, readNext));
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
const removed = (path: string): Promise<boolean> =>
  rm(path, { force: true }).then(
    () => true,
    () => false,
  );
