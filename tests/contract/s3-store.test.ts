/** The contract on a real server (OpenStack Swift's S3 API), and what that server says when something is wrong. */
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Store } from '../../src-main/storage/drivers/s3/s3-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import type { AppError } from '../../src-shared/app-error';
import type { S3ConnectionConfig } from '../../src-shared/domain/connection';
import {
  type SwiftAddresses,
  sharedSwift,
  startSwift,
  swiftUnavailableReason,
} from '../support/swift-server';
import { describeObjectStore } from './object-store-contract';

let swift: SwiftAddresses;
let config: S3ConnectionConfig;
let stop: (() => Promise<void>) | undefined;
const unavailable = swiftUnavailableReason();

/** The server of the whole run, or one of our own when this file runs alone. */
async function reachSwift(): Promise<void> {
  const shared = sharedSwift();
  const own = shared ? undefined : await startSwift();
  stop = own?.stop;
  swift = (shared ?? own) as SwiftAddresses;
  config = {
    kind: 's3',
    endpoint: swift.s3Endpoint,
    region: swift.region,
    accessKey: swift.accessKey,
    pathStyle: true,
  };
}
if (unavailable === undefined) beforeAll(reachSwift, 180_000);
afterAll(() => stop?.());

const freshBucket = (): string => `caos-${randomBytes(6).toString('hex')}`;
async function failure(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (error) {
    return error as AppError;
  }
  throw new Error('the call did not fail');
}

describe.skipIf(unavailable !== undefined)('on a real server', () => {
  describeObjectStore('s3 (OpenStack Swift)', async () => ({
    open: () => openObjectStore({ config, secret: swift.secretKey }, { wait: async () => undefined }),
    freshBucket,
    illegalBucket: 'No_Such.Bucket Name',
    manyObjects: process.env.CAOS_LONG ? 1050 : 60, // one page holds 1000; Ceph's is crossed in every run
    partsTold: 'nothing',
  }));
});

describe.skipIf(unavailable !== undefined)('s3: copies above the limit of one request', () => {
  const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
  const PART_BYTES = 5 * 1024 ** 2;
  const [first, last] = [randomBytes(PART_BYTES), randomBytes(2_000_000)];
  const whole = Buffer.concat([first, last]);
  const about = { contentType: 'video/mp4', metadata: { title: 'Grüße' } };
  let store: ObjectStore;
  const bucket = freshBucket();
  beforeAll(async () => {
    store = createS3Store(config, swift.secretKey, {
      largeCopy: { aboveBytes: PART_BYTES, partBytes: PART_BYTES },
    });
    await store.createBucket(bucket);
  });
  afterAll(async () => {
    const keys: string[] = [];
    for await (const { key } of store.list(bucket)) keys.push(key);
    await store.deleteMany(bucket, keys);
    await store.deleteBucket(bucket);
    store.close();
  });
  const told = async (key: string) => {
    const { info, body } = await store.get(bucket, key);
    const { contentType, metadata, etagKind, sizeBytes } = info;
    return { contentType, metadata, etagKind, sizeBytes, md5: md5(await buffer(body)) };
  };
  const same = { ...about, etagKind: 'parts', sizeBytes: whole.length, md5: md5(whole) };

  it('go in parts, from an object sent at once and from one of parts, and onto themselves', async () => {
    await store.put(bucket, 'at once', whole, about);
    const upload = { bucket, key: 'of parts', uploadId: '' };
    upload.uploadId = await store.multipart.begin(bucket, upload.key, about);
    const parts = [];
    for (const [index, body] of [first, last].entries())
      parts.push(await store.multipart.putPart(upload, { number: index + 1, body, md5Hex: md5(body) }));
    await store.multipart.complete(upload, parts);

    const copied = await store.copy({ bucket, key: 'at once' }, { bucket, key: 'copy 1' });
    await store.copy({ bucket, key: 'of parts' }, { bucket, key: 'copy 2' });
    await store.admin.updateObject(bucket, 'copy 2', { contentType: 'video/quicktime' });
    const left = [];
    for await (const { key } of store.multipart.list(bucket, '')) left.push(key);
    expect({
      copied: copied.sizeBytes,
      etag: copied.etag === (await store.head(bucket, 'copy 1'))?.etag,
      first: await told('copy 1'),
      second: await told('copy 2'),
      left,
    }).toEqual({
      copied: whole.length,
      etag: true,
      first: same,
      second: { ...same, contentType: 'video/quicktime' },
      left: [],
    });
  });
});

