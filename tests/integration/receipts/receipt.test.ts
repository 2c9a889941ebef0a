/** What a receipt says when everything is well, and when anything at all is not: a photographer formats the card on its word. */
import { rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createReceipts } from '../../../src-main/services/receipts/receipts';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { AppError } from '../../../src-shared/app-error';
import { openTestCore, type TestCore } from '../../support/test-core';
import { MIB, makeReceipt, photo, putOnCard, read, told } from './receipt-fixture';

let test: TestCore;
afterEach(() => test.close());

/** A card with two photos and one large one, stored. */
async function stored(store: ObjectStore = createMemoryStore()): Promise<ObjectStore> {
  test = await openTestCore(store);
  putOnCard(test, 'a.jpg', photo(1));
  putOnCard(test, 'DCIM/b.jpg', photo(2, 2000));
  putOnCard(test, 'large.jpg', photo(3, 20 * MIB));
  await test.importAll();
  return store;
}
const all = { a: 'a.jpg confirmed md5', b: 'DCIM/b.jpg confirmed md5', large: 'large.jpg confirmed parts' };
const allFiles = [all.b, all.a, all.large];

describe('safe', () => {
  it('when the store confirms every file now, and the card holds nothing else', async () => {
    await stored();
    const made = await makeReceipt(test);
    expect(told(test, made)).toEqual({ safe: true, doubts: {}, files: allFiles });
    expect(made.receipt).toMatchObject({
      state: 'done',
      title: 'Test',
      places: ['Test: test-album/'],
      roots: [test.source],
      checkedCount: 3,
      fileCount: 3,
      confirmedCount: 3,
      skippedCount: 0,
      totalBytes: 3000 + 20 * MIB,
      error: null,
    });
    expect(made.files.map((file) => file.confirmedAtMs)).toEqual([
      test.core.now(),
      test.core.now(),
      test.core.now(),
    ]);
  });
  it('with what is no photo left out and said', async () => {
    await stored();
    putOnCard(test, 'notes.txt', Buffer.from('hello'));
    putOnCard(test, 'empty.jpg', Buffer.alloc(0));
    putOnCard(test, '.DS_Store', Buffer.from('x'));
    await test.importAll();
    const files = [
      '.DS_Store skipped (hidden)',
      all.b,
      all.a,
      'empty.jpg skipped (empty)',
      all.large,
      'notes.txt skipped (not-media)',
    ];
    expect(told(test, await makeReceipt(test))).toEqual({ safe: true, doubts: {}, files });
  });
  it('with what was stored before: duplicates, and a card taken in twice', async () => {
    await stored();
    putOnCard(test, 'copy.jpg', photo(1));
    putOnCard(test, 'large copy.jpg', photo(3, 20 * MIB));
    const second = await test.importAll();
    expect(told(test, await makeReceipt(test, { importId: second.id }))).toEqual({
      safe: true,
      doubts: {},
      files: [
        'DCIM/b.jpg confirmed md5 (already-here)',
        'a.jpg confirmed md5 (already-here)',
        'copy.jpg confirmed md5 (duplicate)',
        'large copy.jpg confirmed parts (duplicate)',
        'large.jpg confirmed parts (already-here)',
      ],
    });
  });
  it('with the card taken out: said, and no reason against it', async () => {
    await stored();
    rmSync(test.source, { recursive: true });
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: true,
      doubts: { 'source-gone': 1 },
      files: allFiles,
    });
  });
  it('with an empty mount point left behind: that is not the card', async () => {
    await stored();
    for (const name of ['a.jpg', 'DCIM', 'large.jpg']) rmSync(join(test.source, name), { recursive: true });
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: true,
      doubts: { 'source-gone': 1 },
      files: allFiles,
    });
  });
  it('with links that lead to photos of the card', async () => {
    test = await openTestCore(createMemoryStore());
    putOnCard(test, 'a.jpg', photo(1));
    symlinkSync(join(test.source, 'a.jpg'), join(test.source, 'b.jpg'));
    symlinkSync('/etc/hostname', join(test.source, 'outside.jpg'));
    await test.importAll();
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: true,
      doubts: {},
      files: ['a.jpg confirmed md5', 'b.jpg skipped (duplicate)', 'outside.jpg skipped (link-outside)'],
    });
  });
});

