/** The same way onto storage of one's own: a real Swift by its S3 API, added through the form; and a kill in the middle. */
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Locator, Page } from '@playwright/test';
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

test('a wrong secret is told at its field while it is entered, and can be replaced later', async ({
  launch,
}) => {
  const { page } = await launch();
  await page.getByRole('button', { name: 'Connect your own storage' }).click();
  const form = await fillForm(page, { ...swift, secretKey: 'not-the-secret' }, 'Studio Swift');
  await expect(form).toContainText('refused the access key or its secret');
  await expect(form.getByRole('textbox', { name: 'Secret key' })).toHaveAttribute('aria-invalid', 'true');
  await form.getByRole('button', { name: 'Add all the same' }).click();
  await expect(form).toBeHidden();

  await page.getByRole('button', { name: 'Actions for Studio Swift' }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit “Studio Swift”' });
  await expect(edit).toContainText('Leave it empty to keep the stored one.');
  await enterSecret(edit, swift.secretKey);
  await expect(edit).toContainText('The key works.');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByRole('main')).toContainText('Photos can be kept here', { timeout: 60_000 });
});

test('a container filled over S3 opens as an album over Swift, found by typing', async ({
  launch,
  scratch,
}) => {
  const bucket = `opened-${Date.now() % 1_000_000}`;
  const folder = join(scratch, 'photos');
  await writePhotos(folder, 4);
  await putFolder(bucket, folder);
  const { page } = await launch();
  await page.getByRole('button', { name: 'Connect your own storage' }).click();
  await page
    .getByRole('dialog', { name: 'Add storage' })
    .getByRole('button', { name: 'OpenStack Swift' })
    .click();
  const form = page.getByRole('dialog', { name: 'Add storage: OpenStack Swift' });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('University');
  await form.getByRole('textbox', { name: 'Address' }).fill(swift.authUrl);
  await expect(form).toContainText('Account and user with a colon between');
  await form.getByRole('textbox', { name: 'User' }).fill(swift.user);
  await form.getByRole('textbox', { name: 'Password' }).fill(swift.key);
  await form.getByRole('textbox', { name: 'User' }).focus();
  await expect(form).toContainText('The key works.');
  await form.getByRole('button', { name: 'Add storage', exact: true }).click();
  await expect(form).toBeHidden();

  await page.getByRole('button', { name: 'Open a bucket… University' }).click();
  const open = page.getByRole('dialog', { name: 'Open a bucket' });
  await open.getByRole('textbox', { name: 'Search, or type a name' }).fill(bucket.slice(2));
  await open.getByRole('radio', { name: bucket }).click();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: bucket })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('4 photos');
});

test('an account of another program comes from its file, the password from the person', async ({
  launch,
  scratch,
}) => {
  const file = join(scratch, 'studio-openrc.sh');
  writeFileSync(file, `export ST_AUTH=${swift.authUrl}\nexport ST_USER=${swift.user}\n`);
  const { page } = await launch();
  await page.getByRole('button', { name: 'Connect your own storage' }).click();
  await page.getByRole('button', { name: 'From another program' }).click();
  const found = page.getByRole('dialog', { name: 'From another program' });
  await found.getByLabel('Choose a file…').setInputFiles(file);
  await found.getByRole('button', { name: 'Add studio-openrc.sh' }).click();
  await expect(found).toContainText('Enter the password.');
  await found.getByRole('textbox', { name: 'Password for studio-openrc.sh' }).fill(swift.key);
  await found.getByRole('textbox', { name: 'Name for studio-openrc.sh' }).fill('From my cloud');
  await page.keyboard.press('Enter');
  await expect(found).toContainText('Added');
  await found.getByRole('button', { name: 'Done' }).click();
  const card = page.getByRole('listitem').filter({ hasText: 'From my cloud' });
  await expect(card).toContainText('OpenStack Swift');
  await expect(card).toContainText('Photos can be kept here', { timeout: 60_000 });
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
      // 80 MB in half a minute, so that the kill meets an upload under way however fast or slow this machine is.
      await window.caos.call('settings.set', { uploadLimitBps: 2_500_000 });
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
  await expect.poll(stored, { intervals: [20], timeout: 60_000 }).toBeGreaterThan(2);
  await first.kill();
  const atKill = Object.keys(await digestsInStore(title)).length;
  expect(atKill).toBeLessThan(21);

  const second = await launch();
  await second.page.evaluate(() => window.caos.call('settings.set', { uploadLimitBps: null }));
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

/** Opens the form for a server of one's own and fills it; what is entered is tried by itself. */
async function fillForm(page: Page, server: SwiftAddresses, name: string): Promise<Locator> {
  const choice = page.getByRole('dialog', { name: 'Add storage' });
  if (!(await choice.isVisible())) await page.getByRole('button', { name: 'Add storage' }).first().click();
  await choice.getByRole('button', { name: 'Another S3 store' }).click();
  const form = page.getByRole('dialog', { name: 'Add storage: Another S3 store' });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await form.getByRole('textbox', { name: 'Address' }).fill(server.s3Endpoint);
  await form.getByRole('textbox', { name: 'Access key' }).fill(server.accessKey);
  await form.getByRole('button', { name: 'More settings' }).click();
  await form.getByRole('textbox', { name: 'Region' }).fill(server.region);
  await enterSecret(form, server.secretKey);
  return form;
}

/** A secret typed by hand is tried once its field is left. */
async function enterSecret(form: Locator, secret: string): Promise<void> {
  await form.getByRole('textbox', { name: 'Secret key' }).fill(secret);
  await form.getByRole('textbox', { name: 'Access key' }).focus();
}

async function addStorage(page: Page, server: SwiftAddresses, name: string): Promise<void> {
  const form = await fillForm(page, server, name);
  await expect(form).toContainText('The key works.');
  await form.getByRole('button', { name: 'Test everything' }).click();
  await expect(form).toContainText('Photos can be kept here', { timeout: 60_000 });
  await form.getByRole('button', { name: 'Add storage', exact: true }).click();
  await expect(form).toBeHidden();
}

const configOf = (server: SwiftAddresses) => ({
  kind: 's3' as const,
  endpoint: server.s3Endpoint,
  region: server.region,
  accessKey: server.accessKey,
  pathStyle: true,
});

function storeClient(): S3Client {
  const { endpoint, region, accessKey } = configOf(swift);
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: accessKey, secretAccessKey: swift.secretKey },
  });
}

/** Makes a bucket with these files by a client that is not ours. */
async function putFolder(bucket: string, folder: string): Promise<void> {
  const client = storeClient();
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const Key = relative(folder, path).replaceAll('\\', '/');
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(path) }));
  }
  client.destroy();
}

/** Key -> SHA-256 of every photo in the one bucket whose name is made of the title, read by a client that is not ours. */
async function digestsInStore(title: string): Promise<Record<string, string>> {
  const client = storeClient();
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
