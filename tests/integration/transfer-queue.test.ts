/** The queue end to end over a store whose faults the test chooses: nothing lost, nothing doubled, no confirmed part sent again. */
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import { openTestCore, type TestCore } from '../support/test-core';

const MIB = 1024 * 1024;
let store: ObjectStore;
let test: TestCore;
/** Every part and object that reached the store, in order. */
let sent: string[];
/** Called before each request with what it is; may throw. */
let fault: (request: string) => void;

/** A JPEG by its first bytes, told apart by its filling. */
const photo = (sizeBytes: number, fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(sizeBytes - 4, fill)]);
const give = (name: string, bytes: Buffer): void => {
  const path = join(test.source, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
};
const keysInStore = async (): Promise<string[]> => {
  const keys: string[] = [];
  for await (const object of store.list(test.bucket))
    if (!object.key.startsWith('.caos/')) keys.push(object.key);
  return keys;
};
const bytesOf = async (key: string): Promise<Buffer> =>
  Buffer.concat(await (await store.get(test.bucket, key)).body.toArray());
const states = (): Record<string, string> =>
  Object.fromEntries(
    test.core.catalogue.transfers
      .list({ offset: 0, limit: 100 })
      .items.map((item) => [item.fileName, item.state]),
  );
const uploadsLeft = async (): Promise<number> => {
  let count = 0;
  for await (const _ of store.multipart.list(test.bucket, '')) count += 1;
  return count;
};

beforeEach(async () => {
  sent = [];
  fault = () => undefined;
  const memory = createMemoryStore();
  const { multipart } = memory;
  store = {
    ...memory,
    capabilities: memory.capabilities,
    head: (bucket, key, options) => {
      fault(`head ${key}`);
      return memory.head(bucket, key, options);
    },
    put: async (bucket, key, body, options) => {
      fault(`put ${key}`);
      const result = await memory.put(bucket, key, body, options);
      if (!key.startsWith('.caos/')) sent.push(`put ${key}`);
      return result;
    },
    multipart: {
      ...multipart,
      begin: (bucket, key, options) => multipart.begin(bucket, key, options),
      list: (bucket, prefix, options) => multipart.list(bucket, prefix, options),
      listParts: (upload, options) => multipart.listParts(upload, options),
      abort: (upload, options) => multipart.abort(upload, options),
      putPart: async (upload, part, options) => {
        fault(`part ${part.number} of ${upload.key}`);
        const result = await multipart.putPart(upload, part, options);
        sent.push(`part ${part.number} of ${upload.key}`);
        return result;
      },
      complete: async (upload, parts, options) => {
        const result = await multipart.complete(upload, parts, options);
        fault(`completed ${upload.key}`);
        return result;
      },
    },
  };
  test = await openTestCore(store);
});
afterEach(() => test.close());

describe('an import', () => {
  it('stores every file under its human path, byte for byte, and says what it left out', async () => {
    give('a.jpg', photo(1000, 1));
    give('day 1/b ü 日本.jpg', photo(2000, 2));
    give('notes.txt', Buffer.from('no photo'));
    give('empty.jpg', Buffer.alloc(0));
    const run = await test.importAll();
    expect(run).toMatchObject({
      state: 'done',
      foundCount: 2,
      storedCount: 2,
      skippedCount: 2,
      failedCount: 0,
    });
    expect(await keysInStore()).toEqual(['a.jpg', 'day 1/b ü 日本.jpg']);
    expect((await bytesOf('day 1/b ü 日本.jpg')).equals(photo(2000, 2))).toBe(true);
    const skipped = test.core.catalogue.imports
      .skipped(run.id, 10)
      .map(({ path, reason }) => [path.slice(test.source.length + 1), reason]);
    expect(skipped.sort()).toEqual([
      ['empty.jpg', 'empty'],
      ['notes.txt', 'not-media'],
    ]);
  });

  it('again adds only what is new', async () => {
    give('a.jpg', photo(1000, 1));
    await test.importAll();
    give('b.jpg', photo(1000, 2));
    const run = await test.importAll();
    expect(run).toMatchObject({ foundCount: 1, storedCount: 1, skippedCount: 1 });
    expect(test.core.catalogue.imports.skipped(run.id, 10).map((file) => file.reason)).toEqual([
      'already-here',
    ]);
    expect(sent).toEqual(['put a.jpg', 'put b.jpg']);
  });

  it('stores equal content once, even when both copies are found together', async () => {
    give('a.jpg', photo(1000, 1));
    give('copy of a.jpg', photo(1000, 1));
    const run = await test.importAll();
    expect(run).toMatchObject({ state: 'done', foundCount: 1, storedCount: 1, skippedCount: 1 });
    const [stored = ''] = await keysInStore();
    const other = stored === 'a.jpg' ? 'copy of a.jpg' : 'a.jpg';
    expect(test.core.catalogue.imports.skipped(run.id, 10)).toEqual([
      { path: join(test.source, other), reason: 'duplicate', detail: stored },
    ]);
    expect(sent).toEqual([`put ${stored}`]);
  });

  it('does not believe a duplicate whose object is gone from the store', async () => {
    give('a.jpg', photo(1000, 1));
    await test.importAll();
    await store.delete(test.bucket, 'a.jpg');
    rmSync(join(test.source, 'a.jpg'));
    give('b.jpg', photo(1000, 1));
    await test.importAll();
    expect(await keysInStore()).toEqual(['b.jpg']);
  });

  it('never overwrites an object that is not ours', async () => {
    await store.put(test.bucket, 'a.jpg', Buffer.from('somebody else'));
    sent = [];
    give('a.jpg', photo(1000, 1));
    await test.importAll();
    expect(await keysInStore()).toEqual(['a (2).jpg', 'a.jpg']);
    expect((await bytesOf('a.jpg')).toString()).toBe('somebody else');
    expect((await bytesOf('a (2).jpg')).equals(photo(1000, 1))).toBe(true);
  });

  it('gives a file of the same name from another folder its own name', async () => {
    give('card1/a.jpg', photo(1000, 1));
    give('card2/a.jpg', photo(1000, 2));
    const first = await test.imports.start(test.albumId, [join(test.source, 'card1')]);
    await test.ended(first);
    const second = await test.imports.start(test.albumId, [join(test.source, 'card2')]);
    await test.ended(second);
    expect(await keysInStore()).toEqual(['a (2).jpg', 'a.jpg']);
  });
});

describe('a large file', () => {
  const big = photo(20 * MIB, 7);

  it('goes on after quitting with only the parts that are missing', async () => {
    fault = (request) => {
      if (request === 'part 3 of big.jpg') throw new AppError('unreachable', 'cable out');
    };
    give('big.jpg', big);
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => states()['big.jpg'] === 'waiting');
    expect(sent.sort()).toEqual(['part 1 of big.jpg', 'part 2 of big.jpg']);

    fault = () => undefined;
    await test.restart();
    test.advance(60_000);
    await test.ended(id);
    expect(sent.sort()).toEqual(['part 1 of big.jpg', 'part 2 of big.jpg', 'part 3 of big.jpg']);
    expect((await bytesOf('big.jpg')).equals(big)).toBe(true);
    expect(await uploadsLeft()).toBe(0);
  });

  it('that was completed without our hearing of it is recognised and not sent again', async () => {
    let first = true;
    fault = (request) => {
      if (request !== 'completed big.jpg' || !first) return;
      first = false;
      throw new AppError('unreachable', 'the answer got lost');
    };
    give('big.jpg', big);
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => states()['big.jpg'] === 'waiting');
    test.advance(60_000);
    const run = await test.ended(id);
    expect(run).toMatchObject({ state: 'done', storedCount: 1 });
    expect(sent.sort()).toEqual(['part 1 of big.jpg', 'part 2 of big.jpg', 'part 3 of big.jpg']);
    expect(await keysInStore()).toEqual(['big.jpg']);
  });

  it('whose upload the store forgot is sent anew', async () => {
    fault = (request) => {
      if (request === 'part 3 of big.jpg') throw new AppError('unreachable', 'cable out');
    };
    give('big.jpg', big);
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => states()['big.jpg'] === 'waiting');
    for await (const upload of store.multipart.list(test.bucket, ''))
      await store.multipart.abort({ bucket: test.bucket, ...upload });
    fault = () => undefined;
    test.advance(60_000);
    await test.ended(id);
    expect((await bytesOf('big.jpg')).equals(big)).toBe(true);
    expect(await uploadsLeft()).toBe(0);
  });

  it('leaves no parts behind when it is cancelled', async () => {
    fault = (request) => {
      if (request === 'part 3 of big.jpg') throw new AppError('unreachable', 'cable out');
    };
    give('big.jpg', big);
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => states()['big.jpg'] === 'waiting');
    expect(await uploadsLeft()).toBe(1);
    await test.queue.cancel();
    expect(await test.ended(id)).toMatchObject({ state: 'done', cancelledCount: 1 });
    expect(await uploadsLeft()).toBe(0);
    expect(await keysInStore()).toEqual([]);
  });
});

