/** Lists the objects of a bucket in key order, folder by folder, holding one folder's names at a time. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../../cancellation';
import { compareKeys } from '../../key-order';
import { isMissing } from './errors';
import { decodeSegment, INTERNAL_FOLDER } from './object-path';

export interface WalkOptions {
  platform: NodeJS.Platform;
  prefix: string;
  /** '' for none. */
  startAfter: string;
  signal: AbortSignal | undefined;
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
  const named = entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => ({
      entry,
      key: below + decodeSegment(entry.name, options.platform) + (entry.isDirectory() ? '/' : ''),
    }))
    .sort((a, b) => compareKeys(a.key, b.key));

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
