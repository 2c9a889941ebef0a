/** Offline is normal: an album of a real Swift is browsed, culled, searched and thrown away from while its network is cut. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expectGridFilled, gridOf, shownPictureWidth } from '../support/album-window';
import { expect, test } from '../support/launch-app';
import { cameraJpeg } from '../support/make-camera-files';
import {
  type SwiftAddresses,
  type SwiftServer,
  sharedSwift,
  startSwift,
  swiftUnavailableReason,
} from '../support/swift-server';

const PHOTOS = 6;
let own: SwiftServer | undefined;
let swift: SwiftAddresses;

test.beforeAll(async () => {
  const reason = swiftUnavailableReason();
  test.skip(reason !== undefined, reason ?? '');
  test.setTimeout(180_000);
  own = sharedSwift() === undefined ? await startSwift() : undefined;
  swift = sharedSwift() ?? (own as SwiftServer);
});
test.afterAll(() => own?.stop());

/** Stands between the app and the store, and can be cut. The store names itself by the host it was asked by: this one. */
async function cuttable(target: URL): Promise<{ url: string; cut(on: boolean): void; close(): void }> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server: Server = createServer((socket) => {
    if (isCut) {
      socket.destroy();
      return;
    }
    const onward = connect(Number(target.port), target.hostname);
    for (const one of [socket, onward]) {
      sockets.add(one);
      one
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(one);
          socket.destroy();
          onward.destroy();
        });
    }
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    cut(on) {
      isCut = on;
      if (on) for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('with the network cut an album that is kept is browsed, rated, searched and thrown away from, and what needs the network says so', async ({
  launch,
}) => {
  const answer = await fetch(swift.authUrl, {
    headers: { 'X-Auth-User': swift.user, 'X-Auth-Key': swift.key },
  });
  const storage = answer.headers.get('x-storage-url') ?? '';
  const headers = { 'X-Auth-Token': answer.headers.get('x-auth-token') ?? '' };
  const container = `offline-${Date.now() % 1_000_000}`;
  await fetch(`${storage}/${container}`, { method: 'PUT', headers });
  for (let index = 0; index < PHOTOS; index += 1) {
    // A minute apart: photos of one second would become one stack as soon as they are read.
    const takenAt = `2024-05-01T10:${String(index).padStart(2, '0')}:00`;
    const body = await cameraJpeg({ fillBytes: 200_000 + index, about: { takenAt } });
    await fetch(`${storage}/${container}/DSC_${index}.jpg`, {
      method: 'PUT',
      headers,
      body: new Uint8Array(body),
    });
  }
  const net = await cuttable(new URL(swift.authUrl));
  const { page } = await launch();
  await page.getByRole('button', { name: 'Start with an empty library' }).click();
  const opened = await page.evaluate(
    async ({ authUrl, user, key, bucket }) => {
      const added = await window.caos.call('connections.add', {
        name: 'Far away',
        config: { kind: 'swift', authUrl, authVersion: '1', user },
        secret: key,
      });
      return added.ok
        ? window.caos.call('albums.open', { connectionId: added.value.id, bucket, title: 'Far' })
        : added;
    },
    { authUrl: net.url, user: swift.user, key: swift.key, bucket: container },
  );
  expect(opened).toMatchObject({ ok: true });
  const item = page.getByRole('navigation').getByRole('button', { name: /Far/ });
  await item.click();
  await expectGridFilled(page, 'Far', PHOTOS);
  await item.click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Keep previews on this computer' }).click();
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const kept = await window.caos.call('cache.kept', {});
          return kept.ok ? kept.value[0]?.readyCount : undefined;
        }),
      { timeout: 30_000 },
    )
    .toBe(PHOTOS);

  net.cut(true);
  const photos = gridOf(page, 'Far').getByRole('option');
  await page.getByRole('button', { name: 'All albums' }).click();
  await item.click();
  await expectGridFilled(page, 'Far', PHOTOS);
  await photos.nth(2).dblclick();
  expect(await shownPictureWidth(page)).toBeGreaterThan(500);
  const viewer = page.getByRole('dialog', { name: 'Photo viewer' });
  await page.keyboard.press('4');
  await expect(viewer).toContainText(`4 of ${PHOTOS}`);
  expect(await shownPictureWidth(page)).toBeGreaterThan(500);
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await page.getByRole('textbox', { name: 'Search these photos' }).fill('dsc 3');
  await expect(photos).toHaveCount(1);
  await page.getByRole('textbox', { name: 'Search these photos' }).fill('');
  await expect(photos).toHaveCount(PHOTOS);

  // Somebody else put it there: it is only hidden, and needs no network.
  await photos.first().click();
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Hide here only' }).click();
  await expect(photos).toHaveCount(PHOTOS - 1);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(photos).toHaveCount(PHOTOS);

  await item.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Look for changes' }).click();
  await expect(page.getByRole('alert')).toContainText('answer', { timeout: 60_000 });
  net.cut(false);
  await page.getByRole('alert').getByRole('button').first().click();
  await expect(page.getByRole('alert')).toBeHidden({ timeout: 30_000 });
  await expect(photos).toHaveCount(PHOTOS);
  net.close();
});
