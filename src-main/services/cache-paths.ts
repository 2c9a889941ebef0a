/** Where derived images lie: plain files in shards of 1,000, named by the asset's id, which is never used twice. */
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AssetId } from '../../src-shared/units';
import type { CachePaths } from './core';

/** Keeps folders small enough for every file manager and file system. */
const SHARD = 1000;

export function createCachePaths(root: string): CachePaths {
  const made = new Set<string>();
  const place = (kind: 'thumbs' | 'previews', id: AssetId): string => {
    const path = join(
      root,
      kind,
      String(Math.floor(id / SHARD)),
      `${id}.${kind === 'thumbs' ? 'webp' : 'jpg'}`,
    );
    const folder = dirname(path);
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    return path;
  };
  const thumb = (id: AssetId): string => place('thumbs', id);
  const preview = (id: AssetId): string => place('previews', id);
  return {
    thumb,
    preview,
    async remove(ids) {
      for (const id of ids) {
        await rm(thumb(id), { force: true });
        await rm(preview(id), { force: true });
      }
    },
  };
}
