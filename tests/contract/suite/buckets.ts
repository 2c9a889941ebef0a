/** The contract: buckets come, go and keep to their rules. */
import { describe, expect, it } from 'vitest';
import { codeOf, collect, type Lab } from './setting';

export function describeBuckets(lab: Lab): void {
  describe('buckets', () => {
    it('come and go', async () => {
      const name = lab.setting.freshBucket();
      const before = await lab.store.bucketExists(name);
      await lab.store.createBucket(name);
      const listed = (await lab.store.listBuckets())
        .map((info) => info.name)
        .filter((listedName) => listedName === name);
      const during = await lab.store.bucketExists(name);
      await lab.store.deleteBucket(name);
      const after = await lab.store.bucketExists(name);
      await lab.store.deleteBucket(name); // quiet when gone
      expect({ before, listed, during, after }).toEqual({
        before: false,
        listed: [name],
        during: true,
        after: false,
      });
    });

    it('cannot be made twice', async () => {
      await lab.store.put(lab.bucket, 'taken.jpg', Buffer.from('x')); // an empty one might be of a try before
      expect(await codeOf(lab.store.createBucket(lab.bucket))).toBe('bucket-taken');
    });

    it('need a legal name', async () => {
      expect(await codeOf(lab.store.createBucket(lab.setting.illegalBucket))).toBe('bucket-name');
    });

    it('are deleted only when empty', async () => {
      const name = lab.setting.freshBucket();
      await lab.store.createBucket(name);
      await lab.store.put(name, 'one.jpg', Buffer.from('1'));
      expect(await codeOf(lab.store.deleteBucket(name))).toBe('precondition');
      await lab.store.delete(name, 'one.jpg');
      await lab.store.deleteBucket(name);
      expect(await lab.store.bucketExists(name)).toBe(false);
    });

    it('that are missing say so', async () => {
      const gone = lab.setting.freshBucket();
      expect({
        put: await codeOf(lab.store.put(gone, 'a', Buffer.from('a'))),
        get: await codeOf(lab.store.get(gone, 'a')),
        list: await codeOf(collect(lab.store.list(gone))),
        begin: await codeOf(lab.store.multipart.begin(gone, 'a')),
        head: await lab.store.head(gone, 'a'),
      }).toEqual({
        put: 'bucket-missing',
        get: 'bucket-missing',
        list: 'bucket-missing',
        begin: 'bucket-missing',
        head: null,
      });
    });

    it('are made in a tier where that is what tiers are of', async () => {
      const name = lab.setting.freshBucket();
      const { tierOf, tiers } = lab.store.capabilities;
      const last = tiers.at(-1);
      await lab.store.createBucket(name, { tier: tierOf === 'bucket' && last ? last : 'ignored elsewhere' });
      const { tier } = await lab.store.admin.bucketFacts(name);
      await lab.store.deleteBucket(name);
      if (tierOf === 'bucket') expect(tier).toBe(last);
      if (tierOf !== 'bucket') return;
      const unknown = lab.store.createBucket(lab.setting.freshBucket(), { tier: 'no-such-tier' });
      expect(await codeOf(unknown)).toBe('bad-input');
    });
  });
}
