/** Selections live in the buckets of their albums: another computer shows them, the newest wins, and offline they wait. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlbumLister, createAlbumLister } from '../../src-main/services/album-lister';
import { createAlbum, deleteAlbum } from '../../src-main/services/albums';
import { selectionFileKey } from '../../src-main/services/library/selection-files';
import { createSelectionSync, type SelectionSync } from '../../src-main/services/library/selection-sync';
import { createSelections, type Selections } from '../../src-main/services/library/selections';
import { createUndoHistory, type UndoHistory } from '../../src-main/services/library/undo';
import { openAlbum } from '../../src-main/services/open-album';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { AppError } from '../../src-shared/app-error';
import { type Selection, SelectionFile } from '../../src-shared/domain/selection';
import type { AlbumId, AssetId, ConnectionId, SelectionId } from '../../src-shared/units';
import { sharedSwift } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

interface Computer {
  test: TestCore;
  store: ObjectStore;
  lister: AlbumLister;
  acts: Selections;
  sync: SelectionSync;
  undo: UndoHistory;
  calls: string[];
  warnings: string[];
  /** The store does not answer. */
  offline: boolean;
  connectionId: ConnectionId;
  close(): Promise<void>;
}

/** Timers of the service are driven by hand: `settle` does what is due. */
async function computer(inner: ObjectStore, bucket: string): Promise<Computer> {
  const calls: string[] = [];
  let own: Computer | undefined;
  const store = wrapStore(inner, async (call, run) => {
    calls.push(`${call.operation} ${call.key}`);
    if (own?.offline) throw new AppError('unreachable', 'The store does not answer.');
    return run();
  });
  const test = await openTestCore(store, { bucket });
  const warnings: string[] = [];
  test.core.log.warn = (event, fields) => void warnings.push(`${event} ${JSON.stringify(fields)}`);
  const undo = createUndoHistory(() => undefined);
  const acts = createSelections(test.core, undo);
  own = {
    test,
    store,
    lister: createAlbumLister(test.core),
    acts,
    sync: createSelectionSync(test.core, acts, { restMs: 0, lookAfterMs: 1_000_000 }),
    undo,
    calls,
    warnings,
    offline: false,
    connectionId: test.core.catalogue.connections.list()[0]?.id as ConnectionId,
    async close() {
      await own?.lister.stop();
      await own?.sync.stop(0);
      await test.close();
    },
  };
  own.sync.start();
  return own;
}

const stores = [
  { name: 'memory', open: () => createMemoryStore() },
  {
    name: 'OpenStack Swift',
    open: () => {
      const swift = sharedSwift();
      if (!swift) return null;
      return openObjectStore({
        config: {
          kind: 'swift',
          authUrl: swift.authUrl,
          authVersion: '1',
          user: swift.user,
          interface: 'public',
        },
        secret: swift.key,
      });
    },
  },
];

