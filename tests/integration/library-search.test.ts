/** Search, filters and lists over a real catalogue and the real library thread: always as fresh as what was just done. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWordIndexer, type WordIndexer } from '../../src-main/services/library/index-words';
import { createPhotoFinder } from '../../src-main/services/library/photo-finder';
import { findPhotos, type PhotoFinder, photoIndex } from '../../src-main/services/library/photo-lists';
import { removeSmartAlbum, saveSmartAlbum } from '../../src-main/services/library/smart-albums';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { createLibraryThread } from '../../src-main/workers/library-thread';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { PhotoList } from '../../src-shared/domain/photo-list';
import type { AppEvent } from '../../src-shared/ipc-contract';
import { AlbumId, type AssetId, ConnectionId } from '../../src-shared/units';
import { buildLibraryWorker } from '../support/build-worker';
import { openTestCore, type TestCore } from '../support/test-core';

let worker: Awaited<ReturnType<typeof buildLibraryWorker>>;
beforeAll(async () => {
  worker = await buildLibraryWorker();
});
afterAll(() => worker.dispose());

let test: TestCore;
let words: WordIndexer;
let finder: PhotoFinder;
beforeEach(async () => {
  test = await openTestCore(createMemoryStore());
  start();
});
afterEach(async () => {
  await finder.close();
  words.stop();
  await test.close();
});

function start(): void {
  words = createWordIndexer(test.core);
  const cataloguePath = join(profileOf(), 'catalogue.db');
  finder = createPhotoFinder(test.core, { workerPath: worker.workerPath, cataloguePath, words });
}
/** The folder of the profile: the cache lies in it. */
const profileOf = (): string => test.core.cache.thumb(1 as AssetId).split('/cache/')[0] as string;

const list = (given: object = {}): PhotoList => PhotoList.parse({ scope: { kind: 'everything' }, ...given });
const search = async (text: string, more: object = {}): Promise<number[]> => [
  ...(await finder.ids(list({ query: { text, ...more } }))),
];

let added = 0;
function add(albumId: AlbumId, key: string, metadata: AssetMetadata = {}): AssetId {
  added += 1;
  const { addedIds } = test.core.catalogue.assets.addListed(
    albumId,
    [
      {
        key,
        kind: 'photo',
        contentType: 'image/jpeg',
        sizeBytes: added,
        etag: `etag-${added}`,
        modifiedAtMs: added * 1000,
      },
    ],
    0,
  );
  const id = addedIds[0] as AssetId;
  test.core.catalogue.assets.setPrepared(id, { metadata, thumbhash: null, hasThumb: true, mediaError: null });
  test.core.changes.asset(albumId, id);
  return id;
}
function edit(
  id: AssetId,
  edits: Parameters<typeof test.core.catalogue.assets.setEdits>[0][0]['edits'],
): void {
  test.core.catalogue.assets.setEdits([{ id, edits }], 1);
  test.core.changes.asset(test.albumId, id);
}

