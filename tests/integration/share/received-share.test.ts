/** From one person's photos to another's "Shared with me": a profile without any key opens a share by link and code, and only ever reads. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AssetId } from '../../../src-shared/units';
import { openReceiver, type Receiver } from '../../support/receiver';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  openStoreOf,
  type ShareBuild,
  type ShareWorld,
  shareStores,
} from '../../support/share-world';
import { swiftUnavailableReason } from '../../support/swift-server';

let build: ShareBuild;
let world: ShareWorld;
let receiver: Receiver;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(async () => {
  await receiver.close();
  await world.close();
});

const DAY_MS = 86_400_000;
const onSwift = shareStores[1];

/** Anna's link and code. */
async function toAnna(given: Parameters<ShareWorld['share']>[0]) {
  const share = await world.share(given);
  const [anna] = share.recipients;
  if (!anna) throw new Error('Anna was invited');
  const secrets = () => world.call('shares.secrets', { id: share.id, recipientId: anna.id });
  const { link, code } = await secrets();
  if (link === null) throw new Error('the page is up');
  return { share, anna, link, code, secrets };
}

async function downloaded(albumId: string, to: string): Promise<Map<string, Buffer>> {
  const done = new Promise<void>((resolve, reject) => {
    const off = receiver.app.onEvent((event) => {
      if (event.name !== 'downloads.changed') return;
      for (const { state, error } of event.payload.downloads) {
        if (state === 'done') resolve();
        if (state === 'failed' || error) reject(new Error(error?.message ?? state));
        if (state === 'done') off();
      }
    });
  });
  await receiver.call('downloads.start', { albumId: albumId as never, form: 'folder', to });
  await done;
  const all = readdirSync(to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(all.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name))]));
}

