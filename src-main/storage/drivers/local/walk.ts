/** Lists the objects of a bucket in key order, folder by folder, holding one folder's names at a time. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../../cancellation';
import { compareKeys } from '../../key-order';
import { isMissing } from './errors';
import { decodeSegment, INTERNAL_FOLDER, namesOnDisk } from './object-path';

export interface WalkOptions {
  platform: NodeJS.Platform;
  prefix: string;
  /** '' for none. */
  startAfter: string;
  signal: AbortSignal | undefined;
}

interface NamedEntry {
  entry: Dirent;
  key: string;
}

/** In key order. Of two names for one key the one that a key leads to is shown. */
function namedEntries(entries: Dirent[], below: string, platform: NodeJS.Platform): NamedEntry[] {
  const byKey = new Map<string, NamedEntry>();
  for (const entry of entries) {
    if (!entry.isFile() && !entry.isDirectory()) continue;
    const segment = decodeSegment(entry.name);
    const key = below + segment + (entry.isDirectory() ? '/' : '');
    const other = byKey.get(key);
    const names = other && namesOnDisk(segment, platform);
    if (!other || !names || names.indexOf(entry.name) < names.indexOf(other.entry.name))
      byKey.set(key, { entry, key });
  }
  return [...byKey.values()].sort((a, b) => compareKeys(a.key, b.key));
}

/**
 * A folder sorts as its name with `/`: that is how its keys compare with those of the files beside it. Links are not followed: what they
 * show may lie outside the bucket.
 */
export async function* walkKeys(
  bucketFolder: string,
  options: WalkOptions,
  folder = '',
  below = '',
): AsyncGenerator<{ key: string; file: string }> {
  throwIfCancelled(options.signal);
  let entries: Dirent[];
  try {
    entries = await readdir(path.join(bucketFolder, folder), { withFileTypes: true });
  } catch (error) {
    if (below !== '' && isMissing(error)) return; // removed while we walked
    throw error;
  }
  const named = namedEntries(entries, below, options.platform);

  for (const { entry, key } of named) {
    const isPast = options.startAfter !== '' && compareKeys(key, options.startAfter) <= 0;
    if (entry.isDirectory()) {
      if (key === `${INTERNAL_FOLDER}/`) continue;
      if (isPast && !options.startAfter.startsWith(key)) continue;
      if (!key.startsWith(options.prefix) && !options.prefix.startsWith(key)) continue;
      yield* walkKeys(bucketFolder, options, path.join(folder, entry.name), key);
    } else if (!isPast && key.startsWith(options.prefix)) {
      yield { key, file: path.join(bucketFolder, folder, entry.name) };
    }
  }
}

/**
 * One level below `prefix`, whose folder is `folder`: objects, and folders with `/`, in key order after `after` ('' for none). A folder
 * that holds no object at any depth is left out.
 */
export async function* walkLevel(
  bucketFolder: string,
  folder: string,
  options: { platform: NodeJS.Platform; prefix: string; after: string; signal: AbortSignal | undefined },
): AsyncGenerator<{ key: string; file: string | null }> {
  const { platform, prefix, after, signal } = options;
  throwIfCancelled(signal);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const { entry, key } of namedEntries(entries, prefix, platform)) {
    if (after !== '' && compareKeys(key, after) <= 0) continue;
    const file = path.join(folder, entry.name);
    if (!entry.isDirectory()) yield { key, file };
    else if (await holdsObjects(bucketFolder, file, { platform, prefix: key, signal }))
      yield { key, file: null };
  }
}

async function holdsObjects(
  bucketFolder: string,
  folder: string,
  options: { platform: NodeJS.Platform; prefix: string; signal: AbortSignal | undefined },
): Promise<boolean> {
  if (options.prefix === `${INTERNAL_FOLDER}/`) return false;
  const walk = walkKeys(
    bucketFolder,
    { ...options, startAfter: '' },
    path.relative(bucketFolder, folder),
    options.prefix,
  );
  const first = await walk.next();
  await walk.return(undefined);
  return first.done !== true;
}