describe('not yet', () => {
  const notSafe = async (doubts: object, files: string[]): Promise<void> =>
    expect(told(test, await makeReceipt(test))).toEqual({ safe: false, doubts, files });

  it('when an object was deleted behind our back', async () => {
    const store = await stored();
    await store.delete(test.bucket, 'a.jpg');
    await notSafe({ lost: 1 }, [all.b, 'a.jpg lost', all.large]);
  });
  it('when the whole bucket went', async () => {
    const store = await stored();
    const keys: string[] = [];
    for await (const { key } of store.list(test.bucket)) keys.push(key);
    await store.deleteMany(test.bucket, keys);
    await store.deleteBucket(test.bucket);
    await notSafe({ lost: 3 }, ['DCIM/b.jpg lost', 'a.jpg lost', 'large.jpg lost']);
  });
  it('when an object was changed: another size, other bytes, another part', async () => {
    const store = await stored();
    await store.put(test.bucket, 'a.jpg', photo(1, 1001));
    await store.put(test.bucket, 'DCIM/b.jpg', photo(9, 2000));
    const upload = {
      bucket: test.bucket,
      key: 'large.jpg',
      uploadId: await store.multipart.begin(test.bucket, 'large.jpg'),
    };
    const bytes = photo(3, 20 * MIB);
    bytes[10 * MIB] = 4;
    const parts = [];
    for (const [index, start] of [0, 8 * MIB, 16 * MIB].entries()) {
      const body = bytes.subarray(start, start + 8 * MIB);
      const md5Hex = (await import('node:crypto')).createHash('md5').update(body).digest('hex');
      parts.push(await store.multipart.putPart(upload, { number: index + 1, body, md5Hex }));
    }
    await store.multipart.complete(upload, parts);
    await notSafe({ differs: 3 }, ['DCIM/b.jpg differs', 'a.jpg differs', 'large.jpg differs']);
  });
  it('when the store deletes it by itself one day', async () => {
    const store = await stored();
    await store.put(test.bucket, 'a.jpg', photo(1), { expiresAtMs: Date.now() + 86_400_000 });
    await notSafe({ lost: 1 }, [all.b, 'a.jpg lost', all.large]);
  });
  it('when a photo came onto the card since', async () => {
    await stored();
    putOnCard(test, 'c.jpg', photo(7));
    await notSafe({ 'new-here': 1 }, [all.b, all.a, 'c.jpg new-here', all.large]);
  });
  it('when a photo changed on the card: its size, or its time', async () => {
    await stored();
    writeFileSync(join(test.source, 'a.jpg'), photo(8, 999));
    utimesSync(join(test.source, 'DCIM/b.jpg'), 1000, 1000);
    await notSafe({ 'changed-here': 2 }, ['DCIM/b.jpg changed-here', 'a.jpg changed-here', all.large]);
  });
  it('when another photo of the same name, size and time lies there', async () => {
    await stored();
    const path = join(test.source, 'a.jpg');
    const { mtimeMs } = (await import('node:fs')).statSync(path);
    writeFileSync(path, photo(8));
    utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
    await notSafe({ 'changed-here': 1 }, [all.b, 'a.jpg changed-here', all.large]);
  });
  it('when a file that was left out is a photo by now', async () => {
    await stored();
    putOnCard(test, 'c.jpg', Buffer.alloc(0));
    await test.importAll();
    writeFileSync(join(test.source, 'c.jpg'), photo(5));
    await notSafe({ 'new-here': 1 }, [all.b, all.a, 'c.jpg new-here', all.large]);
  });
  it('when a duplicate names an object that is gone', async () => {
    const store = await stored();
    putOnCard(test, 'copy.jpg', photo(1));
    const second = await test.importAll();
    await store.delete(test.bucket, 'a.jpg');
    expect(told(test, await makeReceipt(test, { importId: second.id }))).toMatchObject({
      safe: false,
      doubts: { lost: 2 },
    });
  });
  it('when a duplicate became another photo of the same size', async () => {
    await stored();
    const path = putOnCard(test, 'copy.jpg', photo(1));
    await test.importAll();
    writeFileSync(path, photo(6));
    await notSafe({ 'changed-here': 1 }, [all.b, all.a, 'copy.jpg changed-here (duplicate)', all.large]);
  });
  it('when a photo was taken out of the album, with the card in and out', async () => {
    await stored();
    const asset = test.core.catalogue.assets.findByKey(test.albumId, 'a.jpg');
    test.core.catalogue.assets.remove(asset?.id as never);
    await notSafe({ 'new-here': 1 }, [all.b, 'a.jpg new-here', all.large]);
    rmSync(test.source, { recursive: true });
    await notSafe({ lost: 1, 'source-gone': 1 }, [all.b, all.large]);
  });
  it('when a photo was taken out of the album before the others were tried again, with the card out', async () => {
    let refuse = true;
    const store = createMemoryStore({
      beforeCall: ({ operation, key }) => {
        if (refuse && operation === 'put' && key === 'c.jpg')
          throw new AppError('access-denied', 'no', { retry: 'after-user' });
      },
    });
    test = await openTestCore(store);
    putOnCard(test, 'a.jpg', photo(1));
    putOnCard(test, 'b.jpg', photo(2));
    putOnCard(test, 'c.jpg', photo(3));
    const { id } = await test.importAll();
    const { assets, transfers, journal, imports } = test.core.catalogue;
    await store.delete(test.bucket, 'a.jpg');
    assets.remove(assets.findByKey(test.albumId, 'a.jpg')?.id as never);
    refuse = false;
    await test.queue.retry(transfers.ids({ states: ['failed'] }));
    expect(await test.ended(id)).toMatchObject({ storedCount: 2, failedCount: 0 });
    rmSync(test.source, { recursive: true });
    await notSafe({ lost: 1, 'source-gone': 1 }, ['b.jpg confirmed md5', 'c.jpg confirmed md5']);
    // Nor does it matter what the journal keeps: a kill may have come before the entry, and old ones go.
    for (let n = 0; n < 5000; n += 1) journal.add({ type: 'paused-all', title: '' }, 1);
    await notSafe({ lost: 1, 'source-gone': 1 }, ['b.jpg confirmed md5', 'c.jpg confirmed md5']);
    expect(imports.everStored(id)).toBe(3);
  });
  it('when nothing was found at all', async () => {
    test = await openTestCore(createMemoryStore());
    putOnCard(test, 'notes.txt', Buffer.from('hello'));
    await test.importAll();
    await notSafe({ 'nothing-found': 0 }, ['notes.txt skipped (not-media)']);
  });
});

