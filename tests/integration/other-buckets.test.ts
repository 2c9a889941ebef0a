/**
 * Albums opened from a store that something else filled, on real Swift: another profile of ours, or any program that puts objects.
 * They show and behave the same, also without a network.
 */

import { mkdtempSync } from 'node:fs';
import { access, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAlbumLister } from '../../src-main/services/album-lister';
import { createDownloads } from '../../src-main/services/downloads/open-downloads';
import { createThumbFetcher } from '../../src-main/services/fetch-thumbs';
import { createCacheKeeper } from '../../src-main/services/library/cache-keeper';
import { createDuplicateSearch } from '../../src-main/services/library/duplicates';
import { editPhotos } from '../../src-main/services/library/edit-photos';
import { createWordIndexer } from '../../src-main/services/library/index-words';
import { createOfflineKeeper } from '../../src-main/services/library/keep-offline';
import { createPhotoFinder } from '../../src-main/services/library/photo-finder';
import { createTrash } from '../../src-main/services/library/trash';
import { createUndoHistory } from '../../src-main/services/library/undo';
import { createPreviewMaker } from '../../src-main/services/make-preview';
import { openAlbum } from '../../src-main/services/open-album';
import { createDerivativeWriter } from '../../src-main/services/write-derivatives';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import { unpackCull } from '../../src-shared/domain/cull';
import { PhotoList } from '../../src-shared/domain/photo-list';
import type { AlbumId, AssetId } from '../../src-shared/units';
import { buildLibraryWorker } from '../support/build-worker';
import { stateOf } from '../support/download-fixture';
import { createInlineMediaPool } from '../support/inline-media-pool';
import { cameraJpeg } from '../support/make-camera-files';
import { freshBucket, reachNativeSwift, swiftUnavailable } from '../support/native-swift';
import { openTestCore } from '../support/test-core';

let worker: Awaited<ReturnType<typeof buildLibraryWorker>>;
beforeAll(async () => {
  worker = await buildLibraryWorker();
});
afterAll(() => worker.dispose());
const open: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Everything of a profile that this test looks at, over a store whose calls are seen and can be cut. */
async function profile(inner: ObjectStore, bucket: string) {
  const calls: string[] = [];
  const net = { cut: false };
  const store = wrapStore(inner, async (call, run) => {
    if (net.cut) throw new AppError('unreachable', 'There is no network.');
    calls.push(`${call.operation} ${call.key}`);
    return run();
  });
  const test = await openTestCore(store, { bucket, media: createInlineMediaPool() });
  const { core } = test;
  const root = core.cache.thumb(1 as AssetId).split('/cache/')[0] as string;
  const paths = { workerPath: worker.workerPath, cataloguePath: join(root, 'catalogue.db') };
  const words = createWordIndexer(core);
  const undo = createUndoHistory(() => undefined);
  const lister = createAlbumLister(core);
  const previews = createPreviewMaker(core);
  const offline = createOfflineKeeper(core, previews);
  const own = {
    test,
    core,
    net,
    calls,
    lister,
    undo,
    offline,
    previews,
    cache: createCacheKeeper(core, { root: join(root, 'cache'), offline }),
    words,
    finder: createPhotoFinder(core, { ...paths, words }),
    duplicates: createDuplicateSearch(core, paths),
    trash: createTrash(core, { queue: test.queue, undo }),
    thumbs: createThumbFetcher(core),
    derivatives: createDerivativeWriter(core, { restMs: 60_000 }),
    downloads: createDownloads(core, { boot: 'boot', paces: () => [] }),
    async openBucket(name: string): Promise<AlbumId> {
      const connectionId = core.catalogue.connections.list()[0]?.id;
      if (connectionId === undefined) throw new Error('no connection');
      const album = await openAlbum(core, lister, { connectionId, bucket: name, prefix: '' });
      await lister.idle(album.id);
      return album.id;
    },
    ids: (albumId: AlbumId): AssetId[] =>
      Array.from(core.catalogue.assets.index(albumId).ids, (id) => id as AssetId),
    get: (ids: AssetId[]) => core.catalogue.assets.get(ids),
  };
  open.push(async () => {
    net.cut = false;
    await own.finder.close();
    await own.trash.mover.stop();
    await offline.stop();
    await own.cache.stop();
    await own.thumbs.close();
    await own.derivatives.stop(0);
    await own.downloads.stop();
    await lister.stop();
    words.stop();
    await test.close();
  });
  return own;
}
type Profile = Awaited<ReturnType<typeof profile>>;

