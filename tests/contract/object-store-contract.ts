/** What every object store has to do, whichever driver it is: one suite, run for all of them. */
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError, type ErrorCode } from '../../src-shared/app-error';

export interface ContractSetting {
  /** The same store again, as a new process would open it. */
  open: () => ObjectStore;
  /** A bucket name that is free. */
  freshBucket: () => string;
  illegalBucket: string;
  /** How many objects the listing and deleting of many is tried with: above one page where there are pages. */
  manyObjects: number;
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** The code a call fails with; a call that does not fail is a failure of the test. */
async function codeOf(call: Promise<unknown>): Promise<ErrorCode> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  throw new Error('the call did not fail');
}
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
async function read(
  store: ObjectStore,
  bucket: string,
  key: string,
  range: { start?: number; end?: number } = {},
): Promise<Buffer> {
  return buffer((await store.get(bucket, key, range)).body);
}

/** Names that trip naive paths, addresses, XML and sorting. All NFC. */
const oddKeys = [
  "!-_.*'()",
  '.hidden',
  ' leading and trailing ',
  '#fragment?query=1&x=2',
  '%41 is not A.jpg',
  'a b+c&d=e.jpg',
  'a/b/c/deep.jpg',
  'a-b.jpg',
  'a.jpg',
  'quote"and<tag>.jpg',
  'semicolon;comma,at@colon.jpg',
  'Ünïcödé/日本/사진 ①.jpg',
  'emoji 📷.jpg',
  `${'x'.repeat(250)}.jpg`,
];