describe('trouble', () => {
  it('offline waits and goes on by itself', async () => {
    fault = () => {
      throw new AppError('unreachable', 'offline');
    };
    give('a.jpg', photo(1000, 1));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => states()['a.jpg'] === 'waiting');
    fault = () => undefined;
    test.advance(60_000);
    expect(await test.ended(id)).toMatchObject({ state: 'done', storedCount: 1 });
  });

  it('a refused key fails with its reason, ends the import, and is retried on request', async () => {
    fault = () => {
      throw new AppError('key-refused', 'The key was refused by store.example.');
    };
    give('a.jpg', photo(1000, 1));
    const run = await test.importAll();
    expect(run).toMatchObject({ state: 'done', storedCount: 0, failedCount: 1 });
    expect(test.core.catalogue.transfers.list({ offset: 0, limit: 1 }).items[0]?.error?.code).toBe(
      'key-refused',
    );
    fault = () => undefined;
    expect(await test.queue.retry()).toBe(1);
    expect(await test.ended(run.id)).toMatchObject({ state: 'done', storedCount: 1, failedCount: 0 });
  });

  it('a file that is gone before it is read fails by name, and the others go on', async () => {
    await test.queue.pause();
    give('a.jpg', photo(1000, 1));
    give('b.jpg', photo(1000, 2));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.imports.idle();
    rmSync(join(test.source, 'a.jpg'));
    await test.queue.resume();
    expect(await test.ended(id)).toMatchObject({ storedCount: 1, failedCount: 1 });
    expect(states()).toEqual({ 'a.jpg': 'failed', 'b.jpg': 'stored' });
  });

  it('a file that changes between finding and sending is stored as it is now', async () => {
    let changed = false;
    fault = (request) => {
      if (request !== 'put a.jpg' || changed) return;
      changed = true;
      give('a.jpg', photo(3000, 9));
      utimesSync(join(test.source, 'a.jpg'), 1, 1);
      throw new AppError('unreachable', 'cable out');
    };
    give('a.jpg', photo(1000, 1));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => states()['a.jpg'] === 'waiting');
    test.advance(60_000);
    await test.ended(id);
    expect((await bytesOf('a.jpg')).equals(photo(3000, 9))).toBe(true);
  });
});