describe.each(stores)('on $name', ({ open }) => {
  let inner: ObjectStore;
  let studio: Computer;
  let laptop: Computer;
  let names: { wedding: string; iceland: string };
  let wedding: AlbumId;
  let iceland: AlbumId;

  /** Everything that a change set off is done. */
  const settled = async (one: Computer): Promise<void> => {
    for (let calm = 0; calm < 3; ) {
      const before = one.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 5));
      await one.lister.idle();
      await one.sync.idle();
      calm = one.calls.length === before ? calm + 1 : 0;
    }
  };
  const ids = (one: Computer, albumId: AlbumId, ...keys: string[]): AssetId[] =>
    keys.map((key) => one.test.core.catalogue.assets.findByKey(albumId, key)?.id as AssetId);
  const selection = (one: Computer, id: SelectionId): Selection | null =>
    one.test.core.catalogue.selections.get(id);
  const keysOf = (one: Computer, id: SelectionId): string[] =>
    one.test.core.catalogue.selections.items(id, null, 1000).map(({ key }) => key);
  const opened = async (one: Computer, bucket: string): Promise<AlbumId> => {
    const { id } = await openAlbum(one.test.core, one.lister, {
      connectionId: one.connectionId,
      bucket,
      prefix: '',
    });
    await settled(one);
    return id;
  };
  const refreshed = async (one: Computer, albumId: AlbumId): Promise<void> => {
    one.lister.refresh(albumId);
    await settled(one);
  };
  const fileIn = async (bucket: string, id: SelectionId): Promise<SelectionFile | null> => {
    const key = selectionFileKey({ prefix: '' }, id);
    if (!(await inner.head(bucket, key))) return null;
    return SelectionFile.parse(JSON.parse((await buffer((await inner.get(bucket, key)).body)).toString()));
  };

  beforeEach(async (context) => {
    const store = open();
    if (store === null) {
      context.skip();
      return;
    }
    inner = store;
    const unique = randomBytes(5).toString('hex');
    names = { wedding: `caos-wed-${unique}`, iceland: `caos-ice-${unique}` };
    studio = await computer(inner, names.wedding);
    laptop = await computer(inner, `caos-lap-${unique}`);
    wedding = studio.test.albumId;
    for (const n of [1, 2, 3, 4]) writeFileSync(join(studio.test.source, `IMG_${n}.jpg`), `photo ${n}`);
    await studio.test.importAll();
    iceland = (
      await createAlbum(studio.test.core, {
        title: 'Iceland',
        bucket: names.iceland,
        connectionId: studio.connectionId,
      })
    ).id;
    await inner.put(names.iceland, 'Höfn.jpg', Buffer.from('a harbour'));
    await inner.put(names.iceland, 'vík.jpg', Buffer.from('a beach'));
    await refreshed(studio, iceland);
  });
  afterEach(async () => {
    await laptop?.close();
    await studio?.close();
  });

  it('another computer shows it, in order, and its photos of other albums once those are open there', async () => {
    const photos = [
      ...ids(studio, wedding, 'IMG_3.jpg'),
      ...ids(studio, iceland, 'Höfn.jpg'),
      ...ids(studio, wedding, 'IMG_1.jpg'),
    ];
    const { id } = await studio.acts.create({ name: '앨범 picks', note: 'for the book', assetIds: photos });
    await studio.acts.edit(id, { coverAssetId: photos[1] as AssetId });
    await settled(studio);
    const file = await fileIn(names.wedding, id);
    expect(file).toMatchObject({
      albums: [wedding, iceland],
      photos: ['0/IMG_3.jpg', '1/Höfn.jpg', '0/IMG_1.jpg'],
    });
    expect(await fileIn(names.iceland, id)).toEqual(file);
    expect(studio.test.core.catalogue.selections.pendingIds()).toEqual([]);

    await opened(laptop, names.wedding);
    expect(selection(laptop, id)).toMatchObject({
      name: '앨범 picks',
      note: 'for the book',
      photoCount: 2,
      awayCount: 1,
      coverAssetId: ids(laptop, wedding, 'IMG_3.jpg')[0],
    });
    await opened(laptop, names.iceland);
    expect(keysOf(laptop, id)).toEqual(['IMG_3.jpg', 'Höfn.jpg', 'IMG_1.jpg']);
    expect(selection(laptop, id)).toMatchObject({
      photoCount: 3,
      awayCount: 0,
      coverAssetId: ids(laptop, iceland, 'Höfn.jpg')[0],
    });
    // A second look reads nothing again.
    laptop.calls.length = 0;
    await refreshed(laptop, wedding);
    expect(laptop.calls.filter((call) => call.startsWith('get') && call.includes('selections'))).toEqual([]);
  });

  it('what one computer changes the other takes over; of two changes the later one stays whole', async () => {
    const { id } = await studio.acts.create({
      name: 'Picks',
      assetIds: ids(studio, wedding, 'IMG_1.jpg', 'IMG_2.jpg'),
    });
    await settled(studio);
    await opened(laptop, names.wedding);
    await laptop.acts.add(id, ids(laptop, wedding, 'IMG_4.jpg'));
    await laptop.acts.move(
      id,
      ids(laptop, wedding, 'IMG_4.jpg'),
      ids(laptop, wedding, 'IMG_1.jpg')[0] as AssetId,
    );
    await settled(laptop);
    await refreshed(studio, wedding);
    expect(keysOf(studio, id)).toEqual(['IMG_4.jpg', 'IMG_1.jpg', 'IMG_2.jpg']);

    // Both change it without hearing of each other; the laptop later.
    studio.offline = true;
    await studio.acts.edit(id, { name: 'From the studio' });
    await settled(studio);
    laptop.test.advance(60_000);
    await laptop.acts.take(id, ids(laptop, wedding, 'IMG_1.jpg'));
    await settled(laptop);
    studio.offline = false;
    studio.sync.networkChanged();
    await settled(studio);
    expect(selection(studio, id)?.name).toBe('Picks');
    expect(keysOf(studio, id)).toEqual(['IMG_4.jpg', 'IMG_2.jpg']);
    expect((await fileIn(names.wedding, id))?.photos).toEqual(['0/IMG_4.jpg', '0/IMG_2.jpg']);
  });

  it('a deleted one goes from the other computer, and comes back with an undo', async () => {
    const { id } = await studio.acts.create({ name: 'Picks', assetIds: ids(studio, wedding, 'IMG_1.jpg') });
    await settled(studio);
    await opened(laptop, names.wedding);
    studio.test.advance(1000);
    await studio.acts.remove(id);
    await settled(studio);
    expect(await fileIn(names.wedding, id)).toMatchObject({ deleted: true, photos: [] });
    await refreshed(laptop, wedding);
    expect(selection(laptop, id)).toBeNull();
    studio.test.advance(1000);
    await studio.undo.back();
    await settled(studio);
    await refreshed(laptop, wedding);
    expect(keysOf(laptop, id)).toEqual(['IMG_1.jpg']);
  });

  it('offline it waits, over a restart too, and goes out by itself', async () => {
    studio.offline = true;
    const { id } = await studio.acts.create({ name: 'Picks', assetIds: ids(studio, wedding, 'IMG_1.jpg') });
    await settled(studio);
    expect(await fileIn(names.wedding, id)).toBeNull();
    await studio.sync.stop(0);
    await studio.test.restart();
    expect(studio.test.core.catalogue.selections.pendingIds()).toEqual([id]);
    studio.offline = false;
    studio.acts = createSelections(studio.test.core, studio.undo);
    studio.sync = createSelectionSync(studio.test.core, studio.acts, { restMs: 0, lookAfterMs: 1_000_000 });
    studio.sync.start();
    await settled(studio);
    expect((await fileIn(names.wedding, id))?.photos).toEqual(['0/IMG_1.jpg']);
    // A short command changes something and ends: it is written before.
    await studio.acts.edit(id, { name: 'Named in a hurry' });
    await studio.sync.stop(5000);
    expect((await fileIn(names.wedding, id))?.name).toBe('Named in a hurry');
  });

  it('an album that forgets a photo still tells the others, and one that is deleted takes its files along', async () => {
    const both = [...ids(studio, wedding, 'IMG_1.jpg'), ...ids(studio, iceland, 'vík.jpg')];
    const { id } = await studio.acts.create({ name: 'Picks', assetIds: both });
    await settled(studio);
    await studio.acts.take(id, ids(studio, iceland, 'vík.jpg'));
    await settled(studio);
    expect((await fileIn(names.iceland, id))?.photos).toEqual(['0/IMG_1.jpg']);
    await studio.acts.add(id, ids(studio, iceland, 'vík.jpg'));
    await settled(studio);
    await deleteAlbum(studio.test.core, wedding, { objects: true, cancelTransfers: async () => undefined });
    await settled(studio);
    expect(await inner.bucketExists(names.wedding)).toBe(false);
    expect(keysOf(studio, id)).toEqual(['vík.jpg']);
  });

  it('files that are wrong or meant to harm change nothing', async () => {
    const { id } = await studio.acts.create({ name: 'Picks', assetIds: ids(studio, wedding, 'IMG_1.jpg') });
    await settled(studio);
    const good = (await fileIn(names.wedding, id)) as SelectionFile;
    const put = (name: string, body: unknown): Promise<unknown> =>
      inner.put(
        names.wedding,
        `.caos/selections/${name}`,
        Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      );
    const other = '0d7f8f6f-0a11-4b19-9c1d-5f8b6a0e7a3f';
    const farAhead = new Date(Date.UTC(2126, 0, 1)).toISOString();
    await put(`${id}.json`, { ...good, name: 'From the future', updatedAt: farAhead });
    await put(`${other}.json`, '{"format":"caos-selection",');
    await put('11111111-1111-4111-8111-111111111111.json', { ...good, version: 2 });
    await put('22222222-2222-4222-8222-222222222222.json', good); // named otherwise than it says
    await put('no-id.json', good);
    await put('33333333-3333-4333-8333-333333333333.json', {
      ...good,
      id: '33333333-3333-4333-8333-333333333333',
      photos: ['0/IMG_2.jpg', '7/none.jpg', 'x', '0/', '/IMG_1.jpg', '0/IMG_2.jpg', '0/../../etc/passwd'],
    });
    await refreshed(studio, wedding);
    const list = studio.test.core.catalogue.selections.list();
    expect(list.map(({ name, photoCount, awayCount }) => ({ name, photoCount, awayCount }))).toEqual([
      { name: 'Picks', photoCount: 1, awayCount: 0 },
      { name: 'Picks', photoCount: 1, awayCount: 0 },
    ]);
    expect(keysOf(studio, list[1]?.id as SelectionId)).toEqual(['IMG_2.jpg']);
    expect(studio.warnings.filter((line) => line.startsWith('selection-file-ignored'))).toHaveLength(4);
  });

  it('writes nothing into a bucket that something else filled', async () => {
    const bucket = `caos-foreign-${randomBytes(5).toString('hex')}`;
    await inner.createBucket(bucket);
    await inner.put(bucket, 'a.jpg', Buffer.from('somebody’s'));
    const foreign = await opened(studio, bucket);
    const { id } = await studio.acts.create({
      name: 'Mixed',
      assetIds: [...ids(studio, foreign, 'a.jpg'), ...ids(studio, wedding, 'IMG_1.jpg')],
    });
    await settled(studio);
    expect(await fileIn(bucket, id)).toBeNull();
    expect((await fileIn(names.wedding, id))?.photos).toEqual(['0/a.jpg', '1/IMG_1.jpg']);
    await inner.delete(bucket, 'a.jpg');
    await inner.deleteBucket(bucket);
  });
});
