/**
 * Where derived images lie: plain files in shards of 1,000, named by the asset's id, which is never used twice. What was made of an
 * object found in a store lies a second time by its content (the same file, linked), and so outlives its album here.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AssetId } from '../../src-shared/units';
import { gridPathOf, stripPathOf } from '../media/write-whole';
import type { CachePaths } from './core';

/** Keeps folders small enough for every file manager and file system. */
const SHARD = 1000;

export function createCachePaths(root: string): CachePaths {
  const made = new Set<string>();
  const fetchingFolder = join(root, 'fetching');
  // One process owns a profile: whatever lies there is nobody's.
  rmSync(fetchingFolder, { recursive: true, force: true });
  const inFolder = (path: string): string => {
    const folder = dirname(path);
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    return path;
  };
  const place = (kind: 'thumbs' | 'previews', id: AssetId): string => {
    const path = join(
      root,
      kind,
      String(Math.floor(id / SHARD)),
      `${id}.${kind === 'thumbs' ? 'webp' : 'jpg'}`,
    );
    return inFolder(path);
  };
  const thumb = (id: AssetId): string => place('thumbs', id);
  const preview = (id: AssetId): string => place('previews', id);
  const full = (id: AssetId): string => preview(id).replace(/\.jpg$/, '-full.img');
  return {
    thumb,
    preview,
    full,
    strip: (id) => stripPathOf(thumb(id)),
    grid: (id) => gridPathOf(thumb(id)),
    content(digest) {
      const path = inFolder(join(root, 'by-etag', digest.slice(0, 2), digest));
      return { facts: `${path}.json`, thumb: `${path}.webp` };
    },
    fetching: (name) => inFolder(join(fetchingFolder, name)),
    emptied: () => made.clear(),
    async remove(ids) {
      for (const id of ids) {
        await rm(thumb(id), { force: true });
        await rm(stripPathOf(thumb(id)), { force: true });
        await rm(gridPathOf(thumb(id)), { force: true });
        await rm(preview(id), { force: true });
        await rm(full(id), { force: true });
      }
    },
  };
}