describe('answers', () => {
  it('find a photo by what was written about it a moment ago', async () => {
    const one = add(test.albumId, 'IMG_0001.jpg', { cameraModel: 'Canon EOS R5' });
    const other = add(test.albumId, 'IMG_0002.jpg', { city: '서울' });
    expect(await search('img')).toEqual([one, other]);
    expect(await search('canon')).toEqual([one]);
    expect(await search('서우')).toEqual([other]);
    expect(await search('bride')).toEqual([]);
    edit(one, { title: 'The bride' });
    expect(await search('bride')).toEqual([one]);
    edit(one, { title: '' });
    expect(await search('bride')).toEqual([]);
    const third = add(test.albumId, 'bride.jpg');
    expect(await search('bride')).toEqual([third]);
    test.core.catalogue.assets.remove(third);
    test.core.changes.assetsRemoved(test.albumId, [third]);
    expect(await search('bride')).toEqual([]);
  });

  it('are right where every photo fits, and again where one does not', async () => {
    const ids = [add(test.albumId, 'IMG_1.jpg'), add(test.albumId, 'IMG_2.jpg')];
    await words.settled();
    for (const text of ['i', 'im', 'img']) expect(await search(text)).toEqual(ids);
    expect(await search('-img')).toEqual([]);
    const other = add(test.albumId, 'DSC_3.jpg');
    expect(await search('img_')).toEqual(ids);
    expect(await search('-img')).toEqual([other]);
    expect(await search('jpg')).toEqual([...ids, other]);
    expect(await search('jpg', { ratings: [5] })).toEqual([]);
    test.core.catalogue.assets.remove(other);
    test.core.changes.assetsRemoved(test.albumId, [other]);
    expect(await search('jp')).toEqual(ids);
  });

  it('show an album as the catalogue itself does, whoever is asked', async () => {
    const ids = Array.from({ length: 5 }, (_, n) => add(test.albumId, `P_${n}.jpg`, { rating: n }));
    edit(ids[3] as AssetId, { rating: 5 });
    test.core.changes.flush();
    const album = list({ scope: { kind: 'album', albumId: test.albumId } });
    const fromCatalogue = test.core.catalogue.assets.index(test.albumId);
    const beforeAllIsRead = photoIndex(test.core, finder, album);
    expect(finder.isReading()).toBe(false);
    expect(await beforeAllIsRead).toEqual(fromCatalogue);
    const found = finder.ids(album);
    expect(finder.isReading()).toBe(true);
    expect(await photoIndex(test.core, finder, album)).toEqual(fromCatalogue);
    await found;
    expect(finder.isReading()).toBe(false);
    expect(await photoIndex(test.core, finder, album)).toEqual(fromCatalogue);
    edit(ids[0] as AssetId, { rating: 1 });
    test.core.catalogue.assets.remove(ids[1] as AssetId);
    test.core.changes.assetsRemoved(test.albumId, [ids[1] as AssetId]);
    const fromThread = await photoIndex(test.core, finder, album);
    expect(fromThread).toEqual(test.core.catalogue.assets.index(test.albumId));
    expect([...fromThread.ids]).toEqual([ids[0], ...ids.slice(2)]);
    expect(fromThread.revision).toBeGreaterThan(fromCatalogue.revision);
  });

  it('filter by what was set a moment ago', async () => {
    const one = add(test.albumId, 'a.jpg', { rating: 2 });
    const other = add(test.albumId, 'b.jpg');
    const rated = async (...ratings: number[]): Promise<number[]> => [
      ...(await finder.ids(list({ query: { ratings } }))),
    ];
    expect(await rated(2)).toEqual([one]);
    edit(other, { rating: 5, flag: 'pick' });
    expect(await rated(2, 5)).toEqual([one, other]);
    expect((await finder.facets({ kind: 'everything' }, {})).ratings).toEqual([0, 0, 1, 0, 0, 1]);
    expect([...(await finder.ids(list({ query: { flags: ['pick'] } })))]).toEqual([other]);
  });

  it('are the columns that the catalogue itself gives of an album, in any order asked for', async () => {
    for (let n = 0; n < 50; n += 1) {
      add(test.albumId, `P${n}.jpg`, {
        takenAtLocal: `2024-05-01T10:00:${10 + ((n * 7) % 50)}`,
        widthPx: 300 + n,
        heightPx: 200,
      });
    }
    const plain = list({ scope: { kind: 'album', albumId: test.albumId } });
    const whole = await photoIndex(test.core, finder, plain);
    const given = { ...plain, sort: { by: 'time' as const, descending: true } };
    const turned = await photoIndex(test.core, finder, given);
    expect([...turned.ids].reverse()).toEqual([...whole.ids]);
    const { list: _, revision: __, ...columns } = await finder.index(plain);
    for (const [name, column] of Object.entries(columns)) {
      if (name === 'aspect') {
        // The catalogue's index keeps a ten-thousandth.
        for (const [row, value] of [...column].entries())
          expect(value).toBeCloseTo(whole.aspect[row] as number, 3);
      } else expect([name, [...column]]).toEqual([name, [...whole[name as 'ids']]]);
    }
  });

  it('leave out copies of albums and the trash, and follow an album that goes', async () => {
    const copy = AlbumId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0b01');
    const second = AlbumId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0b02');
    const connectionId = ConnectionId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0a11');
    const base = { title: 'B', note: '', connectionId, prefix: '', createdAtMs: 0 };
    test.core.catalogue.albums.insert({ ...base, id: copy, bucket: 'b', copyOf: test.albumId });
    test.core.catalogue.albums.insert({ ...base, id: second, bucket: 'c' });
    const one = add(test.albumId, 'a.jpg');
    add(copy, 'a.jpg');
    const other = add(second, 'a.jpg');
    expect([...(await finder.ids(list()))]).toEqual([one, other]);
    expect((await finder.ids(list({ scope: { kind: 'album', albumId: copy } }))).length).toBe(1);
    test.core.catalogue.albums.remove(second);
    test.core.changes.albumRemoved(second);
    expect([...(await finder.ids(list()))]).toEqual([one]);
    expect(await search('jpg')).toEqual([one]);
  });

  it('come in pages for the command, after all words were indexed', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => add(test.albumId, `deep/photo-${n}.jpg`));
    const found = await findPhotos(
      test.core,
      { finder, words },
      { list: list({ query: { text: 'deep' } }), offset: 100, limit: 50 },
    );
    expect(found.total).toBe(120);
    expect(found.items.map(({ id }) => id)).toEqual(ids.slice(100));
    expect(test.core.catalogue.words.isPending()).toBe(false);
  });
});