describe.skipIf(swiftUnavailableReason())('a received share on Swift', () => {
  it('shows, brings and answers what was shared, follows its sender, and changes nothing', async () => {
    const connection = onSwift?.[1]();
    if (!connection) throw new Error('there is a Swift');
    world = await openShareWorld(build, { connection });
    receiver = await openReceiver(build);
    const { call } = receiver;
    const { share, anna, link, code } = await toAnna({
      title: 'Jeju 제주',
      message: 'Choose ten.\nWith love',
    });
    const wrong = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`;
    expect((await receiver.refused('received.open', { link, code: wrong })).code).toBe('share-code');
    expect((await receiver.refused('received.open', { link })).code).toBe('share-code');
    const [cut = ''] = link.split('#');
    expect((await receiver.refused('received.open', { link: cut, code })).code).toBe('share-link');
    expect(await call('received.list', {})).toEqual([]);

    const caos = `caos://open?page=${encodeURIComponent(cut)}#${link.split('#')[1]}`;
    expect(await call('received.look', { link: caos })).toMatchObject({ known: null, way: 'loopback' });
    const got = await call('received.open', { link: caos, code: code.toLowerCase().replace('-', ' ') });
    expect(got).toMatchObject({
      title: 'Jeju 제주',
      message: 'Choose ten.\nWith love',
      recipientName: 'Anna',
      state: 'open',
      photoCount: 3,
      takesPicks: true,
      allow: { web: true, original: false, pick: true, comment: true },
      endsAtMs: share.endsAtMs,
    });
    expect(await call('received.look', { link })).toMatchObject({ known: got.id });
    const album = await call('albums.get', { id: got.albumId });
    expect(album).toMatchObject({ origin: 'received', assetCount: 3, storedCount: 3, state: 'stored' });
    // It is no store of this person's.
    expect((await call('connections.list', {})).map(({ builtIn }) => builtIn)).toEqual([true]);

    // What is seen and brought is byte for byte what was sealed.
    const guest = await openAsGuest(link, code);
    if (!guest) throw new Error('the code opens it');
    const thumbIds = await receiver.thumbs(album.id);
    const assets = await call('assets.list', { albumId: album.id });
    expect(assets.map(({ fileName, metadata }) => [fileName, metadata.widthPx, metadata.heightPx])).toEqual([
      ['IMG_0001.jpg', 2048, 1365],
      ['IMG_0002.jpg', 2048, 1365],
      ['IMG_0003.jpg', 2048, 1365],
    ]);
    const files = await downloaded(album.id, join(receiver.folder, 'brought'));
    for (const [at, item] of guest.manifest.items.entries()) {
      const pack = item.thumb && (await guest.open(guest.manifest.objects[item.thumb.object] as never));
      const { offset = 0, sizeBytes = 0 } = item.thumb ?? {};
      const thumb = readFileSync(receiver.app.thumbPath(thumbIds[at] as AssetId));
      expect(thumb.equals(pack?.subarray(offset, offset + sizeBytes) ?? Buffer.alloc(0))).toBe(true);
      const web = await guest.open(guest.manifest.objects[item.web?.object ?? -1] as never);
      expect(files.get(item.fileName)?.equals(web)).toBe(true);
    }

    // Every way of changing it says so before anything begins.
    const ids = assets.map(({ id }) => id);
    const wanted = (await receiver.refused('albums.edit', { id: album.id, title: 'Mine' })).code;
    const refusals = [
      wanted,
      (await receiver.refused('trash.move', { ids })).code,
      (await receiver.refused('imports.start', { albumId: album.id, paths: [world.photosFolder] })).code,
      (await receiver.refused('albums.delete', { id: album.id, objects: true })).code,
    ];
    refusals.push((await receiver.refused('shares.create', { source: { albumId: album.id } })).code);
    // Nor one by one, through a selection, or to a group.
    const [one] = ids;
    const connectionId = (await call('connections.list', {}))[0]?.id as never;
    const selection = await receiver.call('selections.create', { name: 'Theirs', assetIds: [one as never] });
    refusals.push(
      (await receiver.refused('shares.create', { source: { assetIds: [one as never] }, connectionId })).code,
    );
    refusals.push(
      (await receiver.refused('shares.create', { source: { selectionId: selection.id }, connectionId })).code,
    );
    const group = await receiver.call('groups.create', { name: 'Friends' });
    refusals.push((await receiver.refused('groups.share', { albumId: album.id, groupId: group.id })).code);
    await receiver.call('selections.remove', { id: selection.id });
    expect(refusals).toEqual(Array(8).fill('read-only'));

    // Stars and colours are the choice; it comes home as if the page had sent it.
    await call('edits.apply', { ids: [ids[0] as AssetId], change: { rating: 4 } });
    await call('edits.apply', { ids: [ids[2] as AssetId], change: { flag: 'pick', colour: 'red' } });
    await call('received.setNote', { assetId: ids[0] as AssetId, note: 'For the wall' });
    await call('received.setNote', { assetId: ids[1] as AssetId, note: '  Brighter, please ' });
    await call('received.setNote', { assetId: ids[2] as AssetId, note: 'No' });
    await call('received.setNote', { assetId: ids[2] as AssetId, note: '' });
    expect([
      await call('received.note', { assetId: ids[1] as AssetId }),
      await call('received.chosen', { id: got.id }),
    ]).toEqual([{ note: 'Brighter, please' }, { count: 3 }]);
    expect(await call('received.send', { id: got.id, message: 'Thank you!' })).toEqual({ sent: 3 });
    expect(await world.call('shares.collect', { id: share.id })).toEqual({
      opened: 1,
      choices: 1,
      refused: 0,
    });
    const home = await world.call('shares.picks', { id: share.id, recipientId: anna.id });
    expect({
      note: home.note,
      picks: home.picks.map(({ fileName, heart, colour, note }) => [fileName, heart, colour, note]),
    }).toEqual({
      note: 'Thank you!',
      picks: [
        ['IMG_0001.jpg', true, 'none', 'For the wall'],
        ['IMG_0002.jpg', false, 'none', 'Brighter, please'],
        ['IMG_0003.jpg', true, 'red', ''],
      ],
    });

    // Its sender extends it: that is known here at the next look, by the address that the envelope tells.
    const store = openStoreOf(connection);
    const pageKey = decodeURIComponent(new URL(link).pathname.split('/').slice(4).join('/'));
    const bucket = decodeURIComponent(new URL(link).pathname.split('/')[3] ?? '');
    const before = await bytesOf(store, bucket, pageKey);
    const endsAtMs = (share.endsAtMs ?? 0) + 7 * DAY_MS;
    await world.call('shares.extend', { id: share.id, endsAtMs });
    expect((await call('received.refresh', {}))[0]).toMatchObject({ state: 'open', endsAtMs, reason: null });

    // The page of before is put back: it is authentic, and refused all the same.
    const newest = await bytesOf(store, bucket, pageKey);
    await store.put(bucket, pageKey, before, { contentType: 'text/html' });
    expect((await call('received.refresh', {}))[0]).toMatchObject({
      endsAtMs,
      reason: { code: 'share-damaged' },
    });
    await store.put(bucket, pageKey, newest, { contentType: 'text/html' });
    expect((await call('received.refresh', {}))[0]).toMatchObject({ state: 'open', reason: null });

    // A changed byte in the store shows nothing.
    const web = guest.manifest.objects[guest.manifest.items[1]?.web?.object ?? -1];
    const objectKey = decodeURIComponent(
      new URL(guest.address(web as never)).pathname.split('/').slice(4).join('/'),
    );
    const sealed = await bytesOf(store, bucket, objectKey);
    sealed[sealed.length >> 1] = (sealed[sealed.length >> 1] ?? 0) ^ 1;
    await store.put(bucket, objectKey, sealed);
    await expect(receiver.app.previewPath(ids[1] as AssetId)).rejects.toMatchObject({
      code: 'share-damaged',
    });
    store.close();

    // Nothing that opens it lies in the open.
    const fragment = link.split('#')[1] ?? '';
    const signature = /temp_url_sig=([0-9a-f]+)/.exec(link)?.[1] ?? 'none';
    for (const secret of [code, code.replace('-', ''), fragment, guest.content.contentKey, signature])
      expect(receiver.written().includes(secret)).toBe(false);

    // Revoked for Anna: what is here stays, what is not cannot be had, and a sentence says why.
    await world.call('shares.revoke', { id: share.id, recipientId: anna.id });
    const [gone] = await call('received.refresh', {});
    expect(gone).toMatchObject({ state: 'gone', reason: { code: 'share-ended' }, photoCount: 3 });
    expect(readFileSync(receiver.app.thumbPath(ids[0] as AssetId)).length).toBeGreaterThan(0);
    await expect(receiver.app.previewPath(ids[2] as AssetId)).rejects.toMatchObject({ code: 'share-ended' });
    expect((await receiver.refused('received.open', { link, code })).code).toBe('share-ended');

    await call('received.remove', { id: got.id });
    expect(await call('albums.list', {})).toEqual([]);
    expect(readdirSync(join(receiver.folder, 'profile', 'received'))).toEqual([]);
  });
});

