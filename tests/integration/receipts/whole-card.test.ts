/** A card is more than what was dragged from it: a receipt speaks of all of it, and of no other card or place. */
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createReceipts } from '../../../src-main/services/receipts/receipts';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { openTestCore, type TestCore } from '../../support/test-core';
import { type Made, makeReceipt, photo, putOnCard, read, told } from './receipt-fixture';

let test: TestCore;
afterEach(() => test.close());

const begin = async (): Promise<void> => {
  test = await openTestCore(createMemoryStore());
};
const take = async (paths: string[]) => test.ended(await test.imports.start(test.albumId, paths));

/** A receipt of the album while the folder is the mount point of a card. */
async function ofCard(mount = test.source): Promise<Made> {
  const receipts = createReceipts(test.core, async () => [
    { path: mount, name: 'EOS', device: '/dev/sdb1', ejectable: true },
  ]);
  const id = receipts.make({ albumId: test.albumId }, 'head');
  await receipts.idle();
  return read(test, id);
}

describe('a card of which only a part was imported', () => {
  it('is not safe: the videos beside DCIM are on no store', async () => {
    await begin();
    putOnCard(test, 'DCIM/100/a.jpg', photo(1));
    putOnCard(test, 'PRIVATE/M4ROOT/CLIP/C0001.MP4', photo(2));
    putOnCard(test, 'PRIVATE/M4ROOT/CLIP/C0001M01.XML', Buffer.from('<x/>'));
    await take([join(test.source, 'DCIM')]);
    expect(told(test, await ofCard())).toEqual({
      safe: false,
      doubts: { 'new-here': 1 },
      files: [
        'DCIM/100/a.jpg confirmed md5',
        'PRIVATE/M4ROOT/CLIP/C0001.MP4 new-here',
        'PRIVATE/M4ROOT/CLIP/C0001M01.XML skipped (not-media)',
      ],
    });
  });
  it('is not safe when single files were dragged', async () => {
    await begin();
    const a = putOnCard(test, 'DCIM/a.jpg', photo(1));
    putOnCard(test, 'DCIM/b.jpg', photo(2));
    await take([a]);
    expect(told(test, await ofCard())).toMatchObject({ safe: false, doubts: { 'new-here': 1 } });
  });
  it('is safe when the other part lies in another album, which is asked too', async () => {
    const store = createMemoryStore();
    test = await openTestCore(store);
    putOnCard(test, 'DCIM/a.jpg', photo(1));
    putOnCard(test, 'PRIVATE/M4ROOT/b.mp4', photo(2));
    await take([join(test.source, 'DCIM')]);
    const { createAlbum } = await import('../../../src-main/services/albums');
    const connectionId = test.core.catalogue.albums.get(test.albumId)?.connectionId as never;
    const other = await createAlbum(test.core, { title: 'Videos', connectionId });
    await test.ended(await test.imports.start(other.id, [join(test.source, 'PRIVATE')]));
    expect(told(test, await ofCard())).toEqual({
      safe: true,
      doubts: {},
      files: ['DCIM/a.jpg confirmed md5', 'PRIVATE/M4ROOT/b.mp4 confirmed md5'],
    });
    await store.delete(test.core.catalogue.albums.get(other.id)?.bucket ?? '', 'M4ROOT/b.mp4');
    expect(told(test, await ofCard())).toMatchObject({ safe: false, doubts: { lost: 1 } });
  });
  it('means no other disk: a folder of a working drive is judged by itself', async () => {
    await begin();
    putOnCard(test, 'jobs/one/a.jpg', photo(1));
    putOnCard(test, 'jobs/two/b.jpg', photo(2));
    await take([join(test.source, 'jobs/one')]);
    expect(told(test, await ofCard())).toMatchObject({ safe: true, doubts: {} });
  });
});

it('what is stored on the card itself goes with it', async () => {
  await begin();
  const [connection] = test.core.catalogue.connections.list();
  const card = connection?.config.kind === 'local' ? connection.config.root : '';
  mkdirSync(join(card, 'DCIM'));
  writeFileSync(join(card, 'DCIM/a.jpg'), photo(1));
  await take([join(card, 'DCIM')]);
  expect(told(test, await ofCard(realpathSync(card)))).toMatchObject({
    safe: false,
    doubts: { 'not-stored': 1 },
  });
});

