/** What is set on photos reaches sidecars beside them and comes back from there, on this computer and another, and waits where it must. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSidecar, writeSidecar } from '../../src-main/media/xmp-sidecar';
import { type AlbumLister, createAlbumLister } from '../../src-main/services/album-lister';
import { deleteAlbum } from '../../src-main/services/albums';
import { editPhotos } from '../../src-main/services/library/edit-photos';
import { createSidecars, type Sidecars } from '../../src-main/services/library/sidecars';
import { createUndoHistory, type UndoHistory } from '../../src-main/services/library/undo';
import { openAlbum } from '../../src-main/services/open-album';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { AppError } from '../../src-shared/app-error';
import type { AssetEdits, EditChange } from '../../src-shared/domain/edits';
import type { EditsStatus } from '../../src-shared/domain/sidecars';
import type { AlbumId, AssetId, ConnectionId, ImportId } from '../../src-shared/units';
import { sharedSwift } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

const REST_MS = 4000;
const photo = (fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, fill)]);

let calls: string[];
let fault: ((operation: string, key: string | null) => Promise<void> | void) | null;
let store: ObjectStore;
let test: TestCore;
let sidecars: Sidecars;
let undo: UndoHistory;
let lister: AlbumLister;
let bucket: string;

const swift = sharedSwift();
const stores: Array<[string, () => ObjectStore]> = [
  ['memory', () => createMemoryStore()],
  ...(swift
    ? [
        [
          'Swift',
          () =>
            openObjectStore({
              config: {
                kind: 'swift' as const,
                authUrl: swift.authUrl,
                authVersion: '1' as const,
                user: swift.user,
                interface: 'public' as const,
              },
              secret: swift.key,
            }),
        ] as [string, () => ObjectStore],
      ]
    : []),
];
if (!swift) console.warn('No Swift: sidecars are tested with the store in memory only.');

let count = 0;
async function start(inner: ObjectStore): Promise<void> {
  calls = [];
  fault = null;
  count += 1;
  bucket = `sidecars-${Date.now().toString(36)}-${count}`;
  store = wrapStore(inner, async (call, run) => {
    calls.push(`${call.operation} ${call.key}`);
    await fault?.(call.operation, call.key);
    return run();
  });
  test = await openTestCore(store, { bucket });
  open();
}
function open(): void {
  undo = createUndoHistory((state) => test.core.changes.undo(state));
  sidecars = createSidecars(test.core);
  lister = createAlbumLister(test.core);
}
async function shut(): Promise<void> {
  await lister.stop();
  await sidecars.stop(0);
}

const text = async (key: string): Promise<string | null> => {
  if (!(await store.head(bucket, key))) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.get(bucket, key)).body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};
const said = async (key: string): Promise<AssetEdits | null> => {
  const found = await text(key);
  return found === null ? null : (readSidecar(found)?.fields ?? null);
};
const put = (key: string, bytes: Buffer | string) => store.put(bucket, key, Buffer.from(bytes));
const idOf = (key: string, albumId: AlbumId = test.albumId): AssetId =>
  test.core.catalogue.assets.findByKey(albumId, key)?.id as AssetId;
const editsOf = (key: string, albumId: AlbumId = test.albumId): AssetEdits | null =>
  test.core.catalogue.assets.edited([idOf(key, albumId)])[0]?.edits ?? null;
async function refresh(albumId: AlbumId = test.albumId): Promise<void> {
  lister.refresh(albumId);
  await lister.idle(albumId);
  test.core.changes.flush();
  await sidecars.look();
}
/** Photos that are stored in the album. */
async function stored(...keys: string[]): Promise<void> {
  for (const [at, key] of keys.entries()) await put(key, photo(at));
  await refresh();
}
const set = (key: string, change: EditChange) => editPhotos(test.core, undo, [idOf(key)], change);
async function rest(ms = REST_MS): Promise<void> {
  test.advance(ms);
  await sidecars.look();
}
const writes = (): string[] => calls.filter((call) => /^put .*\.xmp$/i.test(call));
const offline = (): void => {
  fault = () => {
    throw new AppError('unreachable', 'The store does not answer.');
  };
};