describe('a received share of a computer in the same network', () => {
  it('opens offline what was kept, goes on under a renewed link, and may be for looking only', async () => {
    world = await openShareWorld(build, {});
    receiver = await openReceiver(build);
    const { call } = receiver;
    const { share, link, code, secrets } = await toAnna({
      allow: { web: false, pick: false, comment: false },
      options: { showFileNames: false },
    });
    const got = await call('received.open', { link, code });
    const names = (await call('assets.list', { albumId: got.albumId })).map(({ fileName }) => fileName);
    expect(names).toEqual(['photo-001.jpg', 'photo-002.jpg', 'photo-003.jpg']);
    const to = join(receiver.folder, 'never');
    expect(
      await receiver.refused('downloads.start', { albumId: got.albumId, form: 'folder', to }),
    ).toMatchObject({
      code: 'read-only',
    });
    expect((await receiver.refused('received.send', { id: got.id })).code).toBe('unsupported');

    const ids = await receiver.thumbs(got.albumId);
    const shown = await receiver.app.previewPath(ids[0] as AssetId);
    // A new link of the same share needs no code again.
    await world.call('shares.extend', { id: share.id, endsAtMs: (share.endsAtMs ?? 0) + DAY_MS });
    const renewed = await secrets();
    const again = await call('received.open', { link: renewed.link ?? '' });
    expect(again).toMatchObject({ id: got.id, endsAtMs: (share.endsAtMs ?? 0) + DAY_MS });
    expect((await call('albums.list', {})).length).toBe(1);

    // Where originals are allowed they are what is brought, and what is looked at is still the picture made for it.
    const open = await toAnna({ allow: { original: true }, options: { stripLocation: false } });
    const full = await call('received.open', { link: open.link, code: open.code });
    const [photo] = await call('assets.list', { albumId: full.albumId });
    const original = readFileSync(join(world.photosFolder, 'IMG_0001.jpg'));
    expect([photo?.fileName, photo?.sizeBytes]).toEqual(['IMG_0001.jpg', original.length]);
    const seen = await sharp(await receiver.app.previewPath(photo?.id as AssetId)).metadata();
    expect([seen.width, seen.exif]).toEqual([2048, undefined]);
    const brought = await downloaded(full.albumId, join(receiver.folder, 'originals'));
    expect(brought.get('IMG_0001.jpg')?.equals(original)).toBe(true);

    await world.app.close();
    await receiver.restart();
    const [offline] = await receiver.call('received.refresh', {});
    expect(offline).toMatchObject({ state: 'open', reason: { code: 'unreachable' } });
    expect((await receiver.call('assets.list', { albumId: got.albumId })).length).toBe(3);
    expect(await receiver.app.previewPath(ids[0] as AssetId)).toBe(shown);
    await expect(receiver.app.previewPath(ids[1] as AssetId)).rejects.toMatchObject({ code: 'unreachable' });
    await world.restart();
  });
});

async function bytesOf(store: ReturnType<typeof openStoreOf>, bucket: string, key: string): Promise<Buffer> {
  const { body } = await store.get(bucket, key);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
