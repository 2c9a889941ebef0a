/** What a photographer relies on before erasing a card: `stored` and `done` are never said of what the store does not hold. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { albumsApi } from '../../src-main/api/albums-api';
import type { ApiContext } from '../../src-main/api/handlers';
import { transfersApi } from '../../src-main/api/transfers-api';
import type { MediaPool } from '../../src-main/media/media-protocol';
import { createAlbumLister } from '../../src-main/services/album-lister';
import { createDerivativeWriter } from '../../src-main/services/write-derivatives';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import { openTestCore, type TestCore } from '../support/test-core';

const MIB = 1024 * 1024;
let store: ObjectStore;
let test: TestCore;
let requests: string[];
/** Called before each request; may throw, may wait. */
let fault: (request: string) => void | Promise<void>;
/** Names of files that the media host calls broken. */
let broken: Set<string>;

const photo = (sizeBytes: number, fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(sizeBytes - 4, fill)]);
const give = (name: string | Buffer, bytes: Buffer): void => {
  const path =
    typeof name === 'string'
      ? join(test.source, name)
      : Buffer.concat([Buffer.from(`${test.source}/`), name]);
  if (typeof path === 'string') mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
};
const keysInStore = async (): Promise<string[]> => {
  const keys: string[] = [];
  for await (const object of store.list(test.bucket))
    if (!object.key.startsWith('.caos/')) keys.push(object.key);
  return keys;
};
const rows = () => test.core.catalogue.transfers.list({ offset: 0, limit: 20_000 }).items;
const states = (): Record<string, string> =>
  Object.fromEntries(rows().map((item) => [item.fileName, item.state]));
const sent = (): string[] => requests.filter((request) => /^(put|multipart\.putPart) /.test(request));
const api = () => {
  const { core, queue, imports } = test;
  const lister = createAlbumLister(core);
  const derivatives = createDerivativeWriter(core, { restMs: 1 });
  const context = { core, queue, imports, lister, derivatives } as unknown as ApiContext;
  return { ...albumsApi(context), ...transfersApi(context) };
};
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
/** A promise and what resolves it. */
const gate = (): { opened: Promise<void>; open: () => void } => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

/** Resolves while the walk that found its first batch of files has more to look at. */
const firstBatch = (): Promise<void> => {
  const { transfers } = test.core.catalogue;
  const { addFound } = transfers;
  const { opened, open } = gate();
  transfers.addFound = (...args) => {
    open();
    return addFound(...args);
  };
  return opened;
};

const media: MediaPool = {
  prepare: async ({ sourcePath }) => ({
    metadata: { format: 'jpeg' },
    thumb: null,
    thumbhash: null,
    mediaError: [...broken].some((name) => sourcePath.endsWith(name))
      ? { code: 'media-broken', message: 'It cannot be read.', retry: 'never' }
      : null,
  }),
  preview: async () => ({ preview: { widthPx: 3, heightPx: 2, sizeBytes: 1 } }),
  embedded: async () => ({ outcome: 'whole', metadata: {} }),
  facts: async () => ({ metadata: {} }),
  share: async () => ({ web: null, thumb: null, thumbhash: null, video: null }),
  film: async () => ({ widthPx: 2, heightPx: 2, sizeBytes: 1, durationMs: null, fragments: null }),
  strip: async () => ({ outcome: 'cannot', reason: 'kind', details: '' }),
  close: async () => undefined,
};

beforeEach(async () => {
  requests = [];
  broken = new Set();
  fault = () => undefined;
  store = createMemoryStore({
    beforeCall: ({ operation, key }) => {
      if (!key?.startsWith('.caos/')) requests.push(`${operation} ${key ?? ''}`);
      return fault(`${operation} ${key ?? ''}`);
    },
  });
  test = await openTestCore(store, { media });
  requests = [];
});
afterEach(() => test.close());

