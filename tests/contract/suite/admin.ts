/** The contract: what a store tells of itself and its buckets, and the rules a bucket can be given. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectVersion } from '../../../src-main/storage/object-store';
import type { BucketChange } from '../../../src-shared/domain/storage';
import { codeOf, collect, type Lab } from './setting';

export function describeAdmin(lab: Lab): void {
  describe('usage', () => {
    it('is told by the store, or counted when that is asked for', async () => {
      await lab.store.put(lab.bucket, 'usage/one.jpg', Buffer.from('12345'));
      const plain = await lab.store.admin.usage();
      const counted = await lab.store.admin.usage({ count: true });
      if (lab.store.capabilities.usage) {
        expect([plain.countedBy, typeof plain.objectCount, typeof plain.totalBytes]).toEqual([
          'store',
          'number',
          'number',
        ]);
      } else {
        expect([plain.countedBy, plain.objectCount, plain.totalBytes]).toEqual(['listing', null, null]);
        expect(counted.objectCount).toBeGreaterThan(0);
        expect(counted.totalBytes).toBeGreaterThanOrEqual(5);
      }
      expect(counted.bucketCount).toBeGreaterThan(0);
    });
  });

  /** Who lets single users read tells who may write, too. */
  const noWriters = () => lab.store.capabilities.perUserRead && { writers: [] };

  describe('facts of a bucket', () => {
    it('are whole, and say what the store cannot tell', async () => {
      const bucket = lab.setting.freshBucket();
      await lab.store.createBucket(bucket);
      await lab.store.put(bucket, 'one.jpg', Buffer.from('12345'));
      await lab.store.put(bucket, 'below/two.jpg', Buffer.from('123'));
      const facts = await lab.store.admin.bucketFacts(bucket);
      await lab.store.deleteMany(bucket, ['one.jpg', 'below/two.jpg']);
      await lab.store.deleteBucket(bucket);
      const can = lab.store.capabilities;
      const orNull = (is: boolean, value: unknown): unknown => (is ? value : null);
      expect({ ...facts, missing: await codeOf(lab.store.admin.bucketFacts(bucket)) }).toEqual({
        name: bucket,
        createdAtMs: facts.createdAtMs === null ? null : expect.any(Number),
        objectCount: orNull(can.usage, 2),
        totalBytes: orNull(can.usage, 8),
        quotaBytes: null,
        tier: orNull(can.tierOf === 'bucket', can.tiers[0]),
        region: facts.region === null ? null : expect.any(String),
        versioning: orNull(can.versioning, 'off'),
        access: orNull(can.publicRead || can.perUserRead, { publicRead: false, readers: [], ...noWriters() }),
        corsOrigins: orNull(can.cors, []),
        metadata: {},
        // Of stores that can keep other users out.
        ...(facts.onlyOwner !== undefined && { onlyOwner: false }),
        missing: 'bucket-missing',
      });
    });
  });

  describe('rules of a bucket', () => {
    let bucket: string;
    beforeAll(async () => {
      bucket = lab.setting.freshBucket();
      await lab.store.createBucket(bucket);
      await lab.store.put(bucket, 'photo.jpg', Buffer.from('photo'));
    });
    afterAll(async () => {
      await lab.store.delete(bucket, 'photo.jpg');
      await lab.store.deleteBucket(bucket);
    });
    const facts = () => lab.store.admin.bucketFacts(bucket);
    const update = (change: BucketChange) => lab.store.admin.updateBucket(bucket, change);
    const asAnyone = async (key: string): Promise<number | null> => {
      const address = lab.setting.plainAddress?.(bucket, key);
      if (address === undefined) return null;
      const answer = await lab.undisturbed(() => fetch(address));
      await answer.body?.cancel();
      return answer.status;
    };

    it('open it for everyone, and close it again', async () => {
      const open = { publicRead: true, readers: [] };
      const closed = { publicRead: false, readers: [] };
      if (!lab.store.capabilities.publicRead) {
        expect(await codeOf(update({ access: open }))).toBe('unsupported');
        return;
      }
      const before = await asAnyone('photo.jpg');
      await update({ access: open });
      const opened = [(await facts()).access, await asAnyone('photo.jpg')];
      await update({ access: closed });
      const after = [(await facts()).access, await asAnyone('photo.jpg')];
      const asked = before !== null;
      expect({ opened, after }).toEqual({
        opened: [{ ...open, ...noWriters() }, asked ? 200 : null],
        after: [{ ...closed, ...noWriters() }, before],
      });
      if (asked) expect([401, 403]).toContain(before);
    });

    it('let single users read', async () => {
      const reader = lab.setting.otherUser ?? 'test:reader';
      if (!lab.store.capabilities.perUserRead) {
        const refused = update({ access: { publicRead: false, readers: [reader] } });
        expect(await codeOf(refused)).toBe('unsupported');
        return;
      }
      await update({ access: { publicRead: false, readers: [reader] } });
      const given = (await facts()).access;
      await update({ access: { publicRead: false, readers: [] } });
      expect([given, (await facts()).access]).toEqual([
        { publicRead: false, readers: [reader], ...noWriters() },
        { publicRead: false, readers: [], ...noWriters() },
      ]);
    });

    it('let pages of other origins read', async () => {
      const corsOrigins = ['https://photos.example', 'https://share.example:8443'];
      if (!lab.store.capabilities.cors) {
        expect(await codeOf(update({ corsOrigins }))).toBe('unsupported');
        return;
      }
      await update({ corsOrigins });
      const given = (await facts()).corsOrigins;
      await update({ corsOrigins: [] });
      expect([given, (await facts()).corsOrigins]).toEqual([corsOrigins, []]);
    });

    it('bound its size', async () => {
      if (!lab.store.capabilities.bucketQuota) {
        expect(await codeOf(update({ quotaBytes: 1000 }))).toBe('unsupported');
        return;
      }
      await update({ quotaBytes: 1000 });
      const bound = (await facts()).quotaBytes;
      const over = await codeOf(lab.store.put(bucket, 'large.jpg', Buffer.alloc(2000)));
      await update({ quotaBytes: null });
      await lab.store.put(bucket, 'large.jpg', Buffer.alloc(2000));
      await lab.store.delete(bucket, 'large.jpg');
      expect([bound, over, (await facts()).quotaBytes]).toEqual([1000, 'quota', null]);
    });

    it('name and value it', async () => {
      if (!lab.setting.bucketMetadata) {
        expect(await codeOf(update({ metadata: { place: 'Seoul' } }))).toBe('unsupported');
        return;
      }
      await update({ metadata: { place: 'Grüße aus 서울', event: 'wedding' } });
      await update({ metadata: { event: null, year: '2026' } });
      const given = (await facts()).metadata;
      await update({ metadata: { place: null, year: null } });
      expect([given, (await facts()).metadata]).toEqual([{ place: 'Grüße aus 서울', year: '2026' }, {}]);
    });

    it('end objects below a prefix', async () => {
      const change = update({ expiryRule: { prefix: '.caos/shares/', days: 3 } });
      if (lab.store.capabilities.expiry !== 'bucket-rule') {
        expect(await codeOf(change)).toBe('unsupported');
        return;
      }
      await change;
      await update({ expiryRule: { prefix: '.caos/shares/', days: null } });
      await update({ expiryRule: { prefix: '.caos/shares/', days: null } }); // quiet when there is none
    });

    it('are refused for a bucket that is not there', async () => {
      const missing = lab.store.admin.updateBucket(lab.setting.freshBucket(), { corsOrigins: [] });
      expect(['bucket-missing', 'unsupported']).toContain(await codeOf(missing));
    });
  });

  describe('versions', () => {
    const shown = ({ key, sizeBytes, latest, deleted }: ObjectVersion) => ({
      key,
      sizeBytes,
      latest,
      deleted,
    });

    it('keep what is replaced and deleted, until they are deleted themselves', async () => {
      const bucket = lab.setting.freshBucket();
      await lab.store.createBucket(bucket);
      const versions = () => collect(lab.store.admin.versions(bucket, { prefix: 'v/' }));
      if (!lab.store.capabilities.versioning) {
        expect({
          update: await codeOf(lab.store.admin.updateBucket(bucket, { versioning: 'on' })),
          versions: await codeOf(versions()),
          delete: await codeOf(lab.store.admin.deleteVersion(bucket, 'v/a.jpg', 'x')),
        }).toEqual({ update: 'unsupported', versions: 'unsupported', delete: 'unsupported' });
        await lab.store.deleteBucket(bucket);
        return;
      }
      await lab.store.admin.updateBucket(bucket, { versioning: 'on' });
      const on = (await lab.store.admin.bucketFacts(bucket)).versioning;
      // Tried twice, a put makes two versions.
      await lab.undisturbed(async () => {
        await lab.store.put(bucket, 'v/Ä 1.jpg', Buffer.from('1'));
        await lab.store.put(bucket, 'v/Ä 1.jpg', Buffer.from('22'));
        await lab.store.delete(bucket, 'v/Ä 1.jpg');
      });
      const gone = await lab.store.head(bucket, 'v/Ä 1.jpg');
      const all = await versions();
      const marker = all.find((version) => version.deleted) as ObjectVersion;
      await lab.store.admin.deleteVersion(bucket, marker.key, marker.versionId);
      const back = await lab.store.head(bucket, 'v/Ä 1.jpg');
      const left = await versions();
      const blocked = await codeOf(lab.store.deleteBucket(bucket));
      for (const { key, versionId } of left) await lab.store.admin.deleteVersion(bucket, key, versionId);
      const none = await versions();
      await lab.store.admin.updateBucket(bucket, { versioning: 'suspended' });
      const suspended = (await lab.store.admin.bucketFacts(bucket)).versioning;
      await lab.store.deleteBucket(bucket);
      const key = 'v/Ä 1.jpg';
      expect({
        on,
        gone,
        all: all.map(shown),
        back: back?.sizeBytes,
        left: left.map(shown),
        blocked,
        none,
        suspended,
      }).toEqual({
        on: 'on',
        gone: null,
        all: [
          { key, sizeBytes: 0, latest: true, deleted: true },
          { key, sizeBytes: 2, latest: false, deleted: false },
          { key, sizeBytes: 1, latest: false, deleted: false },
        ],
        back: 2,
        left: [
          { key, sizeBytes: 2, latest: true, deleted: false },
          { key, sizeBytes: 1, latest: false, deleted: false },
        ],
        blocked: 'precondition',
        none: [],
        suspended: 'suspended',
      });
    });
  });
}
