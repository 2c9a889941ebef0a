/** Folders of a person's own that are opened as buckets: left as they are, read whatever they are called, and never left. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalStore } from '../../../src-main/storage/drivers/local/local-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { codeOf, collect } from '../../contract/suite/setting';

describe('local store, folders that were there before', () => {
  let root: string;
  let store: ObjectStore;
  const at = (...names: string[]): string => path.join(root, 'album', ...names);
  const keys = async (bucket = 'album'): Promise<string[]> =>
    (await collect(store.list(bucket))).map(({ key }) => key);

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'caos-found-'));
    store = createLocalStore({ kind: 'local', root });
    await store.createBucket('album');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('does not follow links: what they show may lie elsewhere', async () => {
    await writeFile(path.join(root, 'secret.txt'), 'secret');
    await symlink(path.join(root, 'secret.txt'), at('link.jpg'));
    await symlink(root, at('linked'));
    expect({
      keys: await keys(),
      head: await store.head('album', 'link.jpg'),
      get: await codeOf(store.get('album', 'link.jpg')),
    }).toEqual({
      keys: [],
      head: null,
      get: 'not-found',
    });
  });

  it('follows no linked folder, neither to read nor to write, and takes no link for a bucket', async () => {
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'caos-elsewhere-'));
    await writeFile(path.join(elsewhere, 'secret.txt'), 'secret');
    await symlink(elsewhere, at('linked'));
    await symlink(elsewhere, path.join(root, 'linked bucket'));
    const seen = {
      head: await store.head('album', 'linked/secret.txt'),
      get: await codeOf(store.get('album', 'linked/secret.txt')),
      put: await codeOf(store.put('album', 'linked/new.txt', Buffer.from('x'))),
      folder: await store.listFolder('album', { prefix: 'linked/' }),
      buckets: (await store.listBuckets()).map(({ name }) => name),
      bucket: await codeOf(store.get('linked bucket', 'secret.txt')),
    };
    await store.delete('album', 'linked/secret.txt');
    const left = await readdir(elsewhere);
    await rm(elsewhere, { recursive: true });
    expect({ ...seen, left }).toEqual({
      head: null,
      get: 'not-found',
      put: 'bad-input',
      folder: { folders: [], objects: [], next: null },
      buckets: ['album'],
      bucket: 'bucket-missing',
      left: ['secret.txt'],
    });
  });

  it('writes nothing into a folder of someone else by looking at it', async () => {
    await mkdir(path.join(root, 'Fotos', 'Tag 1'), { recursive: true });
    await writeFile(path.join(root, 'Fotos', 'Tag 1', 'a.jpg'), 'photo');
    await writeFile(path.join(root, 'Fotos', 'b.jpg'), 'photo');
    const foreign = await keys('Fotos');
    await store.head('Fotos', 'b.jpg');
    (await store.get('Fotos', 'Tag 1/a.jpg')).body.destroy();
    const page = await store.listFolder('Fotos', { prefix: 'Tag 1/' });
    await store.admin.bucketFacts('Fotos');
    await store.admin.usage({ count: true });
    const bodies = await readdir(path.join(root, 'Fotos'), { recursive: true });
    expect({ foreign, page: page.objects.map(({ key }) => key), there: bodies.sort() }).toEqual({
      foreign: ['Tag 1/a.jpg', 'b.jpg'],
      page: ['Tag 1/a.jpg'],
      there: ['Tag 1', 'Tag 1/a.jpg', 'b.jpg'],
    });
  });

  it('writes names that move to any disk, and keeps those that are there already', async () => {
    await writeFile(at('12:30.jpg'), 'by hand');
    await store.put('album', 'What? "so"/aux.jpg', Buffer.from('new'));
    const before = await keys();
    const read = (await store.head('album', '12:30.jpg'))?.sizeBytes;
    await store.put('album', '12:30.jpg', Buffer.from('replaced'));
    const onDisk = await readdir(at());
    await store.delete('album', '12:30.jpg');
    expect({ before, read, onDisk: onDisk.sort(), after: await keys() }).toEqual({
      before: ['12:30.jpg', 'What? "so"/aux.jpg'],
      read: 7,
      onDisk: ['.caos', '12:30.jpg', 'What%3F %22so%22'],
      after: ['What? "so"/aux.jpg'],
    });
  });

  it('finds files, folders and buckets whose names are decomposed, and writes into them', async () => {
    const nfd = (text: string): string => text.normalize('NFD');
    await mkdir(path.join(root, nfd('Fotos für Müller'), nfd('Größe')), { recursive: true });
    await writeFile(path.join(root, nfd('Fotos für Müller'), nfd('Größe'), nfd('é.jpg')), 'x');
    await store.put('Fotos für Müller', 'Größe/neu.jpg', Buffer.from('new'));
    await store.put('Fotos für Müller', 'Größe/é.jpg', Buffer.from('again'));
    const once = await codeOf(
      store.put('Fotos für Müller', 'Größe/é.jpg', Buffer.from('never'), { ifAbsent: true }),
    );
    const listed = await keys('Fotos für Müller');
    expect({
      listed,
      once,
      buckets: (await store.listBuckets()).map(({ name }) => name),
      content: await readFile(path.join(root, nfd('Fotos für Müller'), nfd('Größe'), nfd('é.jpg')), 'utf8'),
      folders: (await readdir(root)).length,
    }).toEqual({
      listed: ['Größe/neu.jpg', 'Größe/é.jpg'],
      once: 'precondition',
      buckets: ['Fotos für Müller', 'album'],
      content: 'again',
      folders: 2,
    });
  });
});
