/** A container that something else filled: opened as an album over the native Swift API, looked at, linked to, cleaned up; and all of it without a mouse. */
import { expectGridFilled, gridOf } from '../support/album-window';
import { expect, test } from '../support/launch-app';
import { cameraJpeg } from '../support/make-camera-files';
import {
  type SwiftAddresses,
  type SwiftServer,
  sharedSwift,
  startSwift,
  swiftUnavailableReason,
} from '../support/swift-server';

const PHOTOS = 12;
let own: SwiftServer | undefined;
let swift: SwiftAddresses;
let session: { url: string; headers: Record<string, string> };

test.beforeAll(async () => {
  const reason = swiftUnavailableReason();
  test.skip(reason !== undefined, reason ?? '');
  test.setTimeout(180_000);
  own = sharedSwift() === undefined ? await startSwift() : undefined;
  swift = sharedSwift() ?? (own as SwiftServer);
  const answer = await fetch(swift.authUrl, {
    headers: { 'X-Auth-User': swift.user, 'X-Auth-Key': swift.key },
  });
  session = {
    url: answer.headers.get('x-storage-url') ?? '',
    headers: { 'X-Auth-Token': answer.headers.get('x-auth-token') ?? '' },
  };
});
test.afterAll(() => own?.stop());

const send = async (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${session.url}/${path}`, { ...init, headers: { ...session.headers, ...init.headers } });

const accountOf = ({ authUrl, user, key }: SwiftAddresses) => ({
  config: { kind: 'swift' as const, authUrl, authVersion: '1' as const, user },
  secret: key,
});

test('a container full of photos opens as an album, and its objects can be seen, linked and deleted', async ({
  launch,
}) => {
  const container = `old-photos-${Date.now() % 1_000_000}`;
  await send(container, { method: 'PUT' });
  for (let index = 0; index < PHOTOS; index += 1) {
    // A minute apart: photos of one second would become one stack as soon as they are read.
    const takenAt = `2024-05-01T10:${String(index).padStart(2, '0')}:00`;
    const body = await cameraJpeg({ fillBytes: 300_000 + index, about: { takenAt } });
    const name = encodeURIComponent(`2023/DSC_${index}.jpg`);
    await send(`${container}/${name}`, { method: 'PUT', body: new Uint8Array(body) });
  }
  await send(`${container}/notes.txt`, { method: 'PUT', body: 'not a photo' });

  // So many that the list can be filtered, also where this test runs alone.
  for (let index = 0; index < 8; index += 1) await send(`zone-${index}`, { method: 'PUT' });

  const { page, log } = await launch();
  const added = await page.evaluate(
    (given) => window.caos.call('connections.add', { name: 'University', ...given }),
    accountOf(swift),
  );
  expect(added.ok).toBe(true);

  const main = page.getByRole('main');
  await page.getByRole('button', { name: 'Start with an empty library' }).click();
  await page.getByRole('button', { name: 'Storage', exact: true }).click();
  await page.getByRole('button', { name: 'Actions for University' }).click();
  await page.getByRole('menuitem', { name: 'Look inside' }).click();
  // Other tests fill this account too: there are more than the list shows at once.
  await main.getByRole('textbox', { name: 'Filter by name' }).fill(container);
  await main.getByRole('button', { name: container }).click();
  await expect(page.getByRole('button', { name: 'notes.txt' })).toBeVisible();
  await page.getByRole('button', { name: '2023' }).click();
  await expect(page.getByRole('button', { name: 'DSC_11.jpg' })).toBeVisible();

  // A link that works, without any key.
  await page.getByRole('button', { name: 'DSC_11.jpg' }).click();
  await page.getByRole('button', { name: 'Make a link…' }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const url = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  expect((await fetch(url)).status).toBe(200);
  await page.getByRole('button', { name: 'Close' }).first().click();

  // The whole container becomes an album; nothing is written into it.
  await page.getByRole('button', { name: container }).click();
  await page.getByRole('button', { name: 'Open as an album…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: false }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: container })).toBeVisible();
  await expectGridFilled(page, container, PHOTOS);
  const listed = (await (await send(container)).text()).trim().split('\n');
  expect(listed).toHaveLength(PHOTOS + 1);

  // Deleting an object takes its photo out of the album.
  await page.getByRole('button', { name: 'Storage', exact: true }).click();
  await page.getByRole('button', { name: 'Actions for University' }).click();
  await page.getByRole('menuitem', { name: 'Look inside' }).click();
  await main.getByRole('textbox', { name: 'Filter by name' }).fill(container);
  await main.getByRole('button', { name: container, exact: true }).click();
  await page.getByRole('button', { name: '2023' }).click();
  await page.getByRole('checkbox', { name: 'Select DSC_0.jpg' }).click();
  await page.getByRole('button', { name: 'Delete…' }).first().click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  // The question hides what lies behind it while the store is asked.
  const first = `${container}/${encodeURIComponent('2023/DSC_0.jpg')}`;
  await expect.poll(async () => (await send(first, { method: 'HEAD' })).status).toBe(404);
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('checkbox', { name: 'Select DSC_0.jpg' })).toBeHidden();
  await page
    .getByRole('button', { name: new RegExp(`${container}.*${PHOTOS - 1}`) })
    .first()
    .click();
  await expect(gridOf(page, container).getByRole('option')).toHaveCount(PHOTOS - 1);
  expect(log()).not.toContain(swift.key);
});

test('the storage browser without a mouse', async ({ launch }) => {
  const container = `by-keys-${Date.now() % 1_000_000}`;
  await send(container, { method: 'PUT' });
  const names = ['inner/first.jpg', ...Array.from({ length: 60 }, (_, index) => `photo-${index + 10}.jpg`)];
  for (const name of names)
    await send(`${container}/${encodeURIComponent(name)}`, { method: 'PUT', body: name });
  const { page } = await launch();
  await page.getByRole('button', { name: 'Start with an empty library' }).click();
  await page.evaluate(
    (given) => window.caos.call('connections.add', { name: 'University', ...given }),
    accountOf(swift),
  );
  await page.getByRole('button', { name: 'Storage', exact: true }).click();
  await page.getByRole('button', { name: 'Actions for University' }).click();
  await page.getByRole('menuitem', { name: 'Look inside' }).click();
  const focused = page.locator(':focus');
  await page.getByRole('main').getByRole('button', { name: container, exact: true }).focus();
  await page.keyboard.press('Enter');

  // The list has the focus by itself; the end is far out of sight.
  await expect(focused).toHaveText('inner');
  await page.keyboard.press('End');
  await expect(focused).toHaveText('photo-69.jpg');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(focused).toHaveText('photo-10.jpg');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(page.getByRole('status').filter({ hasText: 'selected' })).toHaveText('2 selected');
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('alertdialog', { name: 'Delete 2 objects?' });
  await expect(dialog).toBeVisible();
  // A key of the list is no key of the dialog over it.
  await page.keyboard.press('Backspace');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(focused).toHaveText('photo-11.jpg');
  await page.keyboard.press('Delete');
  await dialog.getByRole('button', { name: 'Delete for good' }).press('Enter');
  await expect(dialog).toBeHidden();
  expect((await (await send(`${container}?prefix=photo-1`)).text()).trim().split('\n')).toHaveLength(8);

  // The focus stays where it was in the list.
  await expect(focused).toHaveText('photo-13.jpg');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(focused).toHaveText('first.jpg');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('15 bytes');
  await page.keyboard.press('Backspace');
  await expect(focused).toHaveText('inner');
  await page.keyboard.press('Backspace');
  await expect(focused).toHaveText(container);
});
