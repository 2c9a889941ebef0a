/**
 * Disks that take upper and lower case for one: memory cards on every system, and most disks of macOS and Windows. Few test computers have
 * one, so every path that the driver uses is first led to the name that lies there, as such a disk does.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLocalStore } from '../../../src-main/storage/drivers/local/local-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { codeOf, collect } from '../../contract/suite/setting';

const disk = vi.hoisted(() => ({ root: '', folds: false, onDisk: (given: string): string => given }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const led = Object.entries(real).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value];
    const call = value as unknown as (...args: unknown[]) => unknown;
    return [
      name,
      (...args: unknown[]) => call(...args.map((arg) => (typeof arg === 'string' ? disk.onDisk(arg) : arg))),
    ];
  });
  return Object.fromEntries(led);
});

beforeAll(() => {
  disk.root = mkdtempSync(path.join(tmpdir(), 'caos-letters-'));
  disk.onDisk = (given) => {
    if (!disk.folds || !given.startsWith(disk.root + path.sep)) return given;
    let folder = disk.root;
    for (const name of path.relative(disk.root, given).split(path.sep)) {
      let names: string[] = [];
      try {
        names = readdirSync(folder);
      } catch {
        // not there yet
      }
      const folded = names.find((other) => other.toLowerCase() === name.toLowerCase());
      folder = path.join(folder, names.includes(name) ? name : (folded ?? name));
    }
    return folder;
  };
});
afterAll(() => rmSync(disk.root, { recursive: true, force: true }));

/** A bucket with one photo, and what calls with other letters make of it. */
async function seen(bucket: string): Promise<Record<string, unknown>> {
  const store: ObjectStore = createLocalStore({ kind: 'local', root: disk.root });
  await store.createBucket(bucket);
  await store.put(bucket, 'Tag 1/a.jpg', Buffer.from('one'));
  const other = bucket.toLowerCase();
  const tried = (call: Promise<unknown>): Promise<string> =>
    call.then(() => 'done').catch(() => codeOf(call));
  const calls = {
    put: await tried(store.put(bucket, 'Tag 1/A.JPG', Buffer.from('two!'))),
    putIfAbsent: await tried(store.put(bucket, 'Tag 1/a.JPG', Buffer.from('two!'), { ifAbsent: true })),
    inFolder: await tried(store.put(bucket, 'TAG 1/b.jpg', Buffer.from('two!'))),
    head: (await store.head(bucket, 'tag 1/a.jpg'))?.sizeBytes,
    folder: (await store.listFolder(bucket, { prefix: 'tag 1/' })).objects.length,
    otherBucket: await tried(store.get(other, 'Tag 1/a.jpg')),
    makeOther: await tried(store.createBucket(other)),
  };
  await store.delete(bucket, 'Tag 1/A.jpg');
  await store.put(bucket, 'Tag 1/a.jpg', Buffer.from('again'));
  return {
    ...calls,
    keys: (await collect(store.list(bucket))).map(({ key, sizeBytes }) => [key, sizeBytes]),
  };
}

describe('names that differ only in upper and lower case', () => {
  it('are refused, and found under no other name, where the disk takes them for one', async () => {
    disk.folds = true;
    expect(await seen('Folding')).toEqual({
      put: 'already-exists',
      putIfAbsent: 'already-exists',
      inFolder: 'already-exists',
      head: undefined,
      folder: 0,
      otherBucket: 'bucket-missing',
      makeOther: 'bucket-taken',
      keys: [['Tag 1/a.jpg', 5]],
    });
  });

  it('are different ones where the disk keeps them apart', async () => {
    disk.folds = false;
    expect(await seen('Keeping')).toEqual({
      put: 'done',
      putIfAbsent: 'done',
      inFolder: 'done',
      head: undefined,
      folder: 0,
      otherBucket: 'bucket-missing',
      makeOther: 'done',
      keys: [
        ['TAG 1/b.jpg', 4],
        ['Tag 1/A.JPG', 4],
        ['Tag 1/a.JPG', 4],
        ['Tag 1/a.jpg', 5],
      ],
    });
  });
});
