/** The contract: listings of a whole bucket, in key order, beyond one page. */
import { describe, expect, it } from 'vitest';
import { byBytes, collect, type Lab } from './setting';

export function describeListing(lab: Lab): void {
  describe('listing', () => {
    it('is in key order, below a prefix, after a key', async () => {
      const keys = [
        'l/a',
        'l/a!',
        'l/b/1',
        'l/b/2',
        'l/b-1',
        'l/b.jpg',
        'l/z',
        'l/ä',
        'l/日',
        'l/\uFFFD',
        'l/📷',
      ];
      for (const key of [...keys].reverse()) await lab.store.put(lab.bucket, key, Buffer.from('x'));
      const ordered = [...keys].sort(byBytes);
      const names = async (options: { prefix?: string; startAfter?: string }) =>
        (await collect(lab.store.list(lab.bucket, options))).map(({ key }) => key);
      expect({
        all: await names({ prefix: 'l/' }),
        below: await names({ prefix: 'l/b' }),
        folder: await names({ prefix: 'l/b/' }),
        after: await names({ prefix: 'l/', startAfter: 'l/b/1' }),
        afterGap: await names({ prefix: 'l/', startAfter: 'l/b/1x' }),
        afterPrefixOnly: await names({ prefix: 'l/b/', startAfter: 'l/a' }),
        none: await names({ prefix: 'l/none' }),
      }).toEqual({
        all: ordered,
        below: ['l/b-1', 'l/b.jpg', 'l/b/1', 'l/b/2'],
        folder: ['l/b/1', 'l/b/2'],
        after: ordered.slice(ordered.indexOf('l/b/1') + 1),
        afterGap: ordered.slice(ordered.indexOf('l/b/2')),
        afterPrefixOnly: ['l/b/1', 'l/b/2'],
        none: [],
      });
    });

    it('tells size, ETag and time of each', async () => {
      await lab.store.put(lab.bucket, 'told/one.jpg', Buffer.from('hello'));
      const [first] = await collect(lab.store.list(lab.bucket, { prefix: 'told/' }));
      expect({ key: first?.key, sizeBytes: first?.sizeBytes, etag: first?.etag }).toEqual({
        key: 'told/one.jpg',
        sizeBytes: 5,
        etag: '5d41402abc4b2a76b9719d911017c592',
      });
      expect(Math.abs((first?.modifiedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it('goes beyond one page, and so does deleting', async () => {
      const keys = Array.from(
        { length: lab.setting.manyObjects },
        (_, index) => `many/${String(index).padStart(5, '0')}.jpg`,
      );
      for (let offset = 0; offset < keys.length; offset += 16) {
        await Promise.all(
          keys.slice(offset, offset + 16).map((key) => lab.store.put(lab.bucket, key, Buffer.from('m'))),
        );
      }
      const listed = (await collect(lab.store.list(lab.bucket, { prefix: 'many/' }))).map(({ key }) => key);
      const failed = await lab.store.deleteMany(lab.bucket, keys);
      expect({
        listed,
        failed,
        left: await collect(lab.store.list(lab.bucket, { prefix: 'many/' })),
      }).toEqual({
        listed: keys,
        failed: [],
        left: [],
      });
    }, 180_000);
  });
}
