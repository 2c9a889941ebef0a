/** Albums on a real local store: they describe themselves, download whole, and deleting never takes what is not theirs. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlbum, deleteAlbum, editAlbum } from '../../src-main/services/albums';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { downloadAlbum } from '../support/download-fixture';
import { openTestCore, type TestCore } from '../support/test-core';

let root: string;
let to: string;
let test: TestCore;
const photo = (fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(5000, fill)]);
const give = (name: string, bytes: Buffer): void => {
  mkdirSync(join(test.source, name, '..'), { recursive: true });
  writeFileSync(join(test.source, name), bytes);
};
const download = () => downloadAlbum(test.core, test.albumId, to);
const noTransfers = { cancelTransfers: async () => undefined };

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'caos-store-'));
  to = mkdtempSync(join(tmpdir(), 'caos-to-'));
  test = await openTestCore(openObjectStore({ config: { kind: 'local', root }, secret: null }));
});
afterEach(async () => {
  await test.close();
  rmSync(root, { recursive: true, force: true });
  rmSync(to, { recursive: true, force: true });
});

describe('an album', () => {
  it('describes itself in .caos/album.json, and again when it is edited', async () => {
    const album = await createAlbum(test.core, { title: 'Kim & Lée 결혼식' });
    const file = () => JSON.parse(readFileSync(join(root, album.bucket, '.caos/album.json'), 'utf8'));
    expect(album.bucket).toMatch(/^kim-lee-[0-9a-f]{6}$/);
    expect(file()).toEqual({
      format: 'caos-album',
      version: 1,
      id: album.id,
      title: 'Kim & Lée 결혼식',
      note: '',
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    });
    test.advance(1000);
    await editAlbum(test.core, album.id, { note: 'church first' });
    expect(file()).toMatchObject({
      title: 'Kim & Lée 결혼식',
      note: 'church first',
      updatedAt: '2026-01-01T00:00:01.000Z',
    });
  });

  it('whose bucket name is taken or illegal is not made, with the reason', async () => {
    await expect(createAlbum(test.core, { title: 'Again', bucket: test.bucket })).rejects.toMatchObject({
      code: 'bucket-taken',
    });
    await expect(createAlbum(test.core, { title: 'Bad', bucket: 'Not/Legal' })).rejects.toMatchObject({
      code: 'bucket-name',
    });
    expect(test.core.catalogue.albums.list().map((album) => album.title)).toEqual(['Test']);
  });

  it('is deleted with its own objects; those of others and their bucket stay', async () => {
    give('a.jpg', photo(1));
    await test.importAll();
    writeFileSync(join(root, test.bucket, 'not ours.txt'), 'keep me');
    const album = test.core.catalogue.albums.get(test.albumId);
    expect(album?.assetCount).toBe(1);
    expect(await deleteAlbum(test.core, test.albumId, { objects: true, ...noTransfers })).toEqual({
      deletedObjects: 2,
      keptObjects: 1,
    });
    expect(readdirSync(join(root, test.bucket)).filter((name) => name !== '.caos')).toEqual(['not ours.txt']);
    expect(test.core.catalogue.albums.list()).toEqual([]);
  });

  it('is only forgotten when its objects are to stay', async () => {
    give('a.jpg', photo(1));
    await test.importAll();
    await deleteAlbum(test.core, test.albumId, { objects: false, ...noTransfers });
    expect(existsSync(join(root, test.bucket, 'a.jpg'))).toBe(true);
    expect(existsSync(join(root, test.bucket, '.caos/album.json'))).toBe(true);
  });

  it('with nothing else in it goes with its bucket', async () => {
    give('a.jpg', photo(1));
    await test.importAll();
    expect(await deleteAlbum(test.core, test.albumId, { objects: true, ...noTransfers })).toMatchObject({
      keptObjects: 0,
    });
    expect(existsSync(join(root, test.bucket))).toBe(false);
  });
});

describe('a download', () => {
  it('writes every photo, leaves equal files and never overwrites different ones', async () => {
    give('a.jpg', photo(1));
    give('day 1/b ü.jpg', photo(2));
    give('c.jpg', photo(3));
    await test.importAll();
    mkdirSync(join(to, 'day 1'));
    writeFileSync(join(to, 'day 1/b ü.jpg'), photo(2));
    writeFileSync(join(to, 'c.jpg'), 'something else');
    expect(await download()).toEqual({
      written: 1,
      alreadyThere: 1,
      failed: [['c.jpg', 'conflict']],
    });
    expect(readFileSync(join(to, 'a.jpg')).equals(photo(1))).toBe(true);
    expect(readFileSync(join(to, 'c.jpg'), 'utf8')).toBe('something else');
    expect(readdirSync(to).sort()).toEqual(['a.jpg', 'c.jpg', 'day 1']);
  });

  it('does not pass off damaged bytes as the photo', async () => {
    give('a.jpg', photo(1));
    await test.importAll();
    writeFileSync(join(root, test.bucket, 'a.jpg'), photo(9));
    expect((await download()).failed).toEqual([['a.jpg', 'file-changed']]);
    expect(readdirSync(to)).toEqual([]);
  });
});
