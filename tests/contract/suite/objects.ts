/** The contract: objects are kept whole, under every legal name, and never damaged unseen. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ObjectInfo, PutResult } from '../../../src-main/storage/object-store';
import type { AppError } from '../../../src-shared/app-error';
import { byBytes, codeOf, collect, type Lab, md5, oddKeys, read, readWithInfo } from './setting';

/** What every store tells of an object; some tell more. */
function known(info: ObjectInfo | null): Partial<ObjectInfo> | null {
  if (info === null) return null;
  const { key, sizeBytes, etag, modifiedAtMs, contentType, metadata } = info;
  return {
    key,
    sizeBytes,
    etag,
    modifiedAtMs,
    ...(contentType && { contentType }),
    ...(metadata && { metadata }),
  };
}
const told = ({ etag, sizeBytes }: PutResult): PutResult => ({ etag, sizeBytes });

export function describeObjects(lab: Lab): void {
  describe('objects', () => {
    it('are kept with type, size, MD5 and Unicode metadata', async () => {
      const bytes = randomBytes(100_000);
      const metadata = {
        title: 'Hochzeit 결혼식 📷',
        plain: 'as it is',
        spaced: ' ends with a space ',
        word: '=?not?=',
        empty: '',
      };
      const put = await lab.store.put(lab.bucket, 'kept.jpg', bytes, {
        contentType: 'image/jpeg',
        metadata,
        md5Hex: md5(bytes),
      });
      const head = await lab.store.head(lab.bucket, 'kept.jpg');
      const got = await readWithInfo(lab.store, lab.bucket, 'kept.jpg');
      const expected = {
        key: 'kept.jpg',
        sizeBytes: 100_000,
        etag: md5(bytes),
        modifiedAtMs: expect.any(Number),
        contentType: 'image/jpeg',
        metadata,
      };
      expect({
        put: told(put),
        head: known(head),
        info: known(got.info),
        same: got.bytes.equals(bytes),
      }).toEqual({
        put: { etag: md5(bytes), sizeBytes: 100_000 },
        head: expected,
        info: expected,
        same: true,
      });
      expect(Math.abs((head?.modifiedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it('may be empty', async () => {
      const put = await lab.store.put(lab.bucket, 'empty.jpg', Buffer.alloc(0), {
        md5Hex: md5(Buffer.alloc(0)),
        onProgress: () => undefined,
      });
      const body = await read(lab.store, lab.bucket, 'empty.jpg');
      expect({
        put: told(put),
        bytes: body.length,
        head: (await lab.store.head(lab.bucket, 'empty.jpg'))?.sizeBytes,
      }).toEqual({
        put: { etag: 'd41d8cd98f00b204e9800998ecf8427e', sizeBytes: 0 },
        bytes: 0,
        head: 0,
      });
    });

    it('come in byte ranges', async () => {
      const bytes = Buffer.from('0123456789');
      await lab.store.put(lab.bucket, 'range.bin', bytes);
      const inner = await readWithInfo(lab.store, lab.bucket, 'range.bin', { start: 2, end: 5 });
      expect({
        inner: inner.bytes.toString(),
        wholeSize: inner.info.sizeBytes,
        tail: (await read(lab.store, lab.bucket, 'range.bin', { start: 7 })).toString(),
        head: (await read(lab.store, lab.bucket, 'range.bin', { end: 3 })).toString(),
        beyond: (await read(lab.store, lab.bucket, 'range.bin', { start: 8, end: 100 })).toString(),
        outside: await codeOf(lab.store.get(lab.bucket, 'range.bin', { start: 10, end: 12 })),
      }).toEqual({
        inner: '234',
        wholeSize: 10,
        tail: '789',
        head: '012',
        beyond: '89',
        outside: 'bad-input',
      });
    });

    it('keep every legal name', async () => {
      for (const key of oddKeys) await lab.store.put(lab.bucket, `odd/${key}`, Buffer.from(key));
      const listed = (await collect(lab.store.list(lab.bucket, { prefix: 'odd/' }))).map(({ key }) =>
        key.slice(4),
      );
      const contents = await Promise.all(
        oddKeys.map(async (key) => (await read(lab.store, lab.bucket, `odd/${key}`)).toString()),
      );
      const heads = await Promise.all(
        oddKeys.map(async (key) => (await lab.store.head(lab.bucket, `odd/${key}`))?.key.slice(4)),
      );
      expect({ listed, contents, heads }).toEqual({
        listed: [...oddKeys].sort(byBytes),
        contents: oddKeys,
        heads: oddKeys,
      });

      const failed = await lab.store.deleteMany(
        lab.bucket,
        oddKeys.map((key) => `odd/${key}`),
      );
      expect({ failed, left: await collect(lab.store.list(lab.bucket, { prefix: 'odd/' })) }).toEqual({
        failed: [],
        left: [],
      });
    });

    it('are replaced as a whole', async () => {
      await lab.store.put(lab.bucket, 'again.jpg', Buffer.from('first, and longer'), {
        contentType: 'image/png',
        metadata: { a: '1' },
      });
      await lab.store.put(lab.bucket, 'again.jpg', Buffer.from('second'), { contentType: 'image/jpeg' });
      const { info, bytes } = await readWithInfo(lab.store, lab.bucket, 'again.jpg');
      expect({
        text: bytes.toString(),
        type: info.contentType,
        metadata: info.metadata,
        size: info.sizeBytes,
      }).toEqual({
        text: 'second',
        type: 'image/jpeg',
        metadata: undefined,
        size: 6,
      });
    });

    it('damaged on the way are refused and not stored', async () => {
      await lab.store.put(lab.bucket, 'damaged.jpg', Buffer.from('good'));
      const md5Hex = md5(Buffer.from('good'));
      const putDamaged = (key: string) =>
        lab.undisturbed(() => codeOf(lab.store.put(lab.bucket, key, Buffer.from('bad!'), { md5Hex })));
      const code = await putDamaged('damaged.jpg');
      const codeNew = await putDamaged('damaged-new.jpg');
      expect({
        code,
        codeNew,
        kept: (await read(lab.store, lab.bucket, 'damaged.jpg')).toString(),
        created: await lab.store.head(lab.bucket, 'damaged-new.jpg'),
      }).toEqual({ code: 'integrity', codeNew: 'integrity', kept: 'good', created: null });
    });

    it('come as streams, of known and of unknown length', async () => {
      const chunks = [randomBytes(70_000), randomBytes(70_000)];
      const whole = Buffer.concat(chunks);
      const [known, unknown] = await lab.undisturbed(async () => [
        await lab.store.put(lab.bucket, 'stream-known.bin', Readable.from(chunks), {
          sizeBytes: whole.length,
          contentType: 'video/mp4',
        }),
        await lab.store.put(lab.bucket, 'stream-unknown.bin', Readable.from(chunks)),
      ]);
      expect({
        known: known && told(known),
        unknownSize: unknown?.sizeBytes,
        sameKnown: (await read(lab.store, lab.bucket, 'stream-known.bin')).equals(whole),
        sameUnknown: (await read(lab.store, lab.bucket, 'stream-unknown.bin')).equals(whole),
        type: (await lab.store.head(lab.bucket, 'stream-known.bin'))?.contentType,
      }).toEqual({
        known: { etag: md5(whole), sizeBytes: 140_000 },
        unknownSize: 140_000,
        sameKnown: true,
        sameUnknown: true,
        type: 'video/mp4',
      });
    });

    it('tell how much was sent, never going back, up to all', async () => {
      const bytes = randomBytes(3_000_000);
      const seen: number[] = [];
      await lab.undisturbed(() =>
        lab.store.put(lab.bucket, 'progress.bin', bytes, {
          onProgress: (sentBytes) => seen.push(sentBytes),
        }),
      );
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen.at(-1)).toBe(3_000_000);
    });

    it('are left as they are by a conditional put', async () => {
      if (!lab.store.capabilities.conditionalPut) {
        const refused = lab.store.put(lab.bucket, 'once.json', Buffer.from('1'), { ifAbsent: true });
        expect(await codeOf(refused)).toBe('unsupported');
        expect(await lab.store.head(lab.bucket, 'once.json')).toBe(null);
        return;
      }
      const first = await lab.store.put(lab.bucket, 'once.json', Buffer.from('1'), { ifAbsent: true });
      const code = await codeOf(lab.store.put(lab.bucket, 'once.json', Buffer.from('2'), { ifAbsent: true }));
      const racers = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) =>
          lab.store.put(lab.bucket, 'race.json', Buffer.from(`${index}`), { ifAbsent: true }),
        ),
      );
      const winners = racers.flatMap((racer, index) => (racer.status === 'fulfilled' ? [`${index}`] : []));
      expect({
        first: first.sizeBytes,
        code,
        kept: (await read(lab.store, lab.bucket, 'once.json')).toString(),
        winners,
      }).toEqual({
        first: 1,
        code: 'precondition',
        kept: '1',
        winners: [(await read(lab.store, lab.bucket, 'race.json')).toString()],
      });
    });

    it('leave another object under their name as it is, where the store can see it', async () => {
      const [first, late] = [randomBytes(5000), randomBytes(6000)];
      const keepOther = { keepOther: true };
      await lab.store.put(lab.bucket, 'other.jpg', first, { ...keepOther, md5Hex: md5(first) });
      const { keepsOther } = lab.store.capabilities;
      const lateStream = () =>
        lab.store.put(lab.bucket, 'other.jpg', Readable.from([late]), {
          ...keepOther,
          sizeBytes: late.length,
        });
      if (!keepsOther) {
        // No promise: it may be replaced, but it does not fail for that.
        await lab.store.put(lab.bucket, 'other.jpg', late, keepOther);
        expect((await read(lab.store, lab.bucket, 'other.jpg')).equals(late)).toBe(true);
        return;
      }
      expect({
        bytes: await codeOf(lab.store.put(lab.bucket, 'other.jpg', late, keepOther)),
        stream: await lab.undisturbed(() => codeOf(lateStream())),
        same: (await read(lab.store, lab.bucket, 'other.jpg')).equals(first),
      }).toEqual({ bytes: 'precondition', stream: 'precondition', same: true });
      // One that sends again what arrived already is not refused by itself.
      await lab.store.delete(lab.bucket, 'other.jpg');
      for (let round = 0; round < 8; round += 1)
        await lab.store.put(lab.bucket, `other/${round}.jpg`, first, { ...keepOther, md5Hex: md5(first) });
      await lab.store.deleteMany(
        lab.bucket,
        Array.from({ length: 8 }, (_, round) => `other/${round}.jpg`),
      );
    });

    it('are replaced while they are the version that is meant; another one only by a store that knows no such condition', async () => {
      const bytes = (text: string) => Buffer.from(text);
      const first = await lab.store.put(lab.bucket, 'version.xmp', bytes('first'));
      const second = await lab.store.put(lab.bucket, 'version.xmp', bytes('second'), {
        ifMatch: first.etag,
        md5Hex: md5(bytes('second')),
      });
      expect((await read(lab.store, lab.bucket, 'version.xmp')).toString()).toBe('second');
      const late = await lab.store
        .put(lab.bucket, 'version.xmp', bytes('late'), { ifMatch: first.etag, md5Hex: md5(bytes('late')) })
        .catch((error: unknown) => (error as AppError).code);
      const now = (await lab.store.head(lab.bucket, 'version.xmp'))?.etag;
      const { meansVersions = false } = lab.setting;
      expect([late, now]).toEqual(
        meansVersions ? ['precondition', second.etag] : [expect.anything(), md5(bytes('late'))],
      );
    });

    it('are copied with what is known of them', async () => {
      const bytes = randomBytes(5000);
      await lab.store.put(lab.bucket, 'von/Ä 1%41.jpg', bytes, {
        contentType: 'image/jpeg',
        metadata: { title: 'Grüße' },
      });
      const copied = await lab.store.copy(
        { bucket: lab.bucket, key: 'von/Ä 1%41.jpg' },
        { bucket: lab.bucket, key: 'nach/Ö+2.jpg' },
      );
      const { info, bytes: read } = await readWithInfo(lab.store, lab.bucket, 'nach/Ö+2.jpg');
      expect({
        copied: told(copied),
        type: info.contentType,
        metadata: info.metadata,
        same: read.equals(bytes),
      }).toEqual({
        copied: { etag: md5(bytes), sizeBytes: 5000 },
        type: 'image/jpeg',
        metadata: { title: 'Grüße' },
        same: true,
      });
      expect(
        await codeOf(
          lab.store.copy({ bucket: lab.bucket, key: 'nowhere' }, { bucket: lab.bucket, key: 'else' }),
        ),
      ).toBe('not-found');
    });

    it('that are missing say so, and deleting them is quiet', async () => {
      expect({
        head: await lab.store.head(lab.bucket, 'no/such.jpg'),
        get: await codeOf(lab.store.get(lab.bucket, 'no/such.jpg')),
      }).toEqual({
        head: null,
        get: 'not-found',
      });
      await lab.store.delete(lab.bucket, 'no/such.jpg');
      expect(await lab.store.deleteMany(lab.bucket, ['no/such.jpg', 'nor/this.jpg'])).toEqual([]);
    });
  });
}