const list = (given: object) => PhotoList.parse(given);
const found = async (own: Profile, given: object): Promise<number[]> => [
  ...(await own.finder.ids(list(given))),
];
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe.skipIf(swiftUnavailable !== undefined)('an album opened from a store', () => {
  const swift = reachNativeSwift();
  const photos = (): Promise<Buffer[]> =>
    Promise.all([0, 1, 2, 3].map((n) => cameraJpeg({ width: 600 + n, height: 400, fillBytes: 30_000 + n })));

  it('that another profile filled: grid, dates, search, culling, trash and previews, then all of it offline', async () => {
    const bucket = freshBucket();
    const first = await profile(swift.open(), bucket);
    const bytes = await photos();
    for (const [n, photo] of bytes.entries()) await writeFile(join(first.test.source, `IMG_${n}.jpg`), photo);
    await first.test.importAll();
    await first.derivatives.write(first.test.albumId);
    const told = first.get(first.ids(first.test.albumId));

    const second = await profile(swift.open(), freshBucket());
    const albumId = await second.openBucket(bucket);
    const ids = second.ids(albumId);
    expect(
      second.get(ids).map(({ key, sortAtMs, metadata, origin }) => ({ key, sortAtMs, metadata, origin })),
    ).toEqual(told.map(({ key, sortAtMs, metadata, origin }) => ({ key, sortAtMs, metadata, origin })));
    // Nobody looked at it yet: its thumbnails come all the same, out of the pack, and no original is read.
    second.calls.length = 0;
    second.offline.start();
    second.offline.hurry();
    await second.offline.idle();
    expect(second.get(ids).every(({ thumbRevision }) => thumbRevision > 0)).toBe(true);
    const reads = second.calls.filter((call) => call.startsWith('get '));
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.every((call) => call.includes('.caos/derivatives/'))).toBe(true);

    second.offline.keep(albumId, true);
    await second.offline.idle();
    expect(second.offline.kept()).toEqual([{ albumId, photoCount: 4, readyCount: 4, error: null }]);

    second.net.cut = true;
    const facets = await second.finder.facets({ kind: 'album', albumId }, {});
    expect(facets.photoCount).toBe(4);
    expect(facets.cameras[0]?.count).toBe(4);
    second.words.catchUp();
    expect(await found(second, { scope: { kind: 'everything' }, query: { text: 'IMG_2' } })).toHaveLength(1);
    expect(await editPhotos(second.core, second.undo, [ids[0] as AssetId], { rating: 4 })).toBe(1);
    expect(unpackCull(second.get([ids[0] as AssetId])[0]?.cull ?? 0).rating).toBe(4);
    expect(await found(second, { scope: { kind: 'album', albumId }, query: { ratings: [4] } })).toEqual([
      ids[0],
    ]);
    expect(await isThere(await second.previews.path(ids[3] as AssetId))).toBe(true);
    // Thrown away offline it is gone here at once, and in the store when there is a network again.
    expect(await second.trash.move([ids[1] as AssetId], 'ask')).toEqual({ moved: 1, others: 0 });
    await second.trash.mover.idle();
    expect(second.ids(albumId)).toHaveLength(3);
    expect(await found(second, { scope: { kind: 'trash' } })).toEqual([ids[1]]);
    expect(await swift.names(bucket, '.caos/trash/')).toEqual([]);
    second.net.cut = false;
    second.trash.mover.hurry();
    await second.trash.mover.idle();
    expect(await swift.names(bucket, '.caos/trash/')).toHaveLength(1);

    // The first profile hears of it with its next listing, and finds it in its trash as well.
    first.lister.refresh(first.test.albumId);
    await first.lister.idle();
    expect(first.ids(first.test.albumId)).toHaveLength(3);
    expect(first.core.catalogue.trash.list()).toMatchObject([
      { from: second.core.catalogue.trash.list()[0]?.from, place: 'trash' },
    ]);
  }, 60_000);

  it('that plain requests filled: the same, but nothing of it is moved or deleted', async () => {
    const bucket = freshBucket();
    await swift.raw('PUT', `/${bucket}`);
    const bytes = await photos();
    const store = swift.open();
    for (const [n, photo] of bytes.entries()) await store.put(bucket, `2024/Hochzeit/photo ${n}.jpg`, photo);
    await store.put(bucket, '2024/copy.jpg', bytes[0] as Buffer);
    const before = (await swift.names(bucket)).sort();

    const own = await profile(swift.open(), freshBucket());
    const albumId = await own.openBucket(bucket);
    const ids = own.ids(albumId);
    expect(ids).toHaveLength(5);
    expect(own.get(ids).every(({ origin }) => origin === 'found')).toBe(true);
    await own.thumbs.want(ids, false);
    own.core.catalogue.assets.settleOrder(albumId);
    const shown = own.get(own.ids(albumId));
    expect(shown.every(({ thumbRevision }) => thumbRevision > 0)).toBe(true);
    expect(shown.every(({ metadata }) => metadata.cameraModel !== undefined)).toBe(true);
    const facets = await own.finder.facets({ kind: 'album', albumId }, {});
    expect(facets.cameras[0]?.count).toBe(5);
    own.words.catchUp();
    expect(await found(own, { scope: { kind: 'album', albumId }, query: { text: 'copy' } })).toHaveLength(1);
    const twins = await own.duplicates.find({ kind: 'album', albumId }, 'same');
    expect(twins).toMatchObject({ photoCount: 2, freedBytes: bytes[0]?.length });
    expect(
      own
        .get(twins.groups[0]?.ids ?? [])
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['2024/Hochzeit/photo 0.jpg', '2024/copy.jpg']);

    const [id] = ids as [AssetId];
    expect(await editPhotos(own.core, own.undo, [id], { flag: 'pick' })).toBe(1);
    expect(await own.trash.move([id], 'ask')).toEqual({ moved: 0, others: 1 });
    expect(own.ids(albumId)).toHaveLength(5);
    expect(await own.trash.move([id], 'hide')).toEqual({ moved: 1, others: 0 });
    await own.trash.mover.idle();
    expect(own.ids(albumId)).toHaveLength(4);
    own.lister.refresh(albumId);
    await own.lister.idle(albumId);
    expect(own.ids(albumId)).toHaveLength(4);
    expect(await own.trash.empty()).toEqual({ deleted: 0, kept: 1 });
    await own.trash.mover.idle();
    await own.undo.back();
    expect(own.ids(albumId)).toHaveLength(5);

    const to = mkdtempSync(join(tmpdir(), 'caos-to-'));
    const download = await own.downloads.start({ albumId, to, form: 'folder', conflicts: 'ask' });
    await stateOf(own.core, download, ['done']);
    expect((await readdir(to, { recursive: true })).filter((name) => name.endsWith('.jpg'))).toHaveLength(5);
    expect((await swift.names(bucket)).sort()).toEqual(before);
  }, 60_000);

  it('kept previews stay whatever the limit, others go, thumbnails never', async () => {
    const bucket = freshBucket();
    await swift.raw('PUT', `/${bucket}`);
    const store = swift.open();
    for (const [n, photo] of (await photos()).entries())
      await store.put(bucket, `${n < 2 ? 'kept' : 'other'}/${n}.jpg`, photo);
    const own = await profile(swift.open(), freshBucket());
    const connectionId = own.core.catalogue.connections.list()[0]?.id as never;
    const [kept, other] = await Promise.all(
      ['kept/', 'other/'].map(async (prefix) => {
        const album = await openAlbum(own.core, own.lister, { connectionId, bucket, prefix });
        await own.lister.idle(album.id);
        return album.id;
      }),
    );
    if (!kept || !other) throw new Error('no albums');
    const all = [...own.ids(kept), ...own.ids(other)];
    await own.thumbs.want(all, false);
    own.net.cut = true;
    own.offline.keep(kept, true);
    await own.offline.idle();
    expect(own.offline.kept()).toMatchObject([
      { photoCount: 2, readyCount: 0, error: { code: 'unreachable' } },
    ]);
    own.net.cut = false;
    own.offline.hurry();
    await own.offline.idle();
    for (const id of own.ids(other)) await own.previews.path(id);
    own.core.catalogue.settings.set({ previewCacheBytes: 0 });
    await own.cache.trim();
    expect(await Promise.all(all.map((id) => isThere(own.core.cache.preview(id))))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(await Promise.all(all.map((id) => isThere(own.core.cache.thumb(id))))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const usage = await own.cache.usage();
    expect(usage).toMatchObject({
      limitBytes: 0,
      kept: [{ albumId: kept, photoCount: 2, readyCount: 2, error: null }],
    });
    expect(usage.previewBytes).toBe(usage.keptBytes);
    expect(usage.thumbBytes).toBeGreaterThan(0);
    own.offline.keep(kept, false);
    await own.cache.trim();
    expect(await isThere(own.core.cache.preview(all[0] as AssetId))).toBe(false);
  }, 60_000);
});
