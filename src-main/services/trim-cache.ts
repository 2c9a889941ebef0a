/**
 * Keeps what can be made again within bounds on this computer: previews, and what was made of objects by their content. Used least
 * recently goes first. The thumbnails of photos in the catalogue stay, and so do previews of albums that a person keeps: those are
 * browsed offline.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AssetId } from '../../src-shared/units';

export interface CacheLimits {
  /** `cache/by-etag`. A thumbnail that an album shows too is one file under two names, and counts all the same. */
  contentBytes: number;
  /** `cache/previews`, without those that are kept. */
  previewBytes: number;
}

/** Which of these photos' previews are kept whatever the limit says. */
export type Keeps = (ids: AssetId[]) => ReadonlySet<AssetId>;

const GIB = 1024 ** 3;
export const DEFAULT_CACHE_LIMITS: CacheLimits = { contentBytes: 2 * GIB, previewBytes: 8 * GIB };

/** Trimmed a little further than the limit, so that it is not done again for every file. */
const TRIMMED_TO = 0.9;
const FILES_AT_ONCE = 8;
const IDS_AT_ONCE = 1000;

interface Entry {
  /** As files of photos are named: by id. */
  name: string;
  paths: string[];
  sizeBytes: number;
  usedAtMs: number;
}

const nothingKept: Keeps = () => new Set();

/** Answers how many bytes were taken away. Never rejects: what cannot be read or removed stays. */
export async function trimCache(
  root: string,
  limits: CacheLimits,
  signal: AbortSignal,
  keeps: Keeps = nothingKept,
): Promise<number> {
  const content = await trimFolder(join(root, 'by-etag'), limits.contentBytes, signal, nothingKept);
  return content + (await trimFolder(join(root, 'previews'), limits.previewBytes, signal, keeps));
}

/** How many bytes lie in it. */
export async function measureCache(
  root: string,
  signal: AbortSignal,
  keeps: Keeps,
): Promise<{ thumbBytes: number; previewBytes: number; keptBytes: number }> {
  const thumbs = await readFolder(join(root, 'thumbs'), signal);
  const previews = await readFolder(join(root, 'previews'), signal);
  const free = await withoutKept(previews, keeps);
  const previewBytes = bytesOf(previews);
  return { thumbBytes: bytesOf(thumbs), previewBytes, keptBytes: previewBytes - bytesOf(free) };
}

async function trimFolder(
  folder: string,
  limitBytes: number,
  signal: AbortSignal,
  keeps: Keeps,
): Promise<number> {
  const entries = await readFolder(folder, signal);
  if (bytesOf(entries) <= limitBytes) return 0;
  const free = await withoutKept(entries, keeps);
  const bytes = bytesOf(free);
  if (signal.aborted || bytes <= limitBytes) return 0;
  let freed = 0;
  for (const { paths, sizeBytes } of free.sort((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (signal.aborted || bytes - freed <= limitBytes * TRIMMED_TO) break;
    const gone = await Promise.all(paths.map(removed));
    if (gone.every(Boolean)) freed += sizeBytes;
  }
  return freed;
}

const bytesOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

async function withoutKept(entries: readonly Entry[], keeps: Keeps): Promise<Entry[]> {
  const free: Entry[] = [];
  for (let at = 0; at < entries.length; at += IDS_AT_ONCE) {
    const slice = entries.slice(at, at + IDS_AT_ONCE);
    const kept = keeps(slice.map(({ name }) => Number(name) as AssetId).filter(Number.isSafeInteger));
    free.push(...slice.filter(({ name }) => !kept.has(Number(name) as AssetId)));
    await nextTurn();
  }
  return free;
}

/** Nothing when it was ended on the way. */
async function readFolder(folder: string, signal: AbortSignal): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  for (const shard of await namesIn(folder)) {
    if (signal.aborted) return [];
    await readShard(join(folder, shard), entries);
    await nextTurn();
  }
  return [...entries.values()];
}

/** Facts and thumbnail of one content go together. */
async function readShard(shard: string, entries: Map<string, Entry>): Promise<void> {
  const names = await namesIn(shard);
  const readNext = async (): Promise<void> => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const path = join(shard, name);
      const found = await stat(path).catch(() => null);
      if (!found?.isFile()) continue;
      const stem = name.split('.')[0] ?? name;
      const of = join(shard, stem);
      const entry = entries.get(of) ?? { name: stem, paths: [], sizeBytes: 0, usedAtMs: 0 };
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