describe('“stored” is not said', () => {
  const integrityOnly = async (): Promise<void> => {
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => states()['a.jpg'] === 'waiting');
    expect(rows()[0]?.error?.code).toBe('integrity');
  };

  it.each([
    ['other bytes of the same size', photo(1000, 9)],
    ['fewer bytes', photo(999, 1)],
  ])('when the store answered well but holds %s', async (_, held) => {
    const { put } = store;
    store.put = async (bucket, key, body, options) => {
      const answer = await put(bucket, key, body, options);
      await put(bucket, key, held);
      return answer;
    };
    give('a.jpg', photo(1000, 1));
    await integrityOnly();
  });

  it('when the store answered well but holds nothing', async () => {
    const { put } = store;
    store.put = async (bucket, key, body, options) => {
      const answer = await put(bucket, key, body, options);
      await store.delete(bucket, key);
      return answer;
    };
    give('a.jpg', photo(1000, 1));
    await integrityOnly();
  });

  it('when another object lies where the parts were joined', async () => {
    const { complete } = store.multipart;
    store.multipart.complete = async (upload, parts, options) => {
      const answer = await complete(upload, parts, options);
      await store.put(upload.bucket, upload.key, photo(20 * MIB, 9));
      return answer;
    };
    give('a.jpg', photo(20 * MIB, 1));
    await integrityOnly();
  });

  it('when one part of the joined object is another', async () => {
    const { complete, putPart } = store.multipart;
    store.multipart.complete = async (upload, parts, options) => {
      const body = photo(8 * MIB, 9);
      const other = await putPart(upload, { number: 1, body, md5Hex: md5(body) }, options);
      return complete(upload, [other, ...parts.slice(1)], options);
    };
    give('a.jpg', photo(20 * MIB, 1));
    await integrityOnly();
  });
});

describe('“already here”', () => {
  it('is said only while the store still holds the object; a lost one is stored again', async () => {
    give('a.jpg', photo(1000, 1));
    give('b.jpg', photo(1000, 2));
    await test.importAll();
    await store.delete(test.bucket, 'a.jpg');
    const run = await test.importAll();
    expect(run).toMatchObject({ state: 'done', foundCount: 1, storedCount: 1, skippedCount: 1 });
    expect(test.core.catalogue.imports.skipped(run.id, 10).map((file) => file.detail)).toEqual(['b.jpg']);
    expect(await keysInStore()).toEqual(['a.jpg', 'b.jpg']);
  });

  it('is not said of an object that was replaced by another one', async () => {
    give('a.jpg', photo(1000, 1));
    await test.importAll();
    await store.put(test.bucket, 'a.jpg', photo(1000, 9));
    expect(await test.importAll()).toMatchObject({ state: 'done', storedCount: 1, skippedCount: 0 });
    expect(await keysInStore()).toEqual(['a (2).jpg', 'a.jpg']);
  });

  it('is not said while the store cannot be asked: the import says so, and what is new goes on', async () => {
    give('a.jpg', photo(1000, 1));
    await test.importAll();
    give('b.jpg', photo(1000, 2));
    fault = (request) => {
      if (request === 'head a.jpg') throw new AppError('unreachable', 'The store does not answer.');
    };
    const run = await test.importAll();
    expect(run).toMatchObject({ state: 'failed', skippedCount: 0, error: { code: 'unreachable' } });
    expect(run.error?.message).toContain('before you erase anything');
    await test.ended(run.id, (now) => now.storedCount === 1);
    expect(await keysInStore()).toEqual(['a.jpg', 'b.jpg']);
  });
});

