/** The same way onto storage of one's own: a real Swift by its S3 API, added through the form; and a kill in the middle. */
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { digestsBelow, writePhoto, writePhotos } from '../support/photo-folder';
import {
  type SwiftAddresses,
  type SwiftServer,
  sharedSwift,
  startSwift,
  swiftUnavailableReason,
} from '../support/swift-server';

let own: SwiftServer | undefined;
let swift: SwiftAddresses;

test.beforeAll(async () => {
  const reason = swiftUnavailableReason();
  test.skip(reason !== undefined, reason ?? '');
  test.setTimeout(180_000); // the packages may have to be installed first
  own = sharedSwift() === undefined ? await startSwift() : undefined;
  swift = sharedSwift() ?? (own as SwiftServer);
});
test.afterAll(() => own?.stop());

test('an album on S3, with the connection added in the window', async ({ launch, scratch }) => {
  const title = `Wedding ${Date.now() % 100_000}`;
  const folder = join(scratch, title);
  await writePhotos(folder, 6);
  const { page, log } = await launch();
  await page.getByRole('button', { name: 'Connect your own storage' }).click();
  await addStorage(page, swift, 'Studio Swift');

  await dropPaths(page, [folder]);
  await page
    .getByRole('dialog', { name: 'Import as album' })
    .getByRole('combobox', { name: 'Place' })
    .click();
  await page.getByRole('option', { name: 'Studio Swift' }).click();
  await page.getByRole('textbox', { name: 'Title' }).focus();
  await acceptImport(page, { title, files: '6 files' });
  await expectGridFilled(page, title, 6);

  expect(Object.values(await digestsInStore(title)).sort()).toEqual(
    Object.values(digestsBelow(folder)).sort(),
  );
  expect(log()).not.toContain(swift.secretKey);
});

test('a wrong secret is told in one sentence, and nothing is lost by it', async ({ launch }) => {
  const { page } = await launch();
  await page.getByRole('button', { name: 'Connect your own storage' }).click();
  await openForm(page);
  await fillForm(page, { ...swift, secretKey: 'not-the-secret' }, 'Studio Swift');
  const form = page.getByRole('dialog', { name: 'Add storage' });
  await form.getByRole('button', { name: 'Test' }).click();
  await expect(form).toContainText('Does not work yet.');
  await form.getByRole('textbox', { name: 'Secret key' }).fill(swift.secretKey);
  await form.getByRole('button', { name: 'Test' }).click();
  await expect(form).toContainText('Works.');
});

test('kill -9 in the middle of an upload: the next start finishes it, byte for byte', async ({
  launch,
  scratch,
}) => {
  test.setTimeout(150_000);
  const title = `Concert ${Date.now() % 100_000}`;
  const folder = join(scratch, title);
  await writeLarge(folder, 20, 2_000_000);
  await writeLarge(join(folder, 'large'), 1, 40_000_000); // in parts
  const first = await launch();
  await first.page.evaluate(
    async ({ config, secret }) => {
      const added = await window.caos.call('connections.add', { name: 'Studio Swift', config, secret });
      if (!added.ok) throw new Error(added.error.message);
    },
    { config: configOf(swift), secret: swift.secretKey },
  );
  await dropPaths(first.page, [folder]);
  await first.page.getByRole('combobox', { name: 'Place' }).click();
  await first.page.getByRole('option', { name: 'Studio Swift' }).click();
  await first.page.getByRole('textbox', { name: 'Title' }).focus();
  await acceptImport(first.page, { title, files: '21 files' });
  const stored = () =>
    first.page.evaluate(async () => {
      const summary = await window.caos.call('transfers.summary', {});
      return summary.ok ? summary.value.storedCount : -1;
    });
  await expect.poll(stored, { intervals: [20] }).toBeGreaterThan(2);
  await first.kill();
  const atKill = Object.keys(await digestsInStore(title)).length;
  expect(atKill).toBeLessThan(21);

  const second = await launch();
  await second.page
    .getByRole('button', { name: new RegExp(title) })
    .first()
    .click();
  // More than the window shows at once, so the head of the album tells.
  await expect(second.page.getByRole('main')).toContainText('21 photos');
  await expect(second.page.getByRole('main')).toContainText('All stored', { timeout: 90_000 });
  const inStore = await digestsInStore(title);
  expect(Object.keys(inStore)).toHaveLength(21);
  expect(Object.values(inStore).sort()).toEqual(Object.values(digestsBelow(folder)).sort());
});

async function openForm(page: Page): Promise<void> {
  const form = page.getByRole('dialog', { name: 'Add storage' });
  if (!(await form.isVisible())) await page.getByRole('button', { name: 'Add storage' }).first().click();
  await expect(form).toBeVisible();
}

async function fillForm(page: Page, server: SwiftAddresses, name: string): Promise<void> {
  const form = page.getByRole('dialog', { name: 'Add storage' });
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('textbox', { name: 'Address' }).fill(server.s3Endpoint);
  await form.getByRole('textbox', { name: 'Region' }).fill(server.region);
  await form.getByRole('textbox', { name: 'Access key' }).fill(server.accessKey);
  await form.getByRole('textbox', { name: 'Secret key' }).fill(server.secretKey);
  const pathStyle = form.getByRole('checkbox', { name: 'Bucket name in the path' });
  if (!(await pathStyle.isChecked())) await pathStyle.click();
}

async function addStorage(page: Page, server: SwiftAddresses, name: string): Promise<void> {
  await openForm(page);
  await fillForm(page, server, name);
  const form = page.getByRole('dialog', { name: 'Add storage' });
  await form.getByRole('button', { name: 'Test' }).click();
  await expect(form).toContainText('Works.');
  await form.getByRole('button', { name: 'Add storage' }).click();
  await expect(form).toBeHidden();
}

const configOf = (server: SwiftAddresses) => ({
  kind: 's3' as const,
  endpoint: server.s3Endpoint,
  region: server.region,
  accessKey: server.accessKey,
  pathStyle: true,
});

/** Key -> SHA-256 of every photo in the one bucket whose name is made of the title, read by a client that is not ours. */
async function digestsInStore(title: string): Promise<Record<string, string>> {
  const { endpoint, region, accessKey } = configOf(swift);
  const credentials = { accessKeyId: accessKey, secretAccessKey: swift.secretKey };
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const start = title.toLowerCase().replaceAll(' ', '-');
  const [bucket, ...others] = Buckets.map(({ Name }) => Name as string).filter((name) =>
    name.startsWith(start),
  );
  expect(others).toEqual([]);
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket as string }));
  const digests: Record<string, string> = {};
  for (const { Key = '' } of Contents) {
    if (Key.startsWith('.caos/') || Key.includes('/.caos/')) continue;
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket as string, Key }));
    digests[Key] = createHash('sha256')
      .update((await Body?.transformToByteArray()) ?? '')
      .digest('hex');
  }
  client.destroy();
  return digests;
}

/** Distinct photos of about `sizeBytes` each: pictures with random bytes behind their end, which decoders leave alone. */
async function writeLarge(folder: string, count: number, sizeBytes: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, `DSC_${index}.jpg`);
    await writePhoto(path, index);
    appendFileSync(path, randomBytes(sizeBytes));
  }
}
