/** A cache that somebody emptied fills itself again. */
import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, it as test } from 'vitest';
import { createLostThumbs } from '../../../src-main/services/lost-thumbs';
import type { AssetId } from '../../../src-shared/units';
import { camera, openFound } from '../../support/found-photos';

test('a missed thumbnail takes all of its album that are gone along, and they are made again', async () => {
  await using it = await openFound();
  const [a, b, c] = (await it.found({
    'a.jpg': await camera(1),
    'b.jpg': await camera(2),
    'c.jpg': await camera(3),
  })) as [AssetId, AssetId, AssetId];
  await it.want([a, b, c]);
  const { cache } = it.test.core;
  const before = await readFile(cache.thumb(a));
  await rm(cache.thumb(a));
  await rm(cache.thumb(c));
  const lost = createLostThumbs(it.test.core);
  lost.found(a);
  lost.found(a);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([a, b, c].map((id) => it.asset(id).thumbRevision)).toEqual([0, 1, 0]);
  await lost.stop();

  const reads = it.reads.length;
  await it.want([a, b, c]);
  expect(it.reads).toHaveLength(reads);
  expect([a, b, c].map((id) => it.asset(id).thumbRevision)).toEqual([2, 1, 2]);
  expect(await readFile(cache.thumb(a))).toEqual(before);
});

test('also when the whole cache went', async () => {
  await using it = await openFound();
  const [a] = (await it.found({ 'a.jpg': await camera(1) })) as [AssetId];
  await it.want([a]);
  const { cache } = it.test.core;
  await rm(dirname(dirname(dirname(cache.thumb(a)))), { recursive: true });
  const reads = it.reads.length;
  const lost = createLostThumbs(it.test.core);
  lost.found(a);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await lost.stop();
  await it.want([a]);
  expect(it.asset(a)).toMatchObject({ thumbRevision: 2, mediaError: null });
  expect(it.reads.length).toBeGreaterThan(reads);
  expect((await readFile(cache.thumb(a))).length).toBeGreaterThan(0);
});