describe('the store does not answer', () => {
  const down = (): never => {
    throw new AppError('unreachable', 'The store cannot be reached.');
  };
  it('nothing that it said before counts', async () => {
    const store = await stored();
    expect(told(test, await makeReceipt(test))).toMatchObject({ safe: true });
    store.head = async () => down();
    const made = await makeReceipt(test);
    expect(told(test, made)).toEqual({
      safe: false,
      doubts: { unanswered: 3 },
      files: ['DCIM/b.jpg unanswered', 'a.jpg unanswered', 'large.jpg unanswered'],
    });
    expect(made.files.map((file) => file.confirmedAtMs)).toEqual([null, null, null]);
  });
  it('one file without an answer is enough; the others are asked', async () => {
    const store = await stored();
    const { head } = store;
    store.head = (bucket, key, options) => (key === 'a.jpg' ? down() : head(bucket, key, options));
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { unanswered: 1 },
      files: [all.b, 'a.jpg unanswered', all.large],
    });
  });
  it('a store that is silent is not asked a thousand times', async () => {
    const store = createMemoryStore();
    test = await openTestCore(store);
    for (let n = 0; n < 300; n += 1) putOnCard(test, `${n}.jpg`, photo(n % 250, 1000 + n));
    await test.importAll();
    let asked = 0;
    store.head = async () => {
      asked += 1;
      return down();
    };
    expect(told(test, await makeReceipt(test))).toMatchObject({ safe: false, doubts: { unanswered: 300 } });
    expect(asked).toBeLessThan(40);
  });
});

describe('the import itself', () => {
  it('under way: what is not stored yet is a doubt', async () => {
    const store = createMemoryStore();
    test = await openTestCore(store);
    putOnCard(test, 'a.jpg', photo(1));
    putOnCard(test, 'b.jpg', photo(2));
    const { put } = store;
    store.put = (bucket, key, ...rest) =>
      key === 'b.jpg' ? Promise.reject(new AppError('unreachable', 'down')) : put(bucket, key, ...rest);
    const run = await test.importAll((now) => now.storedCount === 1);
    expect(told(test, await makeReceipt(test, { importId: run.id }))).toEqual({
      safe: false,
      doubts: { 'not-stored': 1 },
      files: ['a.jpg confirmed md5', 'b.jpg not-stored'],
    });
  });
  it('a file that failed or was cancelled', async () => {
    const store = createMemoryStore();
    test = await openTestCore(store);
    putOnCard(test, 'a.jpg', photo(1));
    putOnCard(test, 'b.jpg', photo(2));
    const { put } = store;
    store.put = (bucket, key, ...rest) =>
      key === 'b.jpg' ? Promise.reject(new AppError('access-denied', 'no')) : put(bucket, key, ...rest);
    await test.importAll();
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { 'not-stored': 1 },
      files: ['a.jpg confirmed md5', 'b.jpg not-stored'],
    });
  });
  it('that was broken off while it looked; a later one over the same card makes up for it', async () => {
    await stored();
    const broken = test.core.catalogue.imports.insert(test.albumId, [test.source], test.core.now());
    test.core.catalogue.imports.setState(broken, 'cancelled', test.core.now(), null);
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { 'not-looked-through': 1 },
      files: allFiles,
    });
    await test.importAll();
    expect(told(test, await makeReceipt(test))).toMatchObject({ safe: true, doubts: {} });
    expect(told(test, await makeReceipt(test, { importId: broken }))).toMatchObject({
      safe: false,
      doubts: { 'not-looked-through': 1 },
    });
  });
  it('does not know what a later one stored of the same card: it is asked all the same', async () => {
    await stored();
    const [first] = test.core.catalogue.imports.list(test.albumId);
    putOnCard(test, 'c.jpg', photo(7));
    await test.importAll();
    expect(told(test, await makeReceipt(test, { importId: first?.id }))).toEqual({
      safe: true,
      doubts: {},
      files: [all.b, all.a, 'c.jpg confirmed md5', all.large],
    });
  });
});

