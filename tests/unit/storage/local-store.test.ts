/** What only the local driver promises: plain files, nothing half, nothing of its own to be seen, no stale ETag. */
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  access,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalStore } from '../../../src-main/storage/drivers/local/local-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { openObjectStore } from '../../../src-main/storage/open-object-store';
import type { AppError } from '../../../src-shared/app-error';
import { buildProgram } from '../../support/build-worker';

const md5 = (bytes: Uint8Array | string): string => createHash('md5').update(bytes).digest('hex');
const failure = (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => {
      throw new Error('the call did not fail');
    },
    (error) => error,
  );

describe('local store', () => {
  let root: string;
  let store: ObjectStore;
  const at = (...names: string[]): string => path.join(root, 'album', ...names);
  const keys = async (prefix = ''): Promise<string[]> => {
    const all: string[] = [];
    for await (const { key } of store.list('album', { prefix })) all.push(key);
    return all;
  };

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'caos-local-unit-'));
    store = createLocalStore({ kind: 'local', root });
    await store.createBucket('album');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('keeps objects as plain files under their human names', async () => {
    await store.put('album', 'Tag 1/Braut & Bräutigam.jpg', Buffer.from('photo'));
    expect(await readFile(at('Tag 1', 'Braut & Bräutigam.jpg'), 'utf8')).toBe('photo');
  });

  it('lists what the app put into .caos/, and nothing of its own', async () => {
    await store.put('album', 'a.jpg', Buffer.from('1'), { metadata: { a: 'b' } });
    await store.put('album', '.caos/album.json', Buffer.from('{}'));
    const upload = {
      bucket: 'album',
      key: 'film.mov',
      uploadId: await store.multipart.begin('album', 'film.mov'),
    };
    await store.multipart.putPart(upload, { number: 1, body: Buffer.from('x'), md5Hex: md5('x') });
    expect({
      keys: await keys(),
      below: await keys('.caos/'),
      internals: (await readdir(at('.caos', '.store'))).sort(),
      get: (await failure(store.get('album', '.caos/.store/tmp'))).code,
    }).toEqual({
      keys: ['.caos/album.json', 'a.jpg'],
      below: ['.caos/album.json'],
      internals: ['records', 'tmp', 'uploads'],
      get: 'bad-input',
    });
  });

  it('shows nothing of a put that fails or is cut off, and leaves no temporary file', async () => {
    await store.put('album', 'kept.jpg', Buffer.from('before'));
    const cutOff = new Readable({ read: () => undefined });
    cutOff.push('half');
    const put = failure(
      openObjectStore({ config: { kind: 'local', root }, secret: null }).put('album', 'kept.jpg', cutOff),
    );
    cutOff.destroy(new Error('the card was pulled out'));
    const short = await failure(store.put('album', 'short.jpg', Readable.from(['abc']), { sizeBytes: 10 }));
    expect({
      code: (await put).code,
      short: short.code,
      content: await readFile(at('kept.jpg'), 'utf8'),
      keys: await keys(),
      temporary: await readdir(at('.caos', '.store', 'tmp')),
    }).toEqual({ code: 'io', short: 'integrity', content: 'before', keys: ['kept.jpg'], temporary: [] });
  });

  it('shows no half object after kill -9 in the middle of a put', async () => {
    const program = await buildProgram('src-main/storage/drivers/local/local-store.ts');
    const script = `
      import { Readable } from 'node:stream';
      const { createLocalStore } = await import(${JSON.stringify(pathToFileURL(program.modulePath).href)});
      const store = createLocalStore({ kind: 'local', root: ${JSON.stringify(root)} });
      async function* slow() {
        yield Buffer.alloc(1000);
        yield Buffer.alloc(1000); // asked for only after the first was written
        process.stdout.write('written');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }
      await store.put('album', 'a.jpg', Readable.from(slow(), { highWaterMark: 1 }));`;
    await store.put('album', 'a.jpg', Buffer.from('before'));
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await program.dispose();
    const left = await readdir(at('.caos', '.store', 'tmp'));
    expect({ content: await readFile(at('a.jpg'), 'utf8'), keys: await keys(), left: left.length }).toEqual({
      content: 'before',
      keys: ['a.jpg'],
      left: 1,
    });

    // A day later the rest is swept; what another process writes right now is left alone.
    const [leftover, running] = [
      at('.caos', '.store', 'tmp', left[0] as string),
      at('.caos', '.store', 'tmp', 'running'),
    ];
    await writeFile(running, 'half');
    const twoDaysAgo = new Date(Date.now() - 48 * 3600 * 1000);
    await utimes(leftover, twoDaysAgo, twoDaysAgo);
    await createLocalStore({ kind: 'local', root }).put('album', 'b.jpg', Buffer.from('2'));
    expect(await readdir(at('.caos', '.store', 'tmp'))).toEqual(['running']);
  }, 30_000);

  it('clears what kills left whenever its unfinished uploads are looked for', async () => {
    const old = new Date(Date.now() - 48 * 3600 * 1000);
    await store.put('album', 'a.jpg', Buffer.from('1'));
    const uploadId = await store.multipart.begin('album', 'film.mov');
    const [shard = ''] = await readdir(at('.caos', '.store', 'records'));
    const [record = ''] = await readdir(at('.caos', '.store', 'records', shard));
    const cutOff = `${record}.${randomUUID()}`;
    const made = [
      ['tmp', 'stale'],
      ['tmp', 'running'],
      ['records', shard, cutOff],
      ['records', shard, `${record}.${randomUUID()}`],
    ];
    for (const [index, parts] of made.entries()) {
      await writeFile(at('.caos', '.store', ...parts), 'half');
      if (index % 2 === 0) await utimes(at('.caos', '.store', ...parts), old, old);
    }
    // Of this one not even what it is for was written down.
    const torn = randomUUID();
    await mkdir(at('.caos', '.store', 'uploads', torn));
    const listed: unknown[] = [];
    for await (const { key, uploadId: id, sizeBytes } of store.multipart.list('album', ''))
      listed.push([key, id, sizeBytes]);
    await store.multipart.abort({ bucket: 'album', key: `.caos/.store/uploads/${torn}/`, uploadId: torn });
    expect({
      listed: listed.sort(),
      tmp: await readdir(at('.caos', '.store', 'tmp')),
      records: (await readdir(at('.caos', '.store', 'records', shard))).includes(cutOff),
      count: (await readdir(at('.caos', '.store', 'records', shard))).length,
      uploads: await readdir(at('.caos', '.store', 'uploads')),
      kept: (await store.head('album', 'a.jpg'))?.sizeBytes,
    }).toEqual({
      listed: [
        [`.caos/.store/uploads/${torn}/`, torn, 0],
        ['film.mov', uploadId, 0],
      ],
      tmp: ['running'],
      records: false,
      count: 2,
      uploads: [uploadId],
      kept: 1,
    });
  });

  it('removes the folders that an object leaves empty, and only those', async () => {
    await store.put('album', 'a/b/c.jpg', Buffer.from('1'));
    await store.put('album', 'a/d.jpg', Buffer.from('2'));
    await store.delete('album', 'a/b/c.jpg');
    expect((await readdir(at('a'))).sort()).toEqual(['d.jpg']);
    await store.delete('album', 'a/d.jpg');
    expect(await readdir(at())).toEqual(['.caos']);
  });

  it('puts and deletes side by side in one folder without losing one', async () => {
    for (let round = 0; round < 20; round += 1) {
      await store.put('album', 'x/old.jpg', Buffer.from('old'));
      await Promise.all([
        store.delete('album', 'x/old.jpg'),
        store.put('album', 'x/new.jpg', Buffer.from('new')),
      ]);
      expect(await keys()).toEqual(['x/new.jpg']);
      await store.delete('album', 'x/new.jpg');
    }
  });

  it('refuses a name that is a folder already, or lies below a file', async () => {
    await store.put('album', 'a/b.jpg', Buffer.from('1'));
    expect({
      folder: (await failure(store.put('album', 'a', Buffer.from('x')))).code,
      folderOnce: (await failure(store.put('album', 'a', Buffer.from('x'), { ifAbsent: true }))).code,
      below: (await failure(store.put('album', 'a/b.jpg/c.jpg', Buffer.from('x')))).code,
      headBelow: await store.head('album', 'a/b.jpg/c.jpg'),
      keys: await keys(),
    }).toEqual({
      folder: 'bad-input',
      folderOnce: 'bad-input',
      below: 'bad-input',
      headBelow: null,
      keys: ['a/b.jpg'],
    });
  });

  it('says what is gone: the object, the bucket, or the whole disk; and never makes a new root', async () => {
    await rename(root, `${root}-unplugged`);
    const calls = [
      store.head('album', 'a.jpg'),
      store.get('album', 'a.jpg'),
      store.put('album', 'a.jpg', Buffer.from('x')),
      store.listBuckets(),
      store.createBucket('other'),
      store.bucketExists('album'),
      store.multipart.begin('album', 'a.jpg'),
      keys(),
    ];
    const errors = await Promise.all(calls.map((call) => failure(call)));
    const rootIsBack = await access(root).then(
      () => true,
      () => false,
    );
    await rename(`${root}-unplugged`, root);
    expect({
      codes: [...new Set(errors.map(({ code }) => code))],
      message: errors[0]?.message,
      rootIsBack,
    }).toEqual({
      codes: ['file-missing'],
      message: `The folder “${root}” is gone: plug the disk in or choose another folder.`,
      rootIsBack: false,
    });
  });

  it('deletes a bucket with unfinished uploads and empty folders, but not with files', async () => {
    await store.multipart.begin('album', 'film.mov');
    await mkdir(at('empty', 'deeper'), { recursive: true });
    await writeFile(at('empty', 'stays.txt'), 'x');
    const code = (await failure(store.deleteBucket('album'))).code;
    await rm(at('empty', 'stays.txt'));
    await store.deleteBucket('album');
    expect({ code, left: await readdir(root) }).toEqual({ code: 'precondition', left: [] });
  });

  it('needs no second copy of an upload of one part', async () => {
    const upload = {
      bucket: 'album',
      key: 'film.mov',
      uploadId: await store.multipart.begin('album', 'film.mov'),
    };
    const part = await store.multipart.putPart(upload, {
      number: 1,
      body: Buffer.from('film'),
      md5Hex: md5('film'),
    });
    const folder = at('.caos', '.store', 'uploads', upload.uploadId);
    const name = (await readdir(folder)).find((entry) => entry.endsWith('.part')) as string;
    const { ino } = await stat(path.join(folder, name));
    await store.multipart.complete(upload, [part]);
    expect({
      same: (await stat(at('film.mov'))).ino === ino,
      uploads: await readdir(at('.caos', '.store', 'uploads')),
    }).toEqual({ same: true, uploads: [] });
  });

  it('does not count a torn part as held', async () => {
    const upload = {
      bucket: 'album',
      key: 'film.mov',
      uploadId: await store.multipart.begin('album', 'film.mov'),
    };
    const part = await store.multipart.putPart(upload, {
      number: 1,
      body: Buffer.from('film'),
      md5Hex: md5('film'),
    });
    const folder = at('.caos', '.store', 'uploads', upload.uploadId);
    const name = (await readdir(folder)).find((entry) => entry.endsWith('.part')) as string;
    await writeFile(path.join(folder, name), 'fi');
    expect({
      held: await store.multipart.listParts(upload),
      complete: (await failure(store.multipart.complete(upload, [part]))).code,
    }).toEqual({
      held: [],
      complete: 'integrity',
    });
  });

  it.each([1, 2])('joins no part that changed on the disk since it was sent: %i in all', async (count) => {
    const upload = {
      bucket: 'album',
      key: 'film.mov',
      uploadId: await store.multipart.begin('album', 'film.mov'),
    };
    const bodies = ['film', 'tail'].slice(0, count).map((text) => Buffer.from(text));
    const send = (body: Buffer, index: number) =>
      store.multipart.putPart(upload, { number: index + 1, body, md5Hex: md5(body.toString()) });
    const parts = await Promise.all(bodies.map(send));
    const folder = at('.caos', '.store', 'uploads', upload.uploadId);
    const names = (await readdir(folder)).filter((entry) => entry.endsWith('.part')).sort();
    await writeFile(path.join(folder, names.at(-1) as string), 'xxxx');
    expect((await failure(store.multipart.complete(upload, parts))).code).toBe('integrity');
    // Only that one is sent again.
    expect(await store.multipart.listParts(upload)).toEqual(parts.slice(0, -1));
    await send(bodies[count - 1] as Buffer, count - 1);
    await store.multipart.complete(upload, parts);
    expect(await readFile(at('film.mov'), 'utf8')).toBe(bodies.join(''));
  });

  it('joins nothing over a file of somebody else, and knows what it joined before a kill', async () => {
    const begin = async () => {
      const uploadId = await store.multipart.begin('album', 'film.mov');
      const upload = { bucket: 'album', key: 'film.mov', uploadId };
      const part = { number: 1, body: Buffer.from('film'), md5Hex: md5('film') };
      return { upload, parts: [await store.multipart.putPart(upload, part)] };
    };
    const [first, again] = [await begin(), await begin()];
    await writeFile(at('film.mov'), 'theirs');
    expect((await failure(store.multipart.complete(first.upload, first.parts))).code).toBe('precondition');
    expect(await readFile(at('film.mov'), 'utf8')).toBe('theirs');
    await rm(at('film.mov'));
    const joined = await store.multipart.complete(first.upload, first.parts);
    expect(await store.multipart.complete(again.upload, again.parts)).toEqual(joined);
    expect(await readdir(at('.caos', '.store', 'uploads'))).toEqual([]);
  });

  it('lets no upload id lead out of its folder', async () => {
    const upload = { bucket: 'album', key: 'k', uploadId: '../../../..' };
    expect((await failure(store.multipart.listParts(upload))).code).toBe('upload-gone');
    await store.multipart.abort(upload);
    expect(await readdir(root)).toEqual(['album']);
  });

  it('tells of a full disk and of missing permission', async () => {
    const { translateFileError } = await import('../../../src-main/storage/drivers/local/errors');
    const errno = (code: string) => Object.assign(new Error(code), { code });
    expect(
      ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG', 'EIO'].map(
        (code) => translateFileError(errno(code), '/photos').code,
      ),
    ).toEqual(['disk-full', 'disk-full', 'file-denied', 'file-denied', 'file-denied', 'bad-input', 'io']);
  });
});