describe('an import', () => {
  it('is not done while files that an earlier import found are still open', async () => {
    give('a.jpg', photo(1000, 1));
    await test.queue.pause();
    await test.imports.start(test.albumId, [test.source]);
    await test.imports.idle();
    const second = await test.imports.start(test.albumId, [test.source]);
    await test.imports.idle();
    expect(test.core.catalogue.imports.get(second)).toMatchObject({ state: 'running', foundCount: 1 });
    await test.queue.resume();
    expect(await test.ended(second)).toMatchObject({ state: 'done', storedCount: 1 });
    expect(test.core.catalogue.imports.open()).toEqual([]);
  });

  it('that is walked again after quitting neither lists its own files as skipped nor brings back what was cancelled', async () => {
    give('a.jpg', photo(1000, 1));
    give('b.jpg', photo(1000, 2));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id);
    const b = rows().find((row) => row.fileName === 'b.jpg');
    test.core.catalogue.imports.setState(id, 'scanning', 0); // as it stood when the app was killed
    await test.restart();
    expect(await test.ended(id)).toMatchObject({ state: 'done', storedCount: 2, skippedCount: 0 });
    expect(b?.state).toBe('stored');
    give('c.jpg', photo(1000, 3));
    await test.queue.pause();
    const again = await test.imports.start(test.albumId, [test.source]);
    await test.imports.idle();
    await test.queue.cancel();
    test.core.catalogue.imports.setState(again, 'scanning', 0);
    await test.restart();
    await test.queue.resume();
    expect(await test.ended(again)).toMatchObject({ state: 'done', cancelledCount: 1 });
    expect(await keysInStore()).toEqual(['a.jpg', 'b.jpg']);
  });

  it('ends with everything else when all is cancelled while it looks for files, and says that it is not complete', async () => {
    for (let i = 0; i < 450; i++) give(`${i}.jpg`, photo(100, i % 250));
    await test.queue.pause();
    const found = firstBatch();
    const id = await test.imports.start(test.albumId, [test.source]);
    await found;
    await api()['transfers.cancel']({});
    const run = await test.ended(id);
    expect(run).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
    expect(run.foundCount).toBeLessThan(450);
    expect(run.cancelledCount).toBe(run.foundCount);
  });

  it('whose failure cannot be written down ends all the same once it can', async () => {
    const { imports, transfers } = test.core.catalogue;
    const { setState } = imports;
    const { addFound } = transfers;
    const full = new AppError('disk-full', 'The disk is full.');
    let refused = 0;
    transfers.addFound = () => {
      throw full;
    };
    imports.setState = (...args) => {
      if (refused++ === 0) throw full;
      setState(...args);
    };
    onTestFinished(() => {
      imports.setState = setState;
      transfers.addFound = addFound;
    });
    const unhandled: unknown[] = [];
    const hear = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', hear);
    onTestFinished(() => void process.off('unhandledRejection', hear));
    give('a.jpg', photo(1000, 1));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => refused > 0);
    expect(test.core.changes.summary().trouble).toMatchObject({ code: 'disk-full' });
    expect(unhandled).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('stores a file whose name is no UTF-8', async () => {
    give(Buffer.from([0x61, 0xff, 0x2e, 0x6a, 0x70, 0x67]), photo(1000, 1));
    expect(await test.importAll()).toMatchObject({ state: 'done', storedCount: 1, failedCount: 0 });
    expect(await keysInStore()).toEqual(['a%FF.jpg']);
  });

  it('leaves a broken photo out when Settings say so, with its reason, and stores it when it is asked for', async () => {
    test.core.catalogue.settings.set({ uploadBroken: false });
    broken.add('bad.jpg');
    give('bad.jpg', photo(1000, 1));
    give('good.jpg', photo(1000, 2));
    const run = await test.importAll();
    expect(run).toMatchObject({ state: 'done', storedCount: 1, cancelledCount: 1 });
    const left = rows().find((row) => row.fileName === 'bad.jpg');
    expect(left).toMatchObject({ state: 'cancelled', error: { code: 'media-broken', retry: 'after-user' } });
    expect(await test.importAll()).toMatchObject({ state: 'done', cancelledCount: 1, skippedCount: 1 });
    await test.queue.retry(left ? [left.id] : []);
    await test.ended(run.id, () => states()['bad.jpg'] === 'stored');
    expect(test.core.catalogue.imports.open()).toEqual([]);
  });

  it('knows a large file again by the hashes of its parts', async () => {
    give('card/a.tif', photo(20 * MIB, 1));
    await test.importAll();
    give('copy/b.tif', photo(20 * MIB, 1));
    requests = [];
    const id = await test.imports.start(test.albumId, [join(test.source, 'copy')]);
    const run = await test.ended(id);
    expect(test.core.catalogue.imports.skipped(run.id, 10)).toMatchObject([
      { reason: 'duplicate', detail: 'card/a.tif' },
    ]);
    expect(sent()).toEqual([]);
    const alike = photo(20 * MIB, 1).fill(2, 9 * MIB, 9 * MIB + 1); // differs in one byte in the middle
    give('third/c.tif', alike);
    const third = await test.imports.start(test.albumId, [join(test.source, 'third')]);
    expect(await test.ended(third)).toMatchObject({ storedCount: 1, skippedCount: 0 });
  });
});