describe('reading back', () => {
  it('proves every byte', async () => {
    await stored();
    expect(told(test, await makeReceipt(test, { albumId: test.albumId }, 'read-back'))).toEqual({
      safe: true,
      doubts: {},
      files: ['DCIM/b.jpg confirmed read-back', 'a.jpg confirmed read-back', 'large.jpg confirmed read-back'],
    });
  });
  it('finds damage that no ETag shows, and does not forget it when the store is only asked', async () => {
    const store = await stored();
    const { get } = store;
    store.get = async (bucket, key, options) => {
      const { info, body } = await get(bucket, key, options);
      return key === 'a.jpg' ? { info, body: Readable.from([photo(7)]) } : { info, body };
    };
    const damaged = await makeReceipt(test, { albumId: test.albumId }, 'read-back');
    expect(told(test, damaged)).toMatchObject({ safe: false, doubts: { differs: 1 } });
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { unproven: 1 },
      files: [all.b, 'a.jpg unproven', all.large],
    });
    store.get = get;
    const well = await makeReceipt(test, { albumId: test.albumId }, 'read-back');
    expect([well.receipt.verdict?.safe, (await makeReceipt(test)).receipt.verdict?.safe]).toEqual([
      true,
      true,
    ]);
  });
  it('an object that the store cannot give whole is damaged, not without an answer', async () => {
    const memory = createMemoryStore();
    await stored({
      ...memory,
      async get(bucket, key, options) {
        if (key === 'large.jpg') throw new AppError('integrity', 'incomplete', { retry: 'after-user' });
        return memory.get(bucket, key, options);
      },
    });
    const made = await makeReceipt(test, { albumId: test.albumId }, 'read-back');
    expect(told(test, made)).toMatchObject({ safe: false, doubts: { differs: 1 } });
  });
  it('finds a photo whose middle changed on the card since it was recognised by its time', async () => {
    await stored();
    const path = join(test.source, 'large.jpg');
    const { statSync, openSync, writeSync, closeSync } = await import('node:fs');
    const { mtimeMs } = statSync(path);
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.from([9]), 0, 1, 10 * MIB);
    closeSync(file);
    utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
    expect(told(test, await makeReceipt(test, { albumId: test.albumId }, 'read-back'))).toMatchObject({
      safe: false,
      doubts: { 'changed-here': 1 },
    });
    truncateSync(path, 100);
  });
});

describe('a check', () => {
  it('can be cancelled, says nothing then, and is not found open at the next start', async () => {
    const store = await stored();
    let heard: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      heard = resolve;
    });
    store.head = (_bucket, _key, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'cancelled')));
        heard();
      });
    const receipts = createReceipts(test.core);
    const id = receipts.make({ albumId: test.albumId }, 'head');
    await asked;
    await receipts.cancel(id);
    expect(read(test, id).receipt).toMatchObject({
      state: 'cancelled',
      verdict: null,
      digest: null,
      error: null,
    });
    await receipts.stop();
  });
  it('of the same thing that is under way is the same one', async () => {
    await stored();
    const receipts = createReceipts(test.core);
    const first = receipts.make({ albumId: test.albumId }, 'head');
    expect(receipts.make({ albumId: test.albumId }, 'head')).toBe(first);
    expect(receipts.make({ albumId: test.albumId }, 'read-back')).not.toBe(first);
    await receipts.stop();
    expect(read(test, first).receipt.state).toBe('cancelled');
  });
  it('is written into the journal, and told', async () => {
    await stored();
    const states: string[] = [];
    test.core.changes.listen((event) => {
      if (event.name === 'receipts.changed') states.push(event.payload.receipt.state);
    });
    await makeReceipt(test);
    expect([states[0], states.at(-1)]).toEqual(['checking', 'done']);
    expect(test.core.catalogue.journal.list({ limit: 1 })[0]).toMatchObject({
      type: 'receipt-made',
      title: 'Test',
      albumId: test.albumId,
      params: { safe: 1, files: 3 },
    });
  });
});
