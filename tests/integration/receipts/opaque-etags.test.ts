/** Stores whose ETags say nothing of the bytes: asking proves nothing there, reading back does, and only for the object that was read. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { EtagKind, ObjectStore } from '../../../src-main/storage/object-store';
import { openTestCore, type TestCore } from '../../support/test-core';
import { MIB, makeReceipt, photo, putOnCard, told } from './receipt-fixture';

let test: TestCore;
afterEach(() => test.close());

/** ETags that look like MD5s and are none, another one with each writing, as of a bucket encrypted under a key of its own. */
function encrypted(): ObjectStore {
  const memory = createMemoryStore();
  let writes = 0;
  const versions = new Map<string, number>();
  const seal = (key: string, etag: string): string =>
    createHash('md5')
      .update(`${versions.get(key) ?? 0} ${etag}`)
      .digest('hex');
  const opaque = <T extends { etag: string }>(key: string, facts: T): T & { etagKind: EtagKind } => ({
    ...facts,
    etag: seal(key, facts.etag),
    etagKind: 'opaque',
  });
  const written = (key: string): void => {
    writes += 1;
    versions.set(key, writes);
  };
  return {
    ...memory,
    async head(bucket, key, options) {
      const info = await memory.head(bucket, key, options);
      return info && opaque(key, info);
    },
    async get(bucket, key, options) {
      const { info, body } = await memory.get(bucket, key, options);
      return { info: opaque(key, info), body };
    },
    async put(bucket, key, ...rest) {
      const held = await memory.put(bucket, key, ...rest);
      written(key);
      return opaque(key, held);
    },
    multipart: {
      ...memory.multipart,
      async complete(upload, parts, options) {
        const joined = await memory.multipart.complete(upload, parts, options);
        written(upload.key);
        return opaque(upload.key, joined);
      },
    },
  };
}

async function stored(): Promise<ObjectStore> {
  const store = encrypted();
  test = await openTestCore(store);
  putOnCard(test, 'a.jpg', photo(1));
  putOnCard(test, 'large.jpg', photo(3, 20 * MIB));
  expect(await test.importAll()).toMatchObject({ state: 'done', storedCount: 2 });
  return store;
}
const readBack = () => makeReceipt(test, { albumId: test.albumId }, 'read-back');

describe('an encrypted bucket', () => {
  it('is not safe by asking, is by reading back, and stays so while the ETags stay', async () => {
    const store = await stored();
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { unproven: 2 },
      files: ['a.jpg unproven', 'large.jpg unproven'],
    });
    const proven = {
      safe: true,
      doubts: {},
      files: ['a.jpg confirmed read-back', 'large.jpg confirmed read-back'],
    };
    expect(told(test, await readBack())).toEqual(proven);
    expect(told(test, await makeReceipt(test))).toEqual(proven);

    // Written again with the same bytes: nothing proves that yet.
    await store.put(test.bucket, 'a.jpg', photo(1));
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { unproven: 1 },
      files: ['a.jpg unproven', 'large.jpg confirmed read-back'],
    });
    expect(told(test, await readBack())).toEqual(proven);
  });
  it('with other bytes of the same size is found by reading back', async () => {
    const store = await stored();
    await store.put(test.bucket, 'a.jpg', photo(7));
    expect(told(test, await readBack())).toEqual({
      safe: false,
      doubts: { differs: 1 },
      files: ['a.jpg differs', 'large.jpg confirmed read-back'],
    });
  });
});

describe('a photo that was in the bucket before, and is on the card too', () => {
  const found = async (bytes: Buffer): Promise<void> => {
    const store = createMemoryStore();
    test = await openTestCore(store);
    await store.put(test.bucket, 'a.jpg', bytes);
    const { etag, sizeBytes } = (await store.head(test.bucket, 'a.jpg')) ?? { etag: '', sizeBytes: 0 };
    const object = {
      key: 'a.jpg',
      kind: 'photo',
      contentType: 'image/jpeg',
      sizeBytes,
      etag,
      modifiedAtMs: 1,
    } as const;
    test.core.catalogue.assets.addListed(test.albumId, [object], test.core.now());
    putOnCard(test, 'a.jpg', photo(1));
    await test.importAll();
  };
  it('is compared with the bytes on the card', async () => {
    await found(photo(1));
    const made = await makeReceipt(test);
    expect(told(test, made)).toEqual({ safe: true, doubts: {}, files: ['a.jpg confirmed md5 (duplicate)'] });
  });
  it('and without the card nothing is known of it', async () => {
    await found(photo(1));
    const { rmSync } = await import('node:fs');
    rmSync(test.source, { recursive: true });
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { unproven: 1, 'source-gone': 1 },
      files: ['a.jpg unproven (duplicate)'],
    });
  });
  it('but is another photo: both are stored', async () => {
    await found(photo(2));
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: true,
      doubts: {},
      files: ['a.jpg confirmed md5'],
    });
  });
});
