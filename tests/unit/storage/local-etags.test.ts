/** ETags of plain files: an MD5 where we wrote them, never a stale one, and none that costs a reading of what others put there. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalStore } from '../../../src-main/storage/drivers/local/local-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';

const md5 = (bytes: Uint8Array | string): string => createHash('md5').update(bytes).digest('hex');

let root: string;
let store: ObjectStore;
const at = (...names: string[]): string => path.join(root, 'album', ...names);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'caos-etags-'));
  store = createLocalStore({ kind: 'local', root });
  await store.createBucket('album');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('ETags', () => {
  it('of files put there by hand name their state, without a reading', async () => {
    await mkdir(at('by hand'));
    await writeFile(at('by hand', 'photo.JPG'), 'photo');
    const head = await store.head('album', 'by hand/photo.JPG');
    const again = await createLocalStore({ kind: 'local', root }).head('album', 'by hand/photo.JPG');
    await writeFile(at('by hand', 'photo.JPG'), 'other');
    const changed = await store.head('album', 'by hand/photo.JPG');
    expect(head).toEqual({
      key: 'by hand/photo.JPG',
      sizeBytes: 5,
      etag: expect.stringMatching(/^file-5-[0-9a-z]+-[0-9a-z]+$/),
      etagKind: 'opaque',
      modifiedAtMs: expect.any(Number),
      contentType: 'image/jpeg',
    });
    expect([again?.etag, changed?.etag === head?.etag]).toEqual([head?.etag, false]);
  });

  it('are MD5s again once such a file is copied, described or replaced', async () => {
    for (const name of ['copied.jpg', 'described.jpg', 'replaced.jpg']) await writeFile(at(name), 'photo');
    const copied = await store.copy(
      { bucket: 'album', key: 'copied.jpg' },
      { bucket: 'album', key: 'copy.jpg' },
    );
    await store.admin.updateObject('album', 'described.jpg', { metadata: { rating: '3' } });
    const described = await store.head('album', 'described.jpg');
    const replaced = await store.put('album', 'replaced.jpg', Buffer.from('photo'));
    expect([copied.etag, described?.etag, described?.metadata, replaced.etag]).toEqual([
      md5('photo'),
      md5('photo'),
      { rating: '3' },
      md5('photo'),
    ]);
  });

  it('are announced before the object has its name', async () => {
    await store.put('album', 'a/b.jpg', Buffer.from('1'));
    await store.put('album', 'a', Buffer.from('x')).catch(() => undefined); // a folder has that name
    const records = at('.caos', '.store', 'records');
    const files = (await readdir(records, { recursive: true })).filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(files.map((name) => readFile(path.join(records, name), 'utf8')));
    expect(texts.filter((text) => JSON.parse(text).seal === '').map((text) => JSON.parse(text))).toEqual([
      { etag: md5('x'), seal: '', sizeBytes: -1 },
    ]);
  });

  it('survive a crash between the name of an object and its record', async () => {
    const upload = {
      bucket: 'album',
      key: 'film.mov',
      uploadId: await store.multipart.begin('album', 'film.mov'),
    };
    const [one, two] = [Buffer.from('first '), Buffer.from('second')];
    const parts = [
      await store.multipart.putPart(upload, { number: 1, body: one, md5Hex: md5(one) }),
      await store.multipart.putPart(upload, { number: 2, body: two, md5Hex: md5(two) }),
    ];
    const { etag } = await store.multipart.complete(upload, parts);
    const records = at('.caos', '.store', 'records');
    const [file] = (await readdir(records, { recursive: true })).filter((name) => name.endsWith('.json'));
    const record = JSON.parse(await readFile(path.join(records, file as string), 'utf8'));
    // As announceRecord() leaves it.
    await writeFile(
      path.join(records, file as string),
      JSON.stringify({ ...record, seal: '', sizeBytes: -1 }),
    );
    expect((await store.head('album', 'film.mov'))?.etag).toBe(etag);
  });

  it('follow a change by hand that keeps size and modification time', async () => {
    await store.put('album', 'a.jpg', Buffer.from('rating=3'), {
      contentType: 'image/x-own',
      metadata: { title: 'x' },
    });
    const { mtimeNs } = await stat(at('a.jpg'), { bigint: true });
    const reference = path.join(root, 'time');
    await promisify(execFile)('touch', ['-r', at('a.jpg'), reference]);
    await writeFile(at('a.jpg'), 'rating=4');
    await promisify(execFile)('touch', ['-r', reference, at('a.jpg')]);
    expect((await stat(at('a.jpg'), { bigint: true })).mtimeNs).toBe(mtimeNs);
    const after = await store.head('album', 'a.jpg');
    expect({ etag: after?.etag, type: after?.contentType, metadata: after?.metadata }).toEqual({
      etag: md5('rating=4'),
      type: 'image/jpeg',
      metadata: undefined,
    });
  });

  it('and metadata survive a new process, a change of permissions and a move of the whole store', async () => {
    await store.put('album', 'a.jpg', Buffer.from('one'), {
      contentType: 'image/x-own',
      metadata: { title: 'Größe' },
    });
    const upload = {
      bucket: 'album',
      key: 'film.mov',
      uploadId: await store.multipart.begin('album', 'film.mov'),
    };
    const [first, second] = [randomBytes(3_000_000), randomBytes(100)];
    const parts = [
      await store.multipart.putPart(upload, { number: 1, body: first, md5Hex: md5(first) }),
      await store.multipart.putPart(upload, { number: 2, body: second, md5Hex: md5(second) }),
    ];
    const { etag } = await store.multipart.complete(upload, parts);
    await chmod(at('a.jpg'), 0o600);
    const moved = `${root}-moved`;
    // A copy to another disk: other inodes, other change times.
    await promisify(execFile)('cp', ['-r', root, moved]);
    const elsewhere = createLocalStore({ kind: 'local', root: moved });
    const facts = async (from: ObjectStore) => {
      const [photo, film] = [await from.head('album', 'a.jpg'), await from.head('album', 'film.mov')];
      return { photo: [photo?.etag, photo?.contentType, photo?.metadata], film: film?.etag };
    };
    const expected = { photo: [md5('one'), 'image/x-own', { title: 'Größe' }], film: etag };
    const seen = { here: await facts(store), there: await facts(elsewhere) };
    await rm(moved, { recursive: true });
    expect(seen).toEqual({ here: expected, there: expected });
  });

  it('are made again when the record is torn', async () => {
    await store.put('album', 'a.jpg', Buffer.from('one'));
    const records = at('.caos', '.store', 'records');
    const [folder] = await readdir(records);
    const [name] = await readdir(path.join(records, folder as string));
    await writeFile(path.join(records, folder as string, name as string), '{"seal":');
    expect((await store.head('album', 'a.jpg'))?.etag).toBe(md5('one'));
  });

  it('are right when several write the same key at once', async () => {
    const stores = [store, createLocalStore({ kind: 'local', root })];
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          (stores[index % 2] as ObjectStore).put('album', 'hot.json', Buffer.from(`${round}-${index}`)),
        ),
      );
      expect((await store.head('album', 'hot.json'))?.etag).toBe(md5(await readFile(at('hot.json'))));
    }
  });
});
