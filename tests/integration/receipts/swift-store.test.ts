/** Receipts on a real OpenStack Swift, by its own protocol and by S3's: what changed there behind our back is found by asking. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { openObjectStore } from '../../../src-main/storage/open-object-store';
import { ConnectionConfig } from '../../../src-shared/domain/connection';
import { buildUploadWorker } from '../../support/build-worker';
import { reachNativeSwift, swiftUnavailable } from '../../support/native-swift';
import { openTestCore, type TestCore } from '../../support/test-core';
import { MIB, makeReceipt, photo, putOnCard, told } from './receipt-fixture';

const swift = reachNativeSwift();
let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
if (swiftUnavailable === undefined)
  beforeAll(async () => {
    worker = await buildUploadWorker();
  }, 60_000);
afterAll(() => worker?.dispose());

let test: TestCore;
let store: ObjectStore;
afterEach(async () => {
  const keys: string[] = [];
  for await (const { key } of store.list(test.bucket)) keys.push(key);
  await store.deleteMany(test.bucket, keys);
  store.close();
  await test.close();
});

const configs = {
  native: () => ({
    kind: 'swift',
    authUrl: swift.addresses.authUrl,
    authVersion: '1',
    user: swift.addresses.user,
  }),
  s3: () => ({
    kind: 's3',
    endpoint: swift.addresses.s3Endpoint,
    region: swift.addresses.region,
    accessKey: swift.addresses.accessKey,
    pathStyle: true,
  }),
};

async function openThrough(door: keyof typeof configs): Promise<void> {
  const config = ConnectionConfig.parse(configs[door]());
  const secret = door === 's3' ? swift.addresses.secretKey : swift.addresses.key;
  test = await openTestCore(null, {
    bucket: `caos-receipt-${randomBytes(6).toString('hex')}`,
    config,
    real: { secret, workerPath: worker.workerPath },
  });
  store = openObjectStore({ config, secret });
}

describe.skipIf(swiftUnavailable !== undefined).each(['native', 's3'] as const)('%s', (door) => {
  const stored = async (): Promise<void> => {
    await openThrough(door);
    putOnCard(test, 'a.jpg', photo(1));
    putOnCard(test, 'DCIM/사진 b.jpg', photo(2, 2000));
    putOnCard(test, 'large.jpg', photo(3, 20 * MIB));
    expect(await test.importAll()).toMatchObject({ state: 'done', storedCount: 3 });
  };
  it('confirms every file, asked and read back', async () => {
    await stored();
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: true,
      doubts: {},
      files: ['DCIM/사진 b.jpg confirmed md5', 'a.jpg confirmed md5', 'large.jpg confirmed parts'],
    });
    expect(told(test, await makeReceipt(test, { albumId: test.albumId }, 'read-back'))).toMatchObject({
      safe: true,
      doubts: {},
    });
  }, 60_000);
  it('finds what was deleted, changed and joined of other parts', async () => {
    await stored();
    await store.delete(test.bucket, 'a.jpg');
    await store.put(test.bucket, 'DCIM/사진 b.jpg', photo(9, 2000));
    const { createHash } = await import('node:crypto');
    const upload = {
      bucket: test.bucket,
      key: 'large.jpg',
      uploadId: await store.multipart.begin(test.bucket, 'large.jpg'),
    };
    const bytes = photo(3, 20 * MIB);
    bytes[10 * MIB] = 4;
    const parts = [];
    for (const [index, start] of [0, 8 * MIB, 16 * MIB].entries()) {
      const body = bytes.subarray(start, start + 8 * MIB);
      const md5Hex = createHash('md5').update(body).digest('hex');
      parts.push(await store.multipart.putPart(upload, { number: index + 1, body, md5Hex }));
    }
    await store.multipart.complete(upload, parts);
    expect(told(test, await makeReceipt(test))).toEqual({
      safe: false,
      doubts: { lost: 1, differs: 2 },
      files: ['DCIM/사진 b.jpg differs', 'a.jpg lost', 'large.jpg differs'],
    });
  }, 60_000);
});

/** Swift tells of a large object from its manifest alone: its HEAD is the same when not one byte of it is left. */
describe.skipIf(swiftUnavailable !== undefined)('a large object whose segments are gone', () => {
  const segmentsOf = (): Promise<string[]> => swift.names(`${test.bucket}_segments`, '.caos/segments/');
  const readBack = () => makeReceipt(test, { albumId: test.albumId }, 'read-back');
  const hollow = { safe: false, doubts: { lost: 1 }, files: ['large.jpg lost'] };
  const stored = async (): Promise<void> => {
    await openThrough('native');
    putOnCard(test, 'large.jpg', photo(3, 20 * MIB));
    expect(await test.importAll()).toMatchObject({ state: 'done', storedCount: 1 });
  };

  it('is lost, asked and read back; imported again, it is stored anew under another name', async () => {
    await stored();
    await store.deleteMany(`${test.bucket}_segments`, await segmentsOf());
    const asked = told(test, await makeReceipt(test));
    const read = told(test, await readBack());
    const again = await test.importAll();
    const key = test.core.catalogue.imports.files(again.id, null, 9).map((file) => file.key);
    expect({ asked, read, again: [again.state, again.storedCount], key }).toEqual({
      asked: hollow,
      read: hollow,
      again: ['done', 1],
      key: ['large (2).jpg'],
    });
    expect(told(test, await readBack())).toEqual({
      safe: true,
      doubts: {},
      files: ['large.jpg confirmed read-back'],
    });
  }, 120_000);

  it('is lost also when one is another one by now, and counts as no twin', async () => {
    await stored();
    const [, second] = await segmentsOf();
    await store.put(`${test.bucket}_segments`, second as string, Buffer.alloc(8 * MIB, 9));
    putOnCard(test, 'copy.jpg', photo(3, 20 * MIB));
    const asked = told(
      test,
      await makeReceipt(test, { importId: test.core.catalogue.imports.list()[0]?.id }),
    );
    const { storedCount } = await test.importAll();
    expect({ asked, storedCount }).toEqual({
      asked: {
        safe: false,
        doubts: { lost: 1, 'new-here': 1 },
        files: ['copy.jpg new-here', 'large.jpg lost'],
      },
      // One of the two was sent anew, and the other is its twin.
      storedCount: 1,
    });
    expect(told(test, await makeReceipt(test))).toMatchObject({ safe: true });
  }, 120_000);
});
