/** Objects that a HEAD tells of although their parts are gone, as Swift does: nothing is left out for them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openTestCore, type TestCore } from '../support/test-core';
import { MIB, makeReceipt, photo, putOnCard, told } from './receipts/receipt-fixture';

const hollow = new Set<string>();
let test: TestCore;
let store: ObjectStore;
beforeEach(async () => {
  hollow.clear();
  const memory = createMemoryStore();
  store = {
    ...memory,
    async head(bucket, key, options) {
      const held = await memory.head(bucket, key, options);
      return held?.etag.includes('-') ? { ...held, etagKind: 'parts' } : held;
    },
    multipart: { ...memory.multipart, isWhole: async (_, key) => !hollow.has(key) },
  };
  test = await openTestCore(store);
});
afterEach(() => test.close());

const again = async () => {
  const { state, storedCount, skippedCount, id } = await test.importAll();
  const keys = test.core.catalogue.imports.files(id, null, 9).map(({ key }) => key);
  return { state, storedCount, skippedCount, keys };
};

it('one that lost its parts is no twin', async () => {
  putOnCard(test, 'film.jpg', photo(3, 20 * MIB));
  await test.importAll();
  rmSync(join(test.source, 'film.jpg'));
  putOnCard(test, 'copy.jpg', photo(3, 20 * MIB));
  hollow.add('film.jpg');
  expect(await again()).toEqual({ state: 'done', storedCount: 1, skippedCount: 0, keys: ['copy.jpg'] });
});

it('one that lost its parts is stored anew under another name', async () => {
  putOnCard(test, 'film.jpg', photo(3, 20 * MIB));
  await test.importAll();
  expect(await again()).toMatchObject({ storedCount: 0, skippedCount: 1 });
  hollow.add('film.jpg');
  expect(told(test, await makeReceipt(test))).toMatchObject({ safe: false });
  expect(await again()).toEqual({ state: 'done', storedCount: 1, skippedCount: 0, keys: ['film (2).jpg'] });
  expect(told(test, await makeReceipt(test))).toMatchObject({ safe: true });
});
