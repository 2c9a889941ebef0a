/** Receipts of albums on this computer: real threads, real files, and damage that no ETag shows. */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { buildUploadWorker } from '../../support/build-worker';
import { openTestCore, type TestCore } from '../../support/test-core';
import { MIB, makeReceipt, photo, putOnCard, told } from './receipt-fixture';

let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
let root: string;
let test: TestCore;
beforeAll(async () => {
  worker = await buildUploadWorker();
}, 60_000);
afterAll(() => worker.dispose());
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'caos-store-'));
  const { workerPath } = worker;
  test = await openTestCore(null, { config: { kind: 'local', root }, real: { secret: '', workerPath } });
  putOnCard(test, 'a.jpg', photo(1));
  putOnCard(test, 'large.jpg', photo(3, 20 * MIB));
  await test.importAll();
}, 60_000);
afterEach(async () => {
  await test.close();
  rmSync(root, { recursive: true, force: true });
});

/** Turns one byte of an object on the disk, as a failing disk would: name, size and times stay. */
function damage(key: string, at: number): void {
  const path = join(root, test.bucket, key);
  const { atimeMs, mtimeMs } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.from([0x7f]), 0, 1, at);
  closeSync(file);
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
}

it('everything is confirmed, asked and read back', async () => {
  expect(told(test, await makeReceipt(test))).toEqual({
    safe: true,
    doubts: {},
    files: ['a.jpg confirmed md5', 'large.jpg confirmed parts'],
  });
  expect(told(test, await makeReceipt(test, { albumId: test.albumId }, 'read-back'))).toEqual({
    safe: true,
    doubts: {},
    files: ['a.jpg confirmed read-back', 'large.jpg confirmed read-back'],
  });
});

it('an object that went from the disk is lost', async () => {
  rmSync(join(root, test.bucket, 'a.jpg'));
  expect(told(test, await makeReceipt(test))).toMatchObject({ safe: false, doubts: { lost: 1 } });
});

it('silent damage on the disk is found by reading back, and not forgotten afterwards', async () => {
  damage('a.jpg', 500);
  damage('large.jpg', 9 * MIB);
  expect(told(test, await makeReceipt(test, { albumId: test.albumId }, 'read-back'))).toEqual({
    safe: false,
    doubts: { differs: 2 },
    files: ['a.jpg differs', 'large.jpg differs'],
  });
  expect((await makeReceipt(test)).receipt.verdict?.safe).toBe(false);
});