describe('the thread', () => {
  it('is asked again when it dies under a question, and once only', async () => {
    const path = join(profileOf(), 'dies.mjs');
    const answers = `import { parentPort } from 'node:worker_threads';
import { existsSync, writeFileSync } from 'node:fs';
const seen = ${JSON.stringify(join(profileOf(), 'seen'))};
parentPort.on('message', (request) => {
  if (request.type !== 'ask') return parentPort.close();
  if (request.question.scope?.kind === 'trash' || !existsSync(seen)) { writeFileSync(seen, ''); process.exit(3); }
  parentPort.postMessage({ type: 'answer', questionId: request.questionId, answer: 'here' });
});`;
    writeFileSync(path, answers);
    const thread = createLibraryThread({ workerPath: path, cataloguePath: 'x' });
    expect(await thread.ask({ kind: 'facets', scope: { kind: 'everything' }, query: {} })).toBe('here');
    await expect(thread.ask({ kind: 'facets', scope: { kind: 'trash' }, query: {} })).rejects.toMatchObject({
      code: 'internal',
      retry: 'later',
    });
    await thread.close();
  });

  it('says what is wrong with a catalogue that it cannot read', async () => {
    const thread = createLibraryThread({
      workerPath: worker.workerPath,
      cataloguePath: join(profileOf(), 'not-there.db'),
    });
    await expect(thread.ask({ kind: 'ids', list: list() })).rejects.toMatchObject({ code: 'io' });
    await thread.close();
    await expect(thread.ask({ kind: 'ids', list: list() })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the index of words', () => {
  it('catches up by itself while it is watched', async () => {
    words.watch();
    const id = add(test.albumId, 'late.jpg');
    test.core.changes.flush();
    await expect.poll(() => test.core.catalogue.words.isPending()).toBe(false);
    expect(await search('late')).toEqual([id]);
  });
});

describe('smart albums', () => {
  it('are kept, changed and removed, and everybody hears of it', () => {
    const heard: AppEvent[] = [];
    test.core.changes.listen((event) => heard.push(event), ['smart.changed']);
    const saved = saveSmartAlbum(test.core, { name: 'Best', list: list({ query: { ratings: [5] } }) });
    const renamed = saveSmartAlbum(test.core, { id: saved.id, name: 'Very best', list: saved.list });
    expect(test.core.catalogue.smartAlbums.list()).toEqual([{ ...saved, name: 'Very best' }]);
    removeSmartAlbum(test.core, saved.id);
    expect(() => saveSmartAlbum(test.core, { id: saved.id, name: 'x', list: saved.list })).toThrow(
      /removed meanwhile/,
    );
    expect(heard.map(({ payload }) => (payload as { albums: unknown[] }).albums)).toEqual([
      [saved],
      [renamed],
      [],
    ]);
  });
});