it('what a photographer would miss is not left out without harm; what a camera wrote beside its clips is', async () => {
  await begin();
  putOnCard(test, 'a.jpg', photo(1));
  for (const name of ['a.xmp', 'a.WAV', 'album.xcf', 'XDROOT/C0001.MXF', 'C0001M01.XML', 'C1.THM', 'C1.LRV'])
    putOnCard(test, name, Buffer.from('060e2b34'));
  putOnCard(test, '.picasaoriginals/a.jpg', photo(2));
  await test.importAll();
  expect(told(test, await makeReceipt(test))).toEqual({
    safe: false,
    doubts: { unsupported: 5 },
    files: [
      '.picasaoriginals not-stored (hidden)',
      'C0001M01.XML skipped (not-media)',
      'C1.LRV skipped (not-media)',
      'C1.THM skipped (not-media)',
      'XDROOT/C0001.MXF not-stored (not-media)',
      'a.WAV not-stored (not-media)',
      'a.jpg confirmed md5',
      'a.xmp not-stored (not-media)',
      'album.xcf not-stored (not-media)',
    ],
  });
  for (const name of ['a.xmp', 'a.WAV', 'album.xcf', 'XDROOT', '.picasaoriginals'])
    rmSync(join(test.source, name), { recursive: true });
  expect(told(test, await makeReceipt(test))).toMatchObject({ safe: true, doubts: {} });
});

it('of two cards, one that left its mount point empty is out: what its photos left in the album is asked for', async () => {
  await begin();
  putOnCard(test, 'A/a.jpg', photo(1));
  putOnCard(test, 'B/b.jpg', photo(2));
  const roots = ['A', 'B'].map((name) => join(test.source, name));
  await take(roots);
  const asset = test.core.catalogue.assets.findByKey(test.albumId, 'B/b.jpg');
  test.core.catalogue.assets.remove(asset?.id as never);
  rmSync(join(roots[1] ?? '', 'b.jpg'));
  expect(told(test, await makeReceipt(test))).toMatchObject({
    safe: false,
    doubts: { lost: 1, 'source-gone': 1 },
  });
});

it('another card in its place is looked at, though nothing of it was imported', async () => {
  await begin();
  putOnCard(test, 'DCIM/a.jpg', photo(1));
  await take([join(test.source, 'DCIM')]);
  rmSync(join(test.source, 'DCIM'), { recursive: true });
  putOnCard(test, 'PRIVATE/M4ROOT/CLIP/C0001.MP4', photo(2));
  expect(told(test, await ofCard())).toMatchObject({
    safe: false,
    doubts: { 'new-here': 1, 'source-gone': 1 },
  });
  // Formatted by a camera: nothing is on it, and nothing more is gone than before.
  rmSync(join(test.source, 'PRIVATE'), { recursive: true });
  mkdirSync(join(test.source, 'AVCHD'));
  expect(told(test, await ofCard())).toMatchObject({ safe: true, doubts: { 'source-gone': 1 } });
});

describe('what could not be read', () => {
  const locked = () => join(test.source, 'DCIM', '101');
  /** The folder was not readable while the card was taken in. */
  async function once(): Promise<void> {
    await begin();
    putOnCard(test, 'DCIM/100/a.jpg', photo(1));
    const run = await test.importAll();
    test.core.catalogue.imports.addSkipped(run.id, [
      { path: locked(), reason: 'unreadable', detail: 'The disk or card failed while it was read.' },
    ]);
    putOnCard(test, 'DCIM/101/b.jpg', photo(2));
  }
  it('and can be read by now is told of as it is now', async () => {
    await once();
    expect(told(test, await makeReceipt(test))).toMatchObject({ safe: false, doubts: { 'new-here': 1 } });
    rmSync(test.source, { recursive: true });
    expect(told(test, await makeReceipt(test))).toMatchObject({ safe: false, doubts: { unreadable: 1 } });
  });
  it('is no doubt any more when a later import took it in, with the card in and out', async () => {
    await once();
    await test.importAll();
    expect(told(test, await makeReceipt(test))).toMatchObject({ safe: true, doubts: {} });
    rmSync(test.source, { recursive: true });
    expect(told(test, await makeReceipt(test))).toMatchObject({ safe: true, doubts: { 'source-gone': 1 } });
  });
});

it('another card of the same name does not make up for one that was not looked through', async () => {
  await begin();
  putOnCard(test, 'DCIM/a.jpg', photo(1));
  const run = await test.importAll();
  test.core.catalogue.imports.setState(run.id, 'cancelled', test.core.now());
  rmSync(join(test.source, 'DCIM/a.jpg'));
  putOnCard(test, 'DCIM/b.jpg', photo(2));
  await test.importAll();
  expect(told(test, await makeReceipt(test))).toMatchObject({
    safe: false,
    doubts: { 'not-looked-through': 1 },
  });
  rmSync(test.source, { recursive: true });
  expect(told(test, await makeReceipt(test))).toMatchObject({
    safe: false,
    doubts: { 'not-looked-through': 1 },
  });
});

it('a card that is pulled out during the check is said to be out, and never safe by that', async () => {
  const store = createMemoryStore();
  let pull = (): void => undefined;
  test = await openTestCore({
    ...store,
    head: async (...given) => {
      pull();
      return store.head(...given);
    },
  });
  putOnCard(test, 'a.jpg', photo(1));
  await test.importAll();
  pull = () => rmSync(test.source, { recursive: true, force: true });
  expect(told(test, await makeReceipt(test))).toMatchObject({
    safe: false,
    doubts: { unproven: 1, 'source-gone': 1 },
  });
});