export function describeObjectStore(name: string, prepare: () => Promise<ContractSetting>): void {
  describe(`object store: ${name}`, () => {
    let setting: ContractSetting;
    let store: ObjectStore;
    let bucket: string;

    beforeAll(async () => {
      setting = await prepare();
      store = setting.open();
      bucket = setting.freshBucket();
      await store.createBucket(bucket);
    }, 120_000);

    afterAll(async () => {
      if (!store) return;
      const keys = (await collect(store.list(bucket))).map(({ key }) => key);
      await store.deleteMany(bucket, keys);
      for (const upload of await collect(store.multipart.list(bucket, '')))
        await store.multipart.abort({ bucket, ...upload });
      await store.deleteBucket(bucket);
      store.close();
    }, 120_000);

    describe('buckets', () => {
      it('come and go', async () => {
        const name = setting.freshBucket();
        const before = await store.bucketExists(name);
        await store.createBucket(name);
        const listed = (await store.listBuckets())
          .map((info) => info.name)
          .filter((listedName) => listedName === name);
        const during = await store.bucketExists(name);
        await store.deleteBucket(name);
        const after = await store.bucketExists(name);
        await store.deleteBucket(name); // quiet when gone
        expect({ before, listed, during, after }).toEqual({
          before: false,
          listed: [name],
          during: true,
          after: false,
        });
      });

      it('cannot be made twice', async () => {
        expect(await codeOf(store.createBucket(bucket))).toBe('bucket-taken');
      });

      it('need a legal name', async () => {
        expect(await codeOf(store.createBucket(setting.illegalBucket))).toBe('bucket-name');
      });

      it('are deleted only when empty', async () => {
        const name = setting.freshBucket();
        await store.createBucket(name);
        await store.put(name, 'one.jpg', Buffer.from('1'));
        expect(await codeOf(store.deleteBucket(name))).toBe('precondition');
        await store.delete(name, 'one.jpg');
        await store.deleteBucket(name);
        expect(await store.bucketExists(name)).toBe(false);
      });

      it('that are missing say so', async () => {
        const gone = setting.freshBucket();
        expect({
          put: await codeOf(store.put(gone, 'a', Buffer.from('a'))),
          get: await codeOf(store.get(gone, 'a')),
          list: await codeOf(collect(store.list(gone))),
          begin: await codeOf(store.multipart.begin(gone, 'a')),
          head: await store.head(gone, 'a'),
        }).toEqual({
          put: 'bucket-missing',
          get: 'bucket-missing',
          list: 'bucket-missing',
          begin: 'bucket-missing',
          head: null,
        });
      });
    });

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
        const put = await store.put(bucket, 'kept.jpg', bytes, {
          contentType: 'image/jpeg',
          metadata,
          md5Hex: md5(bytes),
        });
        const head = await store.head(bucket, 'kept.jpg');
        const got = await store.get(bucket, 'kept.jpg');
        const body = await buffer(got.body);
        const expected = {
          key: 'kept.jpg',
          sizeBytes: 100_000,
          etag: md5(bytes),
          modifiedAtMs: expect.any(Number),
          contentType: 'image/jpeg',
          metadata,
        };
        expect({ put, head, info: got.info, same: body.equals(bytes) }).toEqual({
          put: { etag: md5(bytes), sizeBytes: 100_000 },
          head: expected,
          info: expected,
          same: true,
        });
        expect(Math.abs((head?.modifiedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
      });

      it('may be empty', async () => {
        const put = await store.put(bucket, 'empty.jpg', Buffer.alloc(0), {
          md5Hex: md5(Buffer.alloc(0)),
          onProgress: () => undefined,
        });
        const body = await read(store, bucket, 'empty.jpg');
        expect({ put, bytes: body.length, head: (await store.head(bucket, 'empty.jpg'))?.sizeBytes }).toEqual(
          {
            put: { etag: 'd41d8cd98f00b204e9800998ecf8427e', sizeBytes: 0 },
            bytes: 0,
            head: 0,
          },
        );
      });

      it('come in byte ranges', async () => {
        const bytes = Buffer.from('0123456789');
        await store.put(bucket, 'range.bin', bytes);
        const inner = await store.get(bucket, 'range.bin', { start: 2, end: 5 });
        expect({
          inner: (await buffer(inner.body)).toString(),
          wholeSize: inner.info.sizeBytes,
          tail: (await read(store, bucket, 'range.bin', { start: 7 })).toString(),
          head: (await read(store, bucket, 'range.bin', { end: 3 })).toString(),
          beyond: (await read(store, bucket, 'range.bin', { start: 8, end: 100 })).toString(),
          outside: await codeOf(store.get(bucket, 'range.bin', { start: 10, end: 12 })),
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
        for (const key of oddKeys) await store.put(bucket, `odd/${key}`, Buffer.from(key));
        const listed = (await collect(store.list(bucket, { prefix: 'odd/' }))).map(({ key }) => key.slice(4));
        const contents = await Promise.all(
          oddKeys.map(async (key) => (await read(store, bucket, `odd/${key}`)).toString()),
        );
        const heads = await Promise.all(
          oddKeys.map(async (key) => (await store.head(bucket, `odd/${key}`))?.key.slice(4)),
        );
        const byBytes = [...oddKeys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect({ listed, contents, heads }).toEqual({ listed: byBytes, contents: oddKeys, heads: oddKeys });

        const failed = await store.deleteMany(
          bucket,
          oddKeys.map((key) => `odd/${key}`),
        );
        expect({ failed, left: await collect(store.list(bucket, { prefix: 'odd/' })) }).toEqual({
          failed: [],
          left: [],
        });
      });

      it('are replaced as a whole', async () => {
        await store.put(bucket, 'again.jpg', Buffer.from('first, and longer'), {
          contentType: 'image/png',
          metadata: { a: '1' },
        });
        await store.put(bucket, 'again.jpg', Buffer.from('second'), { contentType: 'image/jpeg' });
        const { info, body } = await store.get(bucket, 'again.jpg');
        expect({
          text: (await buffer(body)).toString(),
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
        await store.put(bucket, 'damaged.jpg', Buffer.from('good'));
        const code = await codeOf(
          store.put(bucket, 'damaged.jpg', Buffer.from('bad!'), { md5Hex: md5(Buffer.from('good')) }),
        );
        const codeNew = await codeOf(
          store.put(bucket, 'damaged-new.jpg', Buffer.from('bad!'), { md5Hex: md5(Buffer.from('good')) }),
        );
        expect({
          code,
          codeNew,
          kept: (await read(store, bucket, 'damaged.jpg')).toString(),
          created: await store.head(bucket, 'damaged-new.jpg'),
        }).toEqual({ code: 'integrity', codeNew: 'integrity', kept: 'good', created: null });
      });

      it('come as streams, of known and of unknown length', async () => {
        const chunks = [randomBytes(70_000), randomBytes(70_000)];
        const whole = Buffer.concat(chunks);
        const known = await store.put(bucket, 'stream-known.bin', Readable.from(chunks), {
          sizeBytes: whole.length,
          contentType: 'video/mp4',
        });
        const unknown = await store.put(bucket, 'stream-unknown.bin', Readable.from(chunks));
        expect({
          known,
          unknownSize: unknown.sizeBytes,
          sameKnown: (await read(store, bucket, 'stream-known.bin')).equals(whole),
          sameUnknown: (await read(store, bucket, 'stream-unknown.bin')).equals(whole),
          type: (await store.head(bucket, 'stream-known.bin'))?.contentType,
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
        await store.put(bucket, 'progress.bin', bytes, { onProgress: (sentBytes) => seen.push(sentBytes) });
        expect(seen).toEqual([...seen].sort((a, b) => a - b));
        expect(seen.at(-1)).toBe(3_000_000);
      });

      it('are left as they are by a conditional put', async ({ skip }) => {
        skip(!store.capabilities.conditionalPut, 'this store has no conditional put');
        const first = await store.put(bucket, 'once.json', Buffer.from('1'), { ifAbsent: true });
        const code = await codeOf(store.put(bucket, 'once.json', Buffer.from('2'), { ifAbsent: true }));
        const racers = await Promise.allSettled(
          Array.from({ length: 8 }, (_, index) =>
            store.put(bucket, 'race.json', Buffer.from(`${index}`), { ifAbsent: true }),
          ),
        );
        const winners = racers.flatMap((racer, index) => (racer.status === 'fulfilled' ? [`${index}`] : []));
        expect({
          first: first.sizeBytes,
          code,
          kept: (await read(store, bucket, 'once.json')).toString(),
          winners,
        }).toEqual({
          first: 1,
          code: 'precondition',
          kept: '1',
          winners: [(await read(store, bucket, 'race.json')).toString()],
        });
      });

      it('are copied with what is known of them', async () => {
        const bytes = randomBytes(5000);
        await store.put(bucket, 'von/Ä 1%41.jpg', bytes, {
          contentType: 'image/jpeg',
          metadata: { title: 'Grüße' },
        });
        const copied = await store.copy({ bucket, key: 'von/Ä 1%41.jpg' }, { bucket, key: 'nach/Ö+2.jpg' });
        const { info, body } = await store.get(bucket, 'nach/Ö+2.jpg');
        expect({
          copied,
          type: info.contentType,
          metadata: info.metadata,
          same: (await buffer(body)).equals(bytes),
        }).toEqual({
          copied: { etag: md5(bytes), sizeBytes: 5000 },
          type: 'image/jpeg',
          metadata: { title: 'Grüße' },
          same: true,
        });
        expect(await codeOf(store.copy({ bucket, key: 'nowhere' }, { bucket, key: 'else' }))).toBe(
          'not-found',
        );
      });

      it('that are missing say so, and deleting them is quiet', async () => {
        expect({
          head: await store.head(bucket, 'no/such.jpg'),
          get: await codeOf(store.get(bucket, 'no/such.jpg')),
        }).toEqual({
          head: null,
          get: 'not-found',
        });
        await store.delete(bucket, 'no/such.jpg');
        expect(await store.deleteMany(bucket, ['no/such.jpg', 'nor/this.jpg'])).toEqual([]);
      });

      it('can be fetched by a signed address', async ({ skip }) => {
        skip(!store.capabilities.presign, 'this store has no web addresses');
        await store.put(bucket, 'signed/ä b.txt', Buffer.from('signed'), { contentType: 'text/plain' });
        const answer = await fetch(await store.presignGet(bucket, 'signed/ä b.txt', 60));
        const uploaded = await fetch(await store.presignPut(bucket, 'signed/put.txt', 60), {
          method: 'PUT',
          body: 'put here',
        });
        expect({
          status: answer.status,
          text: await answer.text(),
          putStatus: uploaded.status,
          put: (await read(store, bucket, 'signed/put.txt')).toString(),
        }).toEqual({ status: 200, text: 'signed', putStatus: 200, put: 'put here' });
      });
    });

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
        for (const key of [...keys].reverse()) await store.put(bucket, key, Buffer.from('x'));
        const ordered = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const names = async (options: { prefix?: string; startAfter?: string }) =>
          (await collect(store.list(bucket, options))).map(({ key }) => key);
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
        await store.put(bucket, 'told/one.jpg', Buffer.from('hello'));
        const [first] = await collect(store.list(bucket, { prefix: 'told/' }));
        expect({ key: first?.key, sizeBytes: first?.sizeBytes, etag: first?.etag }).toEqual({
          key: 'told/one.jpg',
          sizeBytes: 5,
          etag: '5d41402abc4b2a76b9719d911017c592',
        });
        expect(Math.abs((first?.modifiedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
      });

      it('goes beyond one page, and so does deleting', async () => {
        const keys = Array.from(
          { length: setting.manyObjects },
          (_, index) => `many/${String(index).padStart(5, '0')}.jpg`,
        );
        for (let offset = 0; offset < keys.length; offset += 16) {
          await Promise.all(
            keys.slice(offset, offset + 16).map((key) => store.put(bucket, key, Buffer.from('m'))),
          );
        }
        const listed = (await collect(store.list(bucket, { prefix: 'many/' }))).map(({ key }) => key);
        const failed = await store.deleteMany(bucket, keys);
        expect({ listed, failed, left: await collect(store.list(bucket, { prefix: 'many/' })) }).toEqual({
          listed: keys,
          failed: [],
          left: [],
        });
      }, 180_000);
    });

    describe('uploads in parts', () => {
      const partOf = (bytes: Buffer, number: number) => ({ number, body: bytes, md5Hex: md5(bytes) });

      it('are resumed by another process and become one object', async () => {
        const size = store.capabilities.multipart.minPartBytes;
        const [one, two, three] = [randomBytes(size), randomBytes(size), randomBytes(1234)];
        const upload = { bucket, key: 'video/große Datei.mp4', uploadId: '' };
        upload.uploadId = await store.multipart.begin(bucket, upload.key, {
          contentType: 'video/mp4',
          metadata: { title: 'Größe' },
        });
        // Out of order, as parallel parts arrive.
        const sent3 = await store.multipart.putPart(upload, partOf(three, 3));
        const progress: number[] = [];
        const sent1 = await store.multipart.putPart(upload, partOf(one, 1), {
          onProgress: (sentBytes) => progress.push(sentBytes),
        });

        const resumed = setting.open();
        const held = await resumed.multipart.listParts(upload);
        const orphans = (await collect(resumed.multipart.list(bucket, 'video/'))).map(
          ({ key, uploadId }) => ({ key, uploadId }),
        );
        const sent2 = await resumed.multipart.putPart(upload, partOf(two, 2));
        const parts = [sent1, sent2, sent3];
        const invisible = await resumed.head(bucket, upload.key);
        const result = await resumed.multipart.complete(upload, parts);
        const { info, body } = await resumed.get(bucket, upload.key);
        const whole = Buffer.concat([one, two, three]);
        const same = (await buffer(body)).equals(whole);
        const left = await collect(resumed.multipart.list(bucket, 'video/'));
        resumed.close();

        expect({
          held,
          orphans,
          invisible,
          same,
          left,
          progress: progress.at(-1),
          type: info.contentType,
          metadata: info.metadata,
        }).toEqual({
          held: [
            { number: 1, etag: md5(one), sizeBytes: size },
            { number: 3, etag: md5(three), sizeBytes: 1234 },
          ],
          orphans: [{ key: upload.key, uploadId: upload.uploadId }],
          invisible: null,
          same: true,
          left: [],
          progress: size,
          type: 'video/mp4',
          metadata: { title: 'Größe' },
        });
        expect({
          sizeBytes: result.sizeBytes,
          infoSize: info.sizeBytes,
          sameEtag: info.etag === result.etag,
        }).toEqual({
          sizeBytes: whole.length,
          infoSize: whole.length,
          sameEtag: true,
        });
      }, 60_000);

      it('take one part alone, and a part sent again', async () => {
        const upload = { bucket, key: 'single-part.mp4', uploadId: '' };
        upload.uploadId = await store.multipart.begin(bucket, upload.key);
        await store.multipart.putPart(upload, partOf(Buffer.from('first try'), 1));
        const part = await store.multipart.putPart(upload, partOf(Buffer.from('second try'), 1));
        const held = await store.multipart.listParts(upload);
        const result = await store.multipart.complete(upload, [part]);
        expect({
          held,
          sizeBytes: result.sizeBytes,
          text: (await read(store, bucket, upload.key)).toString(),
        }).toEqual({
          held: [{ number: 1, etag: md5(Buffer.from('second try')), sizeBytes: 10 }],
          sizeBytes: 10,
          text: 'second try',
        });
      });

      it('refuse a damaged part', async () => {
        const upload = { bucket, key: 'damaged-part.mp4', uploadId: '' };
        upload.uploadId = await store.multipart.begin(bucket, upload.key);
        const code = await codeOf(
          store.multipart.putPart(upload, {
            number: 1,
            body: Buffer.from('bad'),
            md5Hex: md5(Buffer.from('good')),
          }),
        );
        const held = await store.multipart.listParts(upload);
        await store.multipart.abort(upload);
        expect({ code, held }).toEqual({ code: 'integrity', held: [] });
      });

      it('that were ended are gone', async () => {
        const upload = { bucket, key: 'gone.mp4', uploadId: '' };
        upload.uploadId = await store.multipart.begin(bucket, upload.key);
        const part = await store.multipart.putPart(upload, partOf(Buffer.from('x'), 1));
        await store.multipart.abort(upload);
        await store.multipart.abort(upload); // quiet when gone
        expect({
          listParts: await codeOf(store.multipart.listParts(upload)),
          putPart: await codeOf(store.multipart.putPart(upload, partOf(Buffer.from('x'), 1))),
          complete: await codeOf(store.multipart.complete(upload, [part])),
          object: await store.head(bucket, upload.key),
        }).toEqual({
          listParts: 'upload-gone',
          putPart: 'upload-gone',
          complete: 'upload-gone',
          object: null,
        });
      });
    });

    describe('cancelling', () => {
      it('is answered before anything begins', async () => {
        const signal = AbortSignal.abort();
        expect({
          head: await codeOf(store.head(bucket, 'x', { signal })),
          get: await codeOf(store.get(bucket, 'x', { signal })),
          put: await codeOf(store.put(bucket, 'cancelled.jpg', Buffer.from('x'), { signal })),
          list: await codeOf(collect(store.list(bucket, { signal }))),
          stored: await store.head(bucket, 'cancelled.jpg'),
        }).toEqual({
          head: 'cancelled',
          get: 'cancelled',
          put: 'cancelled',
          list: 'cancelled',
          stored: null,
        });
      });

      it('ends a put in flight, and nothing is stored', async () => {
        const controller = new AbortController();
        async function* endless(): AsyncGenerator<Buffer> {
          yield randomBytes(1000);
          controller.abort();
          yield randomBytes(1000);
          await new Promise((resolve) => controller.signal.addEventListener('abort', resolve)); // never: it has fired
        }
        const put = store.put(bucket, 'in-flight.bin', Readable.from(endless()), {
          sizeBytes: 1_000_000,
          signal: controller.signal,
        });
        expect({ code: await codeOf(put), stored: await store.head(bucket, 'in-flight.bin') }).toEqual({
          code: 'cancelled',
          stored: null,
        });
      });

      it('ends a body that is being read', async () => {
        await store.put(bucket, 'long.bin', randomBytes(8_000_000));
        const controller = new AbortController();
        const { body } = await store.get(bucket, 'long.bin', { signal: controller.signal });
        const reading = (async () => {
          for await (const _chunk of body) controller.abort();
        })();
        expect(await codeOf(reading)).toBe('cancelled');
      });
    });
  });
}