describe('the queue', () => {
  it('does not bring back what was cancelled while its file was found to have changed', async () => {
    await test.queue.pause();
    give('a.jpg', photo(1000, 1));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.imports.idle();
    const { setStamp } = test.core.catalogue.transfers;
    test.core.catalogue.transfers.setStamp = (...args) => {
      setStamp(...args);
      if (states()['a.jpg'] === 'uploading') void test.queue.cancel();
    };
    fault = (request) => {
      if (request === 'put a.jpg') throw new AppError('unreachable', 'offline');
    };
    await test.queue.resume();
    await test.ended(id, () => states()['a.jpg'] === 'waiting');
    give('a.jpg', photo(2000, 9));
    fault = () => undefined;
    test.advance(60_000);
    await test.ended(id);
    expect(states()).toEqual({ 'a.jpg': 'cancelled' });
    expect(await keysInStore()).toEqual([]);
  });

  it('sends a confirmed part again when the store has lost it meanwhile', async () => {
    const isThird = (request: string): boolean => request === 'multipart.putPart a.jpg' && sent().length > 2;
    fault = (request) => {
      if (isThird(request)) throw new AppError('unreachable', 'cable out');
    };
    give('a.jpg', photo(20 * MIB, 1));
    const id = await test.imports.start(test.albumId, [test.source]);
    await test.ended(id, () => states()['a.jpg'] === 'waiting');
    const { listParts } = store.multipart;
    store.multipart.listParts = async (...args) => (await listParts(...args)).slice(1);
    fault = () => undefined;
    requests = [];
    test.advance(60_000);
    expect(await test.ended(id)).toMatchObject({ storedCount: 1 });
    expect(sent()).toEqual(['multipart.putPart a.jpg', 'multipart.putPart a.jpg']);
  });

  it('never overwrites an object that appears between looking and sending', async () => {
    let looked = false;
    fault = async (request) => {
      if (request !== 'put a.jpg' || looked) return;
      looked = true;
      await store.put(test.bucket, 'a.jpg', Buffer.from('somebody else'));
    };
    give('a.jpg', photo(1000, 1));
    expect(await test.importAll()).toMatchObject({ state: 'done', storedCount: 1 });
    expect(await keysInStore()).toEqual(['a (2).jpg', 'a.jpg']);
  });

  it('offline uses up no attempts: one stumble after a long night is tried again', async () => {
    let mode: 'offline' | 'damage' | 'well' = 'offline';
    fault = (request) => {
      if (request !== 'put a.jpg' && request !== 'head a.jpg') return;
      if (mode === 'offline') throw new AppError('unreachable', 'offline');
      if (mode === 'damage') throw new AppError('integrity', 'damaged');
    };
    give('a.jpg', photo(1000, 1));
    const id = await test.imports.start(test.albumId, [test.source]);
    for (let i = 0; i < 8; i++) {
      const before = requests.length;
      await test.ended(id, () => requests.length > before && states()['a.jpg'] === 'waiting');
      if (i === 7) mode = 'damage';
      test.advance(60_000);
    }
    await test.ended(id, () => rows()[0]?.error?.code === 'integrity');
    expect(rows()[0]).toMatchObject({ state: 'waiting', attempts: 1 });
    mode = 'well';
    test.advance(60_000);
    expect(await test.ended(id)).toMatchObject({ storedCount: 1 });
  });

  it('lets the window answer while thousands are cancelled and retried', async () => {
    await test.queue.pause();
    const id = test.core.catalogue.imports.insert(test.albumId, ['/x'], 0);
    const files = Array.from({ length: 3000 }, (_, i) => ({
      sourcePath: `/x/${i}.jpg`,
      key: `${i}.jpg`,
      kind: 'photo' as const,
      sizeBytes: 1,
      modifiedAtMs: 1,
      contentType: 'image/jpeg',
    }));
    test.core.catalogue.transfers.addFound(test.albumId, id, files, 0);
    test.core.catalogue.imports.setState(id, 'running', 0);
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      ticking = setImmediate(turn);
    };
    let ticking = setImmediate(turn);
    await test.queue.cancel();
    clearImmediate(ticking);
    expect(turns).toBeGreaterThan(10);
    expect(test.core.catalogue.imports.get(id)).toMatchObject({ state: 'done', cancelledCount: 3000 });
    expect(await test.queue.retry(rows().map((row) => row.id))).toBe(3000);
    expect(test.core.catalogue.imports.get(id)).toMatchObject({ state: 'running', cancelledCount: 0 });
  });

  it('leaves alone what was stored while the rest was being cancelled', async () => {
    give('a.jpg', photo(1000, 1));
    await test.importAll();
    await test.queue.cancel(rows().map((row) => row.id));
    await test.queue.pause(rows().map((row) => row.id));
    expect(states()).toEqual({ 'a.jpg': 'stored' });
  });

  it('stands up again when the end of an import cannot be written', async () => {
    const { imports } = test.core.catalogue;
    const { setState } = imports;
    let refused = 0;
    imports.setState = (id, state, ...rest) => {
      if (state === 'done' && refused++ === 0) throw new AppError('disk-full', 'The disk is full.');
      setState(id, state, ...rest);
    };
    give('a.jpg', photo(1000, 1));
    const run = await test.importAll();
    expect(run).toMatchObject({ state: 'done', storedCount: 1 });
    expect(refused).toBeGreaterThan(1);
  });
});

