/** The contract on a second real S3 server, Ceph's radosgw, with everything switched on that a probe finds there; and its encryption. */
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInStore, protectInStore } from '../../src-main/services/store-protection';
import { s3Capabilities } from '../../src-main/storage/drivers/s3/limits';
import { createS3Store } from '../../src-main/storage/drivers/s3/s3-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { AppError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { S3ConnectionConfig } from '../../src-shared/domain/connection';
import { type CephServer, cephUnavailableReason, startCeph } from '../support/ceph-server';
import { describeObjectStore } from './object-store-contract';

const unavailable = cephUnavailableReason();
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

describe.skipIf(unavailable !== undefined)(`Ceph${unavailable ? ` (skipped: ${unavailable})` : ''}`, () => {
  let ceph: CephServer;
  let config: S3ConnectionConfig;
  beforeAll(async () => {
    ceph = await startCeph();
    config = {
      kind: 's3',
      endpoint: ceph.endpoint,
      region: ceph.region,
      accessKey: ceph.accessKey,
      pathStyle: true,
    };
  }, 180_000);
  afterAll(() => ceph?.stop());
  const freshBucket = (): string => `caos-${randomBytes(6).toString('hex')}`;

  describeObjectStore('s3 (Ceph radosgw)', async () => ({
    open: () =>
      openObjectStore(
        {
          config,
          secret: ceph.secretKey,
          known: {
            ...s3Capabilities,
            conditionalPut: true,
            keepsOther: true,
            cors: true,
            expiry: 'bucket-rule',
            tiers: ceph.tiers,
            tierOf: 'object',
            publicRead: true,
            versioning: true,
          },
        },
        { wait: async () => undefined },
      ),
    freshBucket,
    illegalBucket: 'No_Such.Bucket Name',
    meansVersions: true,
    manyObjects: 1050, // one page holds 1000
    bucketMetadata: true,
    partsTold: 'nothing',
    plainAddress: (bucket, key) =>
      `${ceph.endpoint}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
  }));

  describe('objects encrypted under a key with a name', () => {
    let store: ObjectStore;
    const bucket = freshBucket();
    beforeAll(async () => {
      const sealing = { ...config, encryption: 'aws:kms' as const, kmsKeyId: ceph.kmsKeyId };
      store = createS3Store(sealing, ceph.secretKey, {
        largeCopy: { aboveBytes: 6_000_000, partBytes: 5 * 1024 ** 2 },
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
    const read = async (key: string): Promise<string> =>
      md5(await buffer((await store.get(bucket, key)).body));

    it('read back, whole and as streams, and their ETags are not compared', async () => {
      const bytes = randomBytes(100_000);
      const whole = await store.put(bucket, 'whole', bytes, { md5Hex: md5(bytes) });
      const stream = await store.put(bucket, 'stream', Readable.from([bytes]), { sizeBytes: bytes.length });
      const open = await store.put(bucket, 'open', Readable.from([bytes]));
      expect({
        kinds: [whole, stream, open].map(({ etagKind }) => etagKind),
        head: (await store.head(bucket, 'whole'))?.etagKind,
        same: [await read('whole'), await read('stream'), await read('open')],
      }).toEqual({
        kinds: ['opaque', 'opaque', 'opaque'],
        head: 'opaque',
        same: [md5(bytes), md5(bytes), md5(bytes)],
      });
    });

    it('are joined of parts, copied in parts, and changed', async () => {
      const [first, last] = [randomBytes(5 * 1024 ** 2), randomBytes(2_000_000)];
      const whole = md5(Buffer.concat([first, last]));
      const upload = { bucket, key: 'film', uploadId: '' };
      upload.uploadId = await store.multipart.begin(bucket, upload.key, { contentType: 'video/mp4' });
      const parts = await Promise.all(
        [first, last].map((body, index) =>
          store.multipart.putPart(upload, { number: index + 1, body, md5Hex: md5(body) }),
        ),
      );
      const joined = await store.multipart.complete(upload, parts);
      const copied = await store.copy({ bucket, key: 'film' }, { bucket, key: 'copy' });
      await store.admin.updateObject(bucket, 'copy', { contentType: 'video/quicktime' });
      const info = await store.head(bucket, 'copy');
      expect({
        kinds: [...parts, joined, copied, info].map((one) => one?.etagKind),
        etagOf: store.multipart.etagOf(parts.map(({ etag }) => etag)),
        same: [await read('film'), await read('copy')],
        type: info?.contentType,
      }).toEqual({
        kinds: ['opaque', 'opaque', 'opaque', 'opaque', 'opaque'],
        etagOf: null,
        same: [whole, whole],
        type: 'video/quicktime',
      });
    });

    it('say so when there is no such key', async () => {
      const other = createS3Store({ ...config, encryption: 'aws:kms', kmsKeyId: 'lost' }, ceph.secretKey);
      await expect(other.put(bucket, 'a', Buffer.from('x'))).rejects.toMatchObject({ retry: 'after-user' });
      other.close();
    });
  });

  describe('a bucket that only its owner may use', () => {
    const bucket = freshBucket();
    const open = (accessKey: string, secret: string): ObjectStore =>
      createS3Store({ ...config, accessKey }, secret, { known: { ...s3Capabilities, publicRead: true } });
    const ours = {
      Sid: 'team',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam:::user/anna'] },
      Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:DeleteObject'],
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    };
    const client = () =>
      new S3Client({
        endpoint: ceph.endpoint,
        region: ceph.region,
        forcePathStyle: true,
        credentials: { accessKeyId: ceph.accessKey, secretAccessKey: ceph.secretKey },
      });
    const write = (...Statement: object[]) =>
      client().send(
        new PutBucketPolicyCommand({
          Bucket: bucket,
          Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
        }),
      );
    const policy = async (): Promise<unknown[]> => {
      const { Policy = '' } = await client().send(new GetBucketPolicyCommand({ Bucket: bucket }));
      return JSON.parse(Policy).Statement;
    };

    it('refuses another user whom it was shown to, and lets them in again; its owner stays in throughout', async () => {
      const [owner, other] = [
        open('test-key', 'test-secret'),
        open(ceph.other.accessKey, ceph.other.secretKey),
      ];
      await owner.createBucket(bucket);
      await owner.put(bucket, '.caos/album.json', Buffer.from('{}'));
      await write(ours);
      const reach = async (store: ObjectStore) => {
        const outcome = (work: Promise<unknown>) =>
          work.then(
            () => 'in',
            (error: { code: string }) => error.code,
          );
        return [
          await outcome(store.get(bucket, '.caos/album.json').then(({ body }) => buffer(body))),
          await outcome(store.put(bucket, '.caos/album.json', Buffer.from('{}'))),
          await outcome(store.listFolder(bucket)),
          await outcome(store.delete(bucket, 'none')),
        ];
      };
      const inAll = ['in', 'in', 'in', 'in'];
      const link = await owner.presignGet(bucket, '.caos/album.json', 600);
      const status = async () => (await fetch(link)).status;
      expect([await reach(owner), await reach(other)]).toEqual([inAll, inAll]);

      const album = { id: 'a', bucket, prefix: '' } as Album;
      const warned: string[] = [];
      const log = { warn: (event: string) => warned.push(event) } as never;
      const prove = async () => void (await owner.put(bucket, '.caos/album.json', Buffer.from('{}')));
      expect(await protectInStore({ log }, owner, album, prove)).toEqual({ before: null });
      expect({
        owner: await reach(owner),
        other: await reach(other),
        link: await status(),
        first: (await policy())[0],
        facts: (await owner.admin.bucketFacts(bucket)).onlyOwner,
        // Whose bucket it is not, nothing is told and nothing is set.
        told: await other.admin.bucketFacts(bucket).then(
          (facts) => facts.onlyOwner,
          () => undefined,
        ),
      }).toEqual({
        ...{ owner: inAll, other: Array(4).fill('access-denied'), link: 200, first: ours, facts: true },
        told: undefined,
      });

      await openInStore(owner, album, null);
      expect([await reach(other), await policy()]).toEqual([inAll, [ours]]);

      // Where its owner would not get in any more it is taken back, and others keep what they had.
      const lockedOut = async () => {
        throw new AppError('access-denied', 'No.');
      };
      expect(await protectInStore({ log }, owner, album, lockedOut)).toBeNull();
      expect([warned, await reach(other), await policy()]).toEqual([['protect-album'], inAll, [ours]]);
      await owner.delete(bucket, '.caos/album.json');
      await owner.deleteBucket(bucket);
      for (const store of [owner, other]) store.close();
    });
  });
});
