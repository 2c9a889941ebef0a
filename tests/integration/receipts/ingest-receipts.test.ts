/** Receipts of ingests into several places: each file in each of them, or the card is not safe. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deleteAlbum } from '../../../src-main/services/albums';
import { copyConnections } from '../../../src-main/services/ingest/copy-targets';
import type { ScopeRequest } from '../../../src-main/services/receipts/scope';
import type { Receipt, ReceiptDepth } from '../../../src-shared/domain/receipt';
import type { ConnectionId, IngestId } from '../../../src-shared/units';
import { buildUploadWorker } from '../../support/build-worker';
import { type IngestDesk, openIngestDesk } from '../../support/ingest-desk';
import { photo } from './receipt-fixture';

let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
let desk: IngestDesk;
beforeAll(async () => {
  worker = await buildUploadWorker();
}, 120_000);
afterAll(() => worker?.dispose());
beforeEach(async () => {
  desk = await openIngestDesk({ workerPath: worker.workerPath });
});
afterEach(() => desk.close());

async function toTwoPlaces(options: { splitBy?: 'day' } = {}): Promise<IngestId> {
  desk.give('DCIM/1.JPG', photo(1), '2024-05-01T10:00:00');
  desk.give('DCIM/2.JPG', photo(2), '2024-05-02T10:00:00');
  const id = await desk.start({
    title: 'Trip',
    copies: [{ type: 'folder', path: desk.backup }],
    ...options,
  });
  await desk.ended(id);
  return id;
}
async function check(about: IngestId | ScopeRequest, depth: ReceiptDepth = 'head'): Promise<object> {
  const id = desk.receipts.make(typeof about === 'number' ? { ingestId: about } : about, depth);
  await desk.receipts.idle();
  const { verdict, confirmedCount } = desk.test.core.catalogue.receipts.get(id) as Receipt;
  return {
    safe: verdict?.safe,
    confirmedCount,
    doubts: Object.fromEntries(verdict?.doubts.map(({ state, count }) => [state, count]) ?? []),
  };
}
const albums = () => desk.test.core.catalogue.albums.list();
const storeOf = async (album: ReturnType<typeof albums>[number] | undefined) =>
  desk.test.core.stores.open(album?.connectionId as ConnectionId);

describe('an ingest into two places', () => {
  it('confirms each file in each place, also read back and with the card out', async () => {
    const id = await toTwoPlaces();
    expect(await check(id)).toEqual({ safe: true, confirmedCount: 4, doubts: {} });
    expect(await check(id, 'read-back')).toEqual({ safe: true, confirmedCount: 4, doubts: {} });
    rmSync(desk.card, { recursive: true });
    expect(await check(id)).toEqual({ safe: true, confirmedCount: 4, doubts: { 'source-gone': 1 } });
  });
  it('is not safe when the copy lost a file', async () => {
    const id = await toTwoPlaces();
    const copy = albums().find((album) => album.copyOf !== null);
    await (await storeOf(copy)).delete(copy?.bucket ?? '', 'DCIM/2.JPG');
    expect(await check(id)).toEqual({ safe: false, confirmedCount: 3, doubts: { lost: 1 } });
  });
  it('is not safe when a file left the copy, with the card in and out', async () => {
    const id = await toTwoPlaces();
    const copy = albums().find((album) => album.copyOf !== null);
    const { assets } = desk.test.core.catalogue;
    assets.remove(assets.findByKey(copy?.id as never, 'DCIM/2.JPG')?.id as never);
    expect(await check(id)).toMatchObject({ safe: false, doubts: { 'not-stored': 1 } });
    rmSync(desk.card, { recursive: true });
    expect(await check(id)).toMatchObject({ safe: false });
  });
  it('is not safe when the album of the copy was deleted, with the card in and out', async () => {
    const id = await toTwoPlaces();
    const copy = albums().find((album) => album.copyOf !== null);
    await deleteAlbum(desk.test.core, copy?.id as never, {
      objects: false,
      cancelTransfers: async () => undefined,
    });
    expect(await check(id)).toMatchObject({ safe: false, doubts: { 'not-stored': 2 } });
    rmSync(desk.card, { recursive: true });
    expect(await check(id)).toMatchObject({ safe: false });
  });
  it('is not safe when the album of one day was deleted, with the card in and out', async () => {
    const id = await toTwoPlaces({ splitBy: 'day' });
    for (const album of albums().filter(({ title }) => title === 'Trip 2024-05-02'))
      await deleteAlbum(desk.test.core, album.id, { objects: false, cancelTransfers: async () => undefined });
    expect(await check(id)).toMatchObject({ safe: false, doubts: { 'new-here': 1 } });
    rmSync(desk.card, { recursive: true });
    expect(await check(id)).toMatchObject({ safe: false });
  });
});

describe('asked for by one of its albums, or one of its imports', () => {
  it('speaks of every place all the same', async () => {
    const ingestId = await toTwoPlaces();
    const main = albums().find(({ title, copyOf }) => title === 'Trip' && copyOf === null);
    const copy = albums().find(({ copyOf }) => copyOf !== null);
    const { imports, assets } = desk.test.core.catalogue;
    const run = imports.list(main?.id)[0];
    const ways: ScopeRequest[] = [{ albumId: main?.id }, { albumId: copy?.id }, { importId: run?.id }];
    for (const way of ways) expect(await check(way)).toEqual({ safe: true, confirmedCount: 4, doubts: {} });
    await (await storeOf(copy)).delete(copy?.bucket ?? '', 'DCIM/2.JPG');
    for (const way of ways)
      expect(await check(way)).toEqual({ safe: false, confirmedCount: 3, doubts: { lost: 1 } });
    assets.remove(assets.findByKey(copy?.id as never, 'DCIM/2.JPG')?.id as never);
    for (const way of [...ways, ingestId])
      expect(await check(way)).toMatchObject({ safe: false, doubts: { 'not-stored': 1 } });
  });
  it('knows the albums of the other days', async () => {
    await toTwoPlaces({ splitBy: 'day' });
    const day = albums().find(({ title, copyOf }) => title === 'Trip 2024-05-01' && copyOf === null);
    expect(await check({ albumId: day?.id })).toEqual({ safe: true, confirmedCount: 4, doubts: {} });
  });
  it('of an album that two ingests filled, each file is in each place of its own ingest', async () => {
    await toTwoPlaces();
    const main = albums().find(({ title, copyOf }) => title === 'Trip' && copyOf === null);
    rmSync(join(desk.card, 'DCIM'), { recursive: true });
    desk.give('DCIM/9.JPG', photo(9));
    await desk.ended(await desk.start({ title: 'Trip' }));
    expect(await check({ albumId: main?.id })).toEqual({ safe: true, confirmedCount: 5, doubts: {} });
  });
});

it('one object never counts for two places: what lies only where the copies go is stored a second time', async () => {
  const nas = desk.addConnection('NAS', { kind: 'local', root: desk.backup });
  desk.give('DCIM/1.JPG', photo(1));
  await desk.ended(await desk.start({ title: 'Before', connectionId: nas }));
  const bytes = readFileSync(join(desk.card, 'DCIM/1.JPG'));
  rmSync(join(desk.card, 'DCIM'), { recursive: true });
  desk.give('again/COPY.JPG', bytes);
  const id = await desk.start({
    title: 'After',
    skipKnown: true,
    copies: [{ type: 'connection', connectionId: nas }],
  });
  await desk.ended(id);
  expect(desk.keys()['After @ Test']).toEqual(['again/COPY.JPG']);
  expect(await check(id)).toEqual({ safe: true, confirmedCount: 2, doubts: {} });
});

it('takes no place on the card itself for a copy, also beside what is imported', async () => {
  const folder = join(desk.card, 'backup');
  mkdirSync(folder);
  desk.give('DCIM/1.JPG', photo(1));
  const { core, albumId } = desk.test;
  const mainId = core.catalogue.albums.get(albumId)?.connectionId as ConnectionId;
  const onCard = desk.addConnection('Stick', { kind: 'local', root: folder });
  const connect = async () => {
    throw new Error('it is known');
  };
  const volumes = [{ path: desk.card, name: 'EOS', device: '/dev/sdb1', ejectable: true }];
  const roots = [join(desk.card, 'DCIM')];
  for (const target of [
    { type: 'folder', path: folder } as const,
    { type: 'connection', connectionId: onCard } as const,
  ]) {
    const copies = copyConnections(core, connect, { targets: [target], mainId, roots, volumes });
    await expect(copies).rejects.toMatchObject({ code: 'bad-input' });
  }
});