afterEach(async () => {
  fault = null;
  await shut();
  const keys: string[] = [];
  for await (const { key } of store.list(bucket)) keys.push(key);
  await store.deleteMany(bucket, keys);
  await store.deleteBucket(bucket).catch(() => undefined);
  await test.close();
});

describe.each(stores)('with %s', (_, make) => {
  beforeEach(() => start(make()));

  it('writes what was set, once it rests, under the name that other programs look for', async () => {
    await stored('a/IMG_1.CR3', 'a/IMG_1.JPG');
    await set('a/IMG_1.CR3', { rating: 4 });
    await rest(REST_MS - 1);
    expect(writes()).toEqual([]);
    await set('a/IMG_1.CR3', { flag: 'pick', title: '제주' });
    await set('a/IMG_1.JPG', { colour: 'red' });
    await rest(REST_MS - 1);
    expect(writes()).toEqual([]);
    await rest(1);
    expect(writes().sort()).toEqual(['put a/IMG_1.JPG.xmp', 'put a/IMG_1.xmp']);
    expect(await said('a/IMG_1.xmp')).toEqual({ rating: 4, flag: 'pick', title: '제주' });
    expect(await said('a/IMG_1.JPG.xmp')).toEqual({ colour: 'red' });
    expect(sidecars.status()).toEqual({ pendingCount: 0, waitingFor: null, error: null, askAlbumIds: [] });
    await rest(100_000);
    expect(writes()).toHaveLength(2);
  });

  it('sends nothing for what was taken back before it went out, and takes back what was sent', async () => {
    await stored('a.jpg');
    await set('a.jpg', { rating: 4 });
    await undo.back();
    calls = [];
    await rest();
    expect(calls).toEqual([]);
    expect(sidecars.status().pendingCount).toBe(0);
    await undo.again();
    await rest();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 4 });
    await undo.back();
    await rest();
    expect(await said('a.jpg.xmp')).toEqual({});
    expect(editsOf('a.jpg')).toBeNull();
  });

  it('keeps what others wrote since: fields of theirs come in, ours go out, of both the newer counts', async () => {
    await stored('a.CR2');
    await set('a.CR2', { rating: 2, title: 'ours' });
    await rest();
    const first = (await text('a.xmp')) ?? '';
    // Lightroom changes it: later stars, a caption, its own settings.
    const laterMs = test.core.now() + 60_000;
    const theirs =
      writeSidecar(
        first,
        { rating: 5, title: 'ours', caption: 'theirs' },
        { nowMs: laterMs, plainStars: true },
      ) ?? '';
    await put(
      'a.xmp',
      theirs.replace(
        'xmp:Rating',
        'xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Tint="+7" xmp:Rating',
      ),
    );
    await set('a.CR2', { rating: 1, title: 'newest' });
    await rest();
    expect(await said('a.xmp')).toEqual({ rating: 5, title: 'newest', caption: 'theirs' });
    expect(await text('a.xmp')).toContain('crs:Tint="+7"');
    expect(editsOf('a.CR2')).toEqual({ rating: 5, title: 'newest', caption: 'theirs' });
    await set('a.CR2', { rating: 3 });
    await rest();
    expect(await said('a.xmp')).toEqual({ rating: 3, title: 'newest', caption: 'theirs' });
    expect(await text('a.xmp')).toContain('crs:Tint="+7"');
  });

  it('leaves a sidecar that it cannot change as it is, and says so', async () => {
    await stored('a.jpg');
    await put('a.jpg.xmp', 'my own notes');
    await set('a.jpg', { rating: 2 });
    await rest();
    expect(await text('a.jpg.xmp')).toBe('my own notes');
    expect(sidecars.status()).toMatchObject({
      pendingCount: 1,
      waitingFor: 'trouble',
      error: { code: 'bad-input' },
    });
    await store.delete(bucket, 'a.jpg.xmp');
    sidecars.retry();
    await sidecars.look();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 2 });
    expect(sidecars.status().pendingCount).toBe(0);
  });

  it('waits for the network over a restart, and goes on by itself', async () => {
    await stored('a.jpg', 'b.jpg');
    offline();
    await set('a.jpg', { rating: 1 });
    await set('b.jpg', { rating: 2 });
    await rest();
    expect(sidecars.status()).toMatchObject({ pendingCount: 2, waitingFor: 'network' });
    const asked = calls.length;
    await rest(10);
    expect(calls.length).toBe(asked); // it is not asked in a tight loop
    await shut();
    await test.restart();
    open();
    await rest(120_000);
    expect(sidecars.status()).toMatchObject({ pendingCount: 2, waitingFor: 'network' });
    fault = null;
    await rest(120_000);
    expect([await said('a.jpg.xmp'), await said('b.jpg.xmp')]).toEqual([{ rating: 1 }, { rating: 2 }]);
    expect(sidecars.status()).toMatchObject({ pendingCount: 0, waitingFor: null });
  });

  it('is killed between the store and its row: the same is not written twice, and nothing is lost', async () => {
    await stored('a.jpg');
    await set('a.jpg', { rating: 3, keywords: ['sea'] });
    const { setRead } = test.core.catalogue.sidecars;
    test.core.catalogue.sidecars.setRead = () => {
      throw new Error('killed here');
    };
    await rest();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 3, keywords: ['sea'] });
    test.core.catalogue.sidecars.setRead = setRead;
    await shut();
    await test.restart();
    open();
    sidecars.start();
    calls = [];
    await rest();
    expect(writes()).toEqual([]);
    expect(sidecars.status().pendingCount).toBe(0);
    expect(editsOf('a.jpg')).toEqual({ rating: 3, keywords: ['sea'] });
  });

  it('sends what is set while it is being sent, too', async () => {
    await stored('a.jpg');
    await set('a.jpg', { rating: 3 });
    fault = async (operation) => {
      if (operation !== 'put') return;
      fault = null;
      await set('a.jpg', { title: 'meanwhile' });
    };
    await rest();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 3 });
    expect(editsOf('a.jpg')).toEqual({ rating: 3, title: 'meanwhile' });
    await rest();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 3, title: 'meanwhile' });
    expect(sidecars.status().pendingCount).toBe(0);
  });

  it('loses nothing to one that comes there between its look and its writing', async () => {
    if (!store.capabilities.conditionalPut) return;
    await stored('a.jpg');
    await set('a.jpg', { rating: 3 });
    fault = async (operation) => {
      if (operation !== 'put') return;
      fault = null;
      await put('a.jpg.xmp', writeSidecar(null, { title: 'theirs' }, { nowMs: 5, plainStars: true }) ?? '');
    };
    await rest();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 3, title: 'theirs' });
    expect(editsOf('a.jpg')).toEqual({ rating: 3, title: 'theirs' });
  });

  it('loses nothing to one that is changed between its look and its writing', async () => {
    if (!store.capabilities.keepsOther || /Swift/.test(_)) return;
    await stored('a.jpg');
    await put('a.jpg.xmp', writeSidecar(null, { title: 'old' }, { nowMs: 5, plainStars: true }) ?? '');
    await refresh();
    await set('a.jpg', { rating: 3 });
    const theirs = writeSidecar(null, { title: 'old', caption: 'new' }, { nowMs: 6, plainStars: true }) ?? '';
    fault = async (operation) => {
      if (operation !== 'put') return;
      fault = null;
      await put('a.jpg.xmp', theirs);
    };
    await rest();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 3, title: 'old', caption: 'new' });
  });

  it('writes nothing for a photo that is thrown away while its sidecar is looked at', async () => {
    await stored('a.jpg');
    await set('a.jpg', { rating: 3 });
    fault = (operation) => {
      if (operation !== 'get') return;
      fault = null;
      test.core.catalogue.trash.throwAway([{ id: idOf('a.jpg'), target: null }], test.core.now());
    };
    await rest();
    expect(writes()).toEqual([]);
    expect(sidecars.status()).toMatchObject({ pendingCount: 1, waitingFor: null });
    test.core.catalogue.trash.bringBack([idOf('a.jpg')]);
    sidecars.retry();
    await sidecars.look();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 3 });
  });

  it('waits until the photo itself is stored', async () => {
    writeFileSync(join(test.source, 'n.jpg'), photo(4));
    fault = (_, key) => {
      if (key === 'n.jpg') throw new AppError('unreachable', 'The store does not answer.');
    };
    const ended = test.importAll();
    await test.ended(1 as ImportId, (run) => run.foundCount === 1);
    await set('n.jpg', { rating: 3 });
    await rest();
    expect(writes()).toEqual([]);
    expect(sidecars.status()).toMatchObject({ pendingCount: 1 });
    fault = null;
    test.advance(120_000);
    expect(await ended).toMatchObject({ storedCount: 1 });
    await sidecars.look();
    expect(await said('n.jpg.xmp')).toEqual({ rating: 3 });
  });

  it('asks before it writes beside photos of somebody else', async () => {
    await put('other/y.jpg', photo(8));
    const theirs = await openAlbum(test.core, lister, {
      connectionId: test.core.catalogue.connections.list()[0]?.id as ConnectionId,
      bucket,
      prefix: 'other/',
    });
    await lister.idle(theirs.id);
    const heard: EditsStatus[] = [];
    test.core.changes.listen(
      (event) => event.name === 'edits.changed' && heard.push(event.payload),
      ['edits.changed'],
    );
    const id = idOf('y.jpg', theirs.id);
    await editPhotos(test.core, undo, [id], { rating: 5 });
    await rest();
    expect(writes()).toEqual([]);
    expect(sidecars.status()).toMatchObject({
      pendingCount: 1,
      waitingFor: 'permission',
      askAlbumIds: [theirs.id],
    });
    expect(heard.at(-1)).toEqual(sidecars.status());
    sidecars.permit(theirs.id, false);
    await sidecars.look();
    expect(sidecars.status()).toMatchObject({ pendingCount: 0, waitingFor: null });
    sidecars.permit(theirs.id, true);
    await sidecars.look();
    expect(await said('other/y.jpg.xmp')).toEqual({ rating: 5 });
    expect(test.core.catalogue.albums.get(theirs.id)?.writesSidecars).toBe(true);
  });

  it('brings stars and words to another computer, which reads only what is new', async () => {
    await stored('a.CR3', 'a.JPG', 'b.jpg');
    const sidecar = (fields: AssetEdits): string =>
      writeSidecar(null, fields, { nowMs: test.core.now() + 1000, plainStars: true }) ?? '';
    await put('a.xmp', sidecar({ rating: 5, colour: 'blue' }));
    await put('b.jpg.xmp', sidecar({ title: 'b' }));
    await put('lonely.xmp', sidecar({ rating: 1 }));
    await put('.caos/x.xmp', sidecar({ rating: 1 }));
    calls = [];
    await refresh();
    // Own first: `a.xmp` holds for both of that name.
    expect([editsOf('a.CR3'), editsOf('a.JPG'), editsOf('b.jpg')]).toEqual([
      { rating: 5, colour: 'blue' },
      { rating: 5, colour: 'blue' },
      { title: 'b' },
    ]);
    expect(test.core.catalogue.assets.get([idOf('a.JPG')])[0]?.cull).toBe(5 | (4 << 5));
    expect(writes()).toEqual([]);
    expect(sidecars.status().pendingCount).toBe(0);
    expect(test.core.catalogue.albums.get(test.albumId)?.assetCount).toBe(3);
    await put('a.JPG.xmp', sidecar({ rating: 1 }));
    calls = [];
    await refresh();
    expect(calls.filter((call) => /^get .*xmp$/.test(call))).toEqual(['get a.JPG.xmp']);
    expect(editsOf('a.JPG')).toMatchObject({ rating: 1 });
    await put('a.xmp', sidecar({ rating: 2 }));
    await refresh();
    expect([editsOf('a.CR3'), editsOf('a.JPG')]).toEqual([
      { rating: 2 },
      expect.objectContaining({ rating: 1 }),
    ]);
  });

  it('gives a photo that comes after its sidecar its words, and the next star takes none of them out', async () => {
    const sidecar = (fields: AssetEdits): string =>
      writeSidecar(null, fields, { nowMs: 5, plainStars: true }) ?? '';
    await put('first.xmp', sidecar({ title: 'first', keywords: ['sea'] }));
    await put('back.xmp', sidecar({ title: 'back' }));
    await stored('back.CR3');
    await refresh();
    // Somebody takes it away and puts it there again, as a trash of another computer does.
    await store.delete(bucket, 'back.CR3');
    await refresh();
    expect(idOf('back.CR3')).toBeUndefined();
    await stored('first.CR3', 'back.CR3');
    expect([editsOf('first.CR3'), editsOf('back.CR3')]).toEqual([
      { title: 'first', keywords: ['sea'] },
      { title: 'back' },
    ]);
    await set('first.CR3', { rating: 3 });
    await set('back.CR3', { rating: 3 });
    await rest();
    expect([await said('first.xmp'), await said('back.xmp')]).toEqual([
      { title: 'first', keywords: ['sea'], rating: 3 },
      { title: 'back', rating: 3 },
    ]);
  });

  it('adds to the words of a sidecar that was read before its photo was imported', async () => {
    await put('n.jpg.xmp', writeSidecar(null, { title: 'theirs' }, { nowMs: 5, plainStars: true }) ?? '');
    await refresh();
    writeFileSync(join(test.source, 'n.jpg'), photo(4));
    await test.importAll();
    await set('n.jpg', { rating: 3 });
    await rest();
    expect(await said('n.jpg.xmp')).toEqual({ title: 'theirs', rating: 3 });
    expect(editsOf('n.jpg')).toEqual({ title: 'theirs', rating: 3 });
  });

  it('leaves a sidecar in Latin-1 as it is', async () => {
    await stored('a.jpg');
    const theirs = Buffer.from(
      (writeSidecar(null, { title: 'x' }, { nowMs: 5, plainStars: true }) ?? '').replace('>x<', '>été<'),
      'latin1',
    );
    await put('a.jpg.xmp', theirs);
    await set('a.jpg', { rating: 2 });
    await rest();
    expect((await store.head(bucket, 'a.jpg.xmp'))?.sizeBytes).toBe(theirs.length);
    expect(await text('a.jpg.xmp')).toBe(theirs.toString());
    expect(sidecars.status()).toMatchObject({ waitingFor: 'trouble', error: { code: 'bad-input' } });
  });

  it('keeps what is on its way when a listing brings older words', async () => {
    await stored('a.jpg');
    offline();
    await set('a.jpg', { rating: 4 });
    fault = null;
    await put(
      'a.jpg.xmp',
      writeSidecar(null, { rating: 1, title: 'old' }, { nowMs: test.core.now() - 5000, plainStars: true }) ??
        '',
    );
    await refresh();
    expect(editsOf('a.jpg')).toEqual({ rating: 4, title: 'old' });
    await rest();
    expect(await said('a.jpg.xmp')).toEqual({ rating: 4, title: 'old' });
  });

  it('takes sidecars along with an import: byte for byte while nothing else is set', async () => {
    const lightroom =
      writeSidecar(null, { rating: 3, keywords: ['sea'] }, { nowMs: 5, plainStars: true }) ?? '';
    const bytes = `${lightroom}\n<!-- every byte of it -->\n`;
    writeFileSync(join(test.source, 'IMG_7.CR2'), photo(1));
    writeFileSync(join(test.source, 'IMG_7.xmp'), bytes);
    writeFileSync(join(test.source, 'b.jpg'), photo(2));
    writeFileSync(join(test.source, 'b.jpg.xmp'), bytes.replace('sea', 'sun'));
    writeFileSync(join(test.source, 'nothing.xmp'), bytes);
    const run = await test.importAll();
    expect(run).toMatchObject({ state: 'done', storedCount: 2 });
    expect(editsOf('IMG_7.CR2')).toEqual({ rating: 3, keywords: ['sea'] });
    await set('b.jpg', { title: 'mine' });
    await rest();
    await rest();
    expect(await text('IMG_7.xmp')).toBe(bytes);
    expect(await said('b.jpg.xmp')).toEqual({ rating: 3, keywords: ['sun'], title: 'mine' });
    expect(await text('b.jpg.xmp')).toContain('every byte of it');
    expect(await text('nothing.xmp')).toBeNull();
    expect(sidecars.status().pendingCount).toBe(0);
    // The same card again does not bring old words back.
    await set('IMG_7.CR2', { rating: 1 });
    await rest();
    await test.importAll();
    await rest();
    expect(editsOf('IMG_7.CR2')).toEqual({ rating: 1, keywords: ['sea'] });
    expect(await said('IMG_7.xmp')).toEqual({ rating: 1, keywords: ['sea'] });
  });

  it('gives what waited for a photo that was deleted to no other photo that gets its name', async () => {
    const old = writeSidecar(null, { title: 'old' }, { nowMs: 5, plainStars: true }) ?? '';
    writeFileSync(join(test.source, 'a.CR2'), photo(1));
    writeFileSync(join(test.source, 'a.xmp'), `${old}<!-- of the first -->`);
    await test.importAll();
    // Before it went out.
    test.core.catalogue.assets.remove(idOf('a.CR2'));
    await store.delete(bucket, 'a.CR2');
    await stored('a.CR2', 'a.JPG');
    await set('a.CR2', { rating: 1 });
    await rest();
    expect(await said('a.xmp')).toEqual({ rating: 1 });
    expect(await text('a.xmp')).not.toContain('of the first');
  });

  it('writes one sidecar each for RAW files of one name, so that none takes the words of the other', async () => {
    await stored('a.DNG', 'a.NEF', 'a.JPG');
    await set('a.NEF', { title: 'nef', rating: 1 });
    await rest();
    await set('a.DNG', { title: 'dng', colour: 'red' });
    await rest();
    await set('a.NEF', { rating: 2 });
    await rest();
    expect([await said('a.xmp'), await said('a.DNG.xmp')]).toEqual([
      { title: 'nef', rating: 2 },
      { title: 'dng', colour: 'red' },
    ]);
    await refresh();
    expect([editsOf('a.NEF'), editsOf('a.DNG'), editsOf('a.JPG')]).toEqual([
      { title: 'nef', rating: 2 },
      { title: 'dng', colour: 'red' },
      null,
    ]);
  });

  it('sends the sidecar of a photo whose name was taken beside that photo, and beside no other', async () => {
    const bytes = writeSidecar(null, { title: 'ours' }, { nowMs: 5, plainStars: true }) ?? '';
    writeFileSync(join(test.source, 'IMG_7.CR2'), photo(1));
    writeFileSync(join(test.source, 'IMG_7.xmp'), `${bytes}\n<!-- every byte of it -->\n`);
    fault = (_, key) => {
      if (key === 'IMG_7.CR2') throw new AppError('unreachable', 'The store does not answer.');
    };
    const ended = test.importAll();
    await test.ended(1 as ImportId, (run) => run.state === 'running');
    fault = null;
    // Another computer was there first.
    await put('IMG_7.CR2', photo(9));
    test.advance(120_000);
    expect(await ended).toMatchObject({ storedCount: 1 });
    await rest();
    expect(await text('IMG_7 (2).xmp')).toBe(`${bytes}\n<!-- every byte of it -->\n`);
    await refresh();
    await set('IMG_7.CR2', { rating: 1 });
    await rest();
    expect(await said('IMG_7.xmp')).toEqual({ rating: 1 });
    expect(await text('IMG_7.xmp')).not.toContain('every byte');
  });

  it('deletes with the album what it wrote, and nothing that was changed since', async () => {
    await stored('a.jpg', 'b.jpg');
    await set('a.jpg', { rating: 1 });
    await set('b.jpg', { rating: 1 });
    await rest();
    await put('b.jpg.xmp', 'changed');
    await deleteAlbum(test.core, test.albumId, { objects: true, cancelTransfers: async () => undefined });
    expect([await text('a.jpg.xmp'), await text('b.jpg.xmp')]).toEqual([null, 'changed']);
  });
});
