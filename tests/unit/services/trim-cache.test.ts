/** What can be made again stays within its bounds, and what is looked at stays longest. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCachePaths } from '../../../src-main/services/cache-paths';
import { trimCache } from '../../../src-main/services/trim-cache';
import type { AssetId } from '../../../src-shared/units';

const never = new AbortController().signal;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'caos-cache-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, sizeBytes: number, usedAtS: number): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.alloc(sizeBytes));
  utimesSync(path, usedAtS, usedAtS);
  return path;
}

it('takes away what was used longest ago, facts and thumbnail together, and no thumbnail of an album', async () => {
  const cache = createCachePaths(root);
  const digests = ['aa1', 'bb2', 'cc3'];
  digests.forEach((digest, n) => {
    // The thumbnail is old, its facts tell when it was used last.
    write(cache.content(digest).thumb, 300, 1);
    write(cache.content(digest).facts, 100, 100 - n);
  });
  const thumb = write(cache.thumb(1 as AssetId), 5000, 1);
  expect(await trimCache(root, { contentBytes: 1200, previewBytes: 0 }, never)).toBe(0);
  expect(await trimCache(root, { contentBytes: 1100, previewBytes: 0 }, never)).toBe(400);
  const left = digests.filter((digest) => existsSync(cache.content(digest).facts));
  expect(left).toEqual(['aa1', 'bb2']);
  expect(digests.filter((digest) => existsSync(cache.content(digest).thumb))).toEqual(left);
  expect(existsSync(thumb)).toBe(true);
});

it('previews have a bound of their own; none is needed', async () => {
  const cache = createCachePaths(root);
  const previews = [1, 1001, 2].map((id, n) => write(cache.preview(id as AssetId), 100, 10 + n));
  expect(await trimCache(root, { contentBytes: 0, previewBytes: 250 }, never)).toBe(100);
  expect(previews.map(existsSync)).toEqual([false, true, true]);
  expect(await trimCache(join(root, 'nowhere'), { contentBytes: 0, previewBytes: 0 }, never)).toBe(0);
  expect(await trimCache(root, { contentBytes: 0, previewBytes: 0 }, AbortSignal.abort())).toBe(0);
});