describe('deleting an album', () => {
  it('ends the import that is still looking for files, and leaves no object of it behind', async () => {
    for (let i = 0; i < 450; i++) give(`${i}.jpg`, photo(100, i % 250));
    const found = firstBatch();
    await test.imports.start(test.albumId, [test.source]);
    await found;
    await api()['albums.delete']({ id: test.albumId, objects: true });
    await test.imports.idle();
    expect(await store.bucketExists(test.bucket)).toBe(false);
    expect({ albums: test.core.catalogue.albums.list(), transfers: rows() }).toEqual({
      albums: [],
      transfers: [],
    });
  });

  it('that fails half-way calls nothing stored that the store deleted', async () => {
    for (const name of ['a', 'b', 'c']) give(`${name}.jpg`, photo(1000, name.charCodeAt(0)));
    await test.importAll();
    const { deleteMany } = store;
    store.deleteMany = async (bucket, keys, options) => {
      const [kept, ...rest] = keys;
      await deleteMany(bucket, rest, options);
      return [{ key: kept ?? '', error: new AppError('access-denied', 'You may not.') }];
    };
    await expect(api()['albums.delete']({ id: test.albumId, objects: true })).rejects.toMatchObject({
      code: 'access-denied',
    });
    const kept = test.core.catalogue.assets.storedObjects(test.albumId).map((object) => object.key);
    expect(kept).toEqual(await keysInStore());
    expect(kept).toHaveLength(1);
  });

  it('goes through although the empty bucket may not be deleted', async () => {
    give('a.jpg', photo(1000, 1));
    await test.importAll();
    store.deleteBucket = async () => {
      throw new AppError('access-denied', 'You may not.');
    };
    expect(await api()['albums.delete']({ id: test.albumId, objects: true })).toEqual({
      deletedObjects: 2,
      keptObjects: 0,
    });
    expect(test.core.catalogue.albums.list()).toEqual([]);
  });
});

describe('events', () => {
  it('that cannot be read just now are told later, and do not end the app', async () => {
    const { albums } = test.core.catalogue;
    const { get } = albums;
    let refused = 0;
    albums.get = (id) => {
      if (refused++ === 0) throw new AppError('io', 'The disk does not answer.');
      return get(id);
    };
    const told = gate();
    test.core.changes.listen((event) => {
      if (event.name === 'assets.patched') told.open();
    });
    test.core.changes.album(test.albumId);
    test.core.changes.assetsRemoved(test.albumId, [1 as never]);
    expect(() => test.core.changes.flush()).not.toThrow();
    await told.opened;
    expect(refused).toBeGreaterThan(0);
  });
});
