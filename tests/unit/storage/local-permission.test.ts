/** Folders that this user may not read or write. A file of its own: it drops the privileges of its whole process. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLocalStore } from '../../../src-main/storage/drivers/local/local-store';
import type { AppError } from '../../../src-shared/app-error';
import { asOrdinaryUser } from '../../support/ordinary-user';

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: AppError) => error.code,
  );

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'caos-permission-'));
  await chmod(root, 0o755);
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('a folder that may only be read is read, and says that it cannot be written', async () => {
  const store = createLocalStore({ kind: 'local', root });
  await store.createBucket('album');
  await writeFile(path.join(root, 'album', 'a.jpg'), 'photo');
  await chmod(path.join(root, 'album'), 0o755);
  const seen = await asOrdinaryUser(async () => ({
    head: (await store.head('album', 'a.jpg'))?.sizeBytes,
    read: await text((await store.get('album', 'a.jpg')).body),
    put: await codeOf(store.put('album', 'b.jpg', Buffer.from('x'))),
    begin: await codeOf(store.multipart.begin('album', 'b.mov')),
    delete: await codeOf(store.delete('album', 'a.jpg')),
    createBucket: await codeOf(store.createBucket('other')),
  }));
  expect(seen).toEqual({
    head: 5,
    read: 'photo',
    put: 'file-denied',
    begin: 'file-denied',
    delete: 'file-denied',
    createBucket: 'file-denied',
  });
});

it('a folder that may not even be read says so', async () => {
  const store = createLocalStore({ kind: 'local', root });
  await store.createBucket('album');
  await writeFile(path.join(root, 'album', 'a.jpg'), 'photo');
  await chmod(path.join(root, 'album'), 0o700);
  const seen = await asOrdinaryUser(async () => ({
    get: await codeOf(store.get('album', 'a.jpg')),
    list: await codeOf(store.list('album')[Symbol.asyncIterator]().next()),
  }));
  expect(seen).toEqual({ get: 'file-denied', list: 'file-denied' });
});
