/** What happens when the name of a file is taken, or its connection leads elsewhere, while the file is sent. */
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import { openTestCore, type TestCore } from '../support/test-core';

const MIB = 1024 * 1024;
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const film = randomBytes(20 * MIB);
let store: ObjectStore;
let test: TestCore;
/** Called once, before the first request that begins like `at`. */
let meanwhile: { at: string; run: () => Promise<unknown> } | null;

beforeEach(async () => {
  meanwhile = null;
  store = createMemoryStore({
    beforeCall: async ({ operation, key }) => {
      if (!meanwhile || !`${operation} ${key}`.startsWith(meanwhile.at)) return;
      const { run } = meanwhile;
      meanwhile = null;
      await run();
    },
  });
  test = await openTestCore(store);
  writeFileSync(join(test.source, 'film.tif'), film);
});
afterEach(() => test.close());

const held = async (): Promise<Record<string, string>> => {
  const sums: Array<[string, string]> = [];
  for await (const { key } of store.list(test.bucket)) {
    if (key.startsWith('.caos/')) continue;
    const { body } = await store.get(test.bucket, key);
    sums.push([key, md5(Buffer.concat((await body.toArray()) as Buffer[]))]);
  }
  return Object.fromEntries(sums);
};
const unfinished = async (): Promise<number> =>
  (await store.multipart.list(test.bucket, '')[Symbol.asyncIterator]().next()).done ? 0 : 1;

describe('a large file whose name is taken while its parts are sent', () => {
  it('leaves the other object as it is, takes another name and leaves no parts behind', async () => {
    const others = Buffer.from('somebody else’s photo');
    meanwhile = { at: 'multipart.putPart', run: () => store.put(test.bucket, 'film.tif', others) };
    const run = await test.importAll();
    expect({ run: run.storedCount, held: await held(), unfinished: await unfinished() }).toEqual({
      run: 1,
      held: { 'film.tif': md5(others), 'film (2).tif': md5(film) },
      unfinished: 0,
    });
  });

  it('is stored without another copy when the same bytes took it', async () => {
    meanwhile = { at: 'multipart.putPart', run: () => store.put(test.bucket, 'film.tif', film) };
    const run = await test.importAll();
    const ours = test.core.catalogue.assets.storedObjects(test.albumId).map((asset) => asset.ours);
    expect({ run: run.storedCount, held: await held(), unfinished: await unfinished(), ours }).toEqual({
      run: 1,
      held: { 'film.tif': md5(film) },
      unfinished: 0,
      ours: [false], // it stays when the album is deleted
    });
  });

  it('goes on after an interruption, and looks at the name again before it is joined', async () => {
    const others = Buffer.from('somebody else’s photo');
    meanwhile = {
      at: 'multipart.complete',
      run: () => Promise.reject(new AppError('unreachable', 'offline')),
    };
    const waiting = () => test.core.catalogue.transfers.countByState().waiting === 1;
    const run = await test.importAll(waiting);
    await store.put(test.bucket, 'film.tif', others);
    test.advance(600_000);
    await test.ended(run.id);
    expect({ held: await held(), unfinished: await unfinished() }).toEqual({
      held: { 'film.tif': md5(others), 'film (2).tif': md5(film) },
      unfinished: 0,
    });
  });
});

describe('a file whose connection leads to another account before the store has confirmed it', () => {
  it('is not called stored by what the former account holds', async () => {
    const other = createMemoryStore();
    await other.createBucket(test.bucket);
    const { stores } = test.core;
    const { open } = stores;
    meanwhile = {
      at: 'multipart.complete',
      run: async () => {
        stores.open = async () => other;
      },
    };
    const run = await test.importAll(() => test.core.catalogue.transfers.countByState().waiting === 1);
    const [row] = test.core.catalogue.transfers.list({ offset: 0, limit: 1 }).items;
    stores.open = open;
    expect({ stored: run.storedCount, code: row?.error?.code }).toEqual({ stored: 0, code: 'integrity' });
  });
});