describe('a person', () => {
  it('pauses all, also over a restart, and resumes', async () => {
    await test.queue.pause();
    give('a.jpg', photo(1000, 1));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.imports.idle();
    await test.restart();
    expect(test.core.changes.summary()).toMatchObject({ pausedAll: true, totalCount: 1, storedCount: 0 });
    expect(sent).toEqual([]);
    await test.queue.resume();
    expect(await test.ended(id)).toMatchObject({ state: 'done', storedCount: 1 });
  });

  it('pauses one file and the others go on', async () => {
    await test.queue.pause();
    give('a.jpg', photo(1000, 1));
    give('b.jpg', photo(1000, 2));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.imports.idle();
    const a = test.core.catalogue.transfers
      .list({ offset: 0, limit: 10 })
      .items.find((item) => item.fileName === 'a.jpg');
    if (!a) throw new Error('a.jpg is not in the queue');
    await test.queue.pause([a.id]);
    test.core.catalogue.settings.setValue('paused-all', null);
    test.queue.wake();
    await test.ended(id, (run) => run.storedCount === 1);
    expect(states()).toEqual({ 'a.jpg': 'paused', 'b.jpg': 'stored' });
    await test.queue.resume([a.id]);
    expect(await test.ended(id)).toMatchObject({ state: 'done', storedCount: 2 });
  });
});