it('a photo that comes onto the card during the check is seen', async () => {
  const store = createMemoryStore();
  let late = (): void => undefined;
  test = await openTestCore({
    ...store,
    head: async (...given) => {
      late();
      return store.head(...given);
    },
  });
  putOnCard(test, 'a.jpg', photo(1));
  await test.importAll();
  late = () => putOnCard(test, 'b.jpg', photo(2));
  expect(told(test, await makeReceipt(test))).toEqual({
    safe: false,
    doubts: { 'new-here': 1 },
    files: ['a.jpg confirmed md5', 'b.jpg new-here'],
  });
});

describe('with the card out', () => {
  it('a name that another card was given since proves nothing', async () => {
    const store = createMemoryStore();
    test = await openTestCore(store);
    const card = join(test.source, 'DCIM');
    putOnCard(test, 'DCIM/a.jpg', photo(1));
    putOnCard(test, 'DCIM/b.jpg', photo(3));
    await take([card]);
    const again = await take([card]);
    test.core.catalogue.assets.remove(
      test.core.catalogue.assets.findByKey(test.albumId, 'a.jpg')?.id as never,
    );
    await store.delete(test.bucket, 'a.jpg');
    test.advance(60_000);
    // The next card, with the same names.
    putOnCard(test, 'DCIM/a.jpg', photo(2, 1001));
    rmSync(join(card, 'b.jpg'));
    await take([card]);
    rmSync(card, { recursive: true });
    expect(told(test, await makeReceipt(test, { importId: again.id }))).toMatchObject({
      safe: false,
      doubts: { unproven: 1, 'source-gone': 1 },
    });
  });
  it('a file that a later import took over and does not bring home is not safe', async () => {
    const store = createMemoryStore();
    let refuse = true;
    const { AppError } = await import('../../../src-shared/app-error');
    test = await openTestCore({
      ...store,
      put: async (bucket, key, ...rest) => {
        if (refuse && key === 'b.jpg') throw new AppError('access-denied', 'No.', { retry: 'after-user' });
        return store.put(bucket, key, ...rest);
      },
    });
    putOnCard(test, 'a.jpg', photo(1));
    putOnCard(test, 'b.jpg', photo(2));
    const first = await test.importAll();
    await test.importAll();
    rmSync(test.source, { recursive: true });
    expect(told(test, await makeReceipt(test, { importId: first.id }))).toMatchObject({ safe: false });
    refuse = false;
  });
});

describe('what CAOS does not take in', () => {
  it('makes a card of its own: one that holds film only is not the imported card taken out', async () => {
    await begin();
    putOnCard(test, 'DCIM/a.jpg', photo(1));
    await test.importAll();
    await take([join(test.source, 'DCIM')]);
    rmSync(join(test.source, 'DCIM'), { recursive: true });
    putOnCard(test, 'XDROOT/Clip/0001.MXF', Buffer.from('060e2b34'));
    const film = { safe: false, doubts: { unsupported: 1 } };
    expect(told(test, await makeReceipt(test))).toMatchObject({
      ...film,
      doubts: { ...film.doubts, 'source-gone': 1 },
    });
    const [whole] = test.core.catalogue.imports.list(test.albumId).slice(-1);
    expect(told(test, await makeReceipt(test, { importId: whole?.id as never }))).toMatchObject(film);
    // Looked at as the card that it is, though only its DCIM was imported.
    expect(told(test, await ofCard())).toMatchObject({ safe: false, doubts: { unsupported: 1 } });
  });

  it('is a doubt also when it comes during the check', async () => {
    let late: (() => void) | null = null;
    test = await openTestCore(
      createMemoryStore({
        beforeCall: ({ operation }) => {
          if (operation === 'head') late?.();
        },
      }),
    );
    putOnCard(test, 'a.jpg', photo(1));
    await test.importAll();
    late = () => {
      putOnCard(test, 'late.MXF', Buffer.from('060e2b34'));
      putOnCard(test, 'late.XML', Buffer.from('<x/>'));
    };
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { unsupported: 1 },
      files: ['a.jpg confirmed md5', 'late.MXF not-stored (not-media)'],
    });
  });

  it.runIf(process.platform === 'linux')(
    'is a doubt with the card out, too, when its name is no UTF-8',
    async () => {
      await begin();
      putOnCard(test, 'a.jpg', photo(1));
      writeFileSync(
        Buffer.concat([Buffer.from(`${test.source}/n`), Buffer.from([0xe9]), Buffer.from('.wav')]),
        'RIFF',
      );
      await test.importAll();
      expect(told(test, await makeReceipt(test))).toMatchObject({ safe: false, doubts: { unsupported: 1 } });
      rmSync(test.source, { recursive: true });
      expect(told(test, await makeReceipt(test))).toMatchObject({
        safe: false,
        doubts: { unsupported: 1, 'source-gone': 1 },
      });
    },
  );
});