describe.skipIf(unavailable !== undefined)('s3: what the server refuses', () => {
  let bucket: string;
  let good: ObjectStore;
  let host: string;
  beforeAll(async () => {
    good = createS3Store(config, swift.secretKey);
    host = new URL(config.endpoint).host;
    bucket = freshBucket();
    await good.createBucket(bucket);
  });
  afterAll(async () => {
    for await (const { key } of good.list(bucket)) await good.delete(bucket, key);
    await good.deleteBucket(bucket);
    good.close();
  });

  /** Calls with an answer body, without one (HEAD), and with a body to send: each has its own way to fail. */
  async function everyWay(store: ObjectStore): Promise<Array<{ code: string; message: string }>> {
    const calls = [
      () => store.listBuckets(),
      () => store.head(bucket, 'a.jpg'),
      () => store.bucketExists(bucket),
      () => store.createBucket(freshBucket()),
      () => store.put(bucket, 'a.jpg', randomBytes(3_000_000), { onProgress: () => undefined }),
      () => store.multipart.begin(bucket, 'a.mov'),
    ];
    const errors: AppError[] = [];
    for (const call of calls) errors.push(await failure(call()));
    store.close();
    return errors.map(({ code, message }) => ({ code, message }));
  }

  it('a wrong secret, and a key that nobody knows', async () => {
    const message = `${host} refused the access key or its secret. Check both in the connection; they may have been replaced or revoked.`;
    const refused = Array.from({ length: 6 }, () => ({ code: 'key-refused', message }));
    expect(await everyWay(createS3Store(config, 'wrong'))).toEqual(refused);
    expect(await everyWay(createS3Store({ ...config, accessKey: 'nobody:here' }, swift.secretKey))).toEqual(
      refused,
    );
  });

  it('a wrong region, and says the right one', async () => {
    const errors = await everyWay(createS3Store({ ...config, region: 'eu-west-9' }, swift.secretKey));
    expect(errors.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => 'wrong-region'));
    expect([errors[0]?.message, errors[1]?.message]).toEqual([
      `${host} is in the region “${swift.region}”, not “eu-west-9”. Change the region of the connection to “${swift.region}”.`,
      `The bucket “${bucket}” is in the region “${swift.region}”, not “eu-west-9”. Change the region of the connection to “${swift.region}”.`,
    ]);
  });

  it('a clock that is an hour off, every time', async () => {
    const message = `The clock of this computer differs too much from that of ${host}. Set date, time and time zone to automatic, then try again.`;
    for (const clockOffsetMs of [3_600_000, -3_600_000]) {
      const errors = await everyWay(createS3Store(config, swift.secretKey, { clockOffsetMs }));
      expect(errors).toEqual(Array.from({ length: 6 }, () => ({ code: 'clock-skew', message })));
    }
  });

  it('a bucket name that is taken, and one that is illegal', async () => {
    const [taken, illegal] = [
      await failure(good.createBucket(bucket)),
      await failure(good.put('No_Bucket', 'a', Buffer.from('x'))),
    ];
    expect([taken.code, taken.message, illegal.code]).toEqual([
      'bucket-taken',
      `The bucket name “${bucket}” is taken at ${host}. Choose another name.`,
      'bucket-name',
    ]);
  });

  it('a name that is too long, with the limit that the capabilities tell', async () => {
    const longest = 'x'.repeat(good.capabilities.maxKeyBytes);
    await good.put(bucket, longest, Buffer.from('x'));
    expect((await failure(good.put(bucket, `${longest}x`, Buffer.from('x')))).code).toBe('bad-input');
  });

  it('none of the names that only XML and paths would trip over', async () => {
    const keys = ['/leading//double', 'a/../b', 'control\u0001character', 'trailing/'];
    for (const key of keys) await good.put(bucket, key, Buffer.from(key));
    const listed: string[] = [];
    for await (const { key } of good.list(bucket)) if (keys.includes(key)) listed.push(key);
    const heads = await Promise.all(keys.map(async (key) => (await good.head(bucket, key))?.sizeBytes));
    expect({ listed, heads }).toEqual({ listed: [...keys].sort(), heads: keys.map((key) => key.length) });
  });
});
