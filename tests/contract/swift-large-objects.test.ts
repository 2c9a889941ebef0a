/** Large objects on a real Swift: made segment by segment, resumed, replaced, copied and deleted without leaving anything behind. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore, Part } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import { freshBucket, reachNativeSwift, swiftUnavailable } from '../support/native-swift';
import { codeOf, collect, md5, read } from './suite/setting';

const MIB = 1024 ** 2;
const swift = reachNativeSwift();

describe.skipIf(swiftUnavailable !== undefined)('swift: large objects', () => {
  let store: ObjectStore;
  let bucket: string;
  beforeAll(async () => {
    store = swift.open();
    bucket = freshBucket();
    await store.createBucket(bucket, { tier: 'silver' });
  });
  afterAll(async () => {
    const keys = (await collect(store.list(bucket))).map(({ key }) => key);
    await store.deleteMany(bucket, keys);
    await store.deleteBucket(bucket);
    // Its container for segments was ours and is empty: it went along.
    expect((await swift.raw('HEAD', `/${bucket}_segments`)).status).toBe(404);
  });

  const segments = () => swift.names(`${bucket}_segments`);
  const partOf = (body: Buffer, number: number) => ({ number, body, md5Hex: md5(body) });

  /** An object of these segments; answers its upload and parts. */
  async function join(key: string, bodies: Buffer[], options: { expiresAtMs?: number } = {}) {
    const upload = { bucket, key, uploadId: await store.multipart.begin(bucket, key, options) };
    const parts: Part[] = [];
    for (const [index, body] of bodies.entries())
      parts.push(await store.multipart.putPart(upload, partOf(body, index + 1)));
    return { upload, parts, result: await store.multipart.complete(upload, parts) };
  }

  it('of 5 MB segments are checked segment by segment, and read across them', async () => {
    const bodies = [randomBytes(5 * MIB), randomBytes(5 * MIB), randomBytes(12_345)];
    const whole = Buffer.concat(bodies);
    const { result, parts } = await join('film.mov', bodies);
    const [listed] = await collect(store.list(bucket, { prefix: 'film' }));
    const across = await read(store, bucket, 'film.mov', { start: 5 * MIB - 3, end: 5 * MIB + 4 });
    expect({
      etag: store.multipart.etagOf(parts.map(({ etag }) => etag)),
      kind: result.etagKind,
      listed: { etag: listed?.etag, sizeBytes: listed?.sizeBytes, kind: listed?.etagKind },
      same: md5(await read(store, bucket, 'film.mov')) === md5(whole),
      across: across.equals(whole.subarray(5 * MIB - 3, 5 * MIB + 4)),
      policy: (await swift.raw('HEAD', `/${bucket}_segments`)).headers['x-storage-policy'],
    }).toEqual({
      etag: result.etag,
      kind: 'parts',
      listed: { etag: result.etag, sizeBytes: whole.length, kind: 'parts' },
      same: true,
      across: true,
      policy: 'silver',
    });
  });

  it('with a segment that is not as it was said are refused, and can still be joined', async () => {
    const key = 'checked.mov';
    const upload = { bucket, key, uploadId: await store.multipart.begin(bucket, key) };
    const one = await store.multipart.putPart(upload, partOf(randomBytes(1000), 1));
    const two = await store.multipart.putPart(upload, partOf(randomBytes(10), 2));
    const wrongEtag = { ...two, etag: '0'.repeat(32) };
    const wrongSize = { ...two, sizeBytes: 11 };
    const missing = { ...two, number: 3 };
    const attempt = (parts: Part[]) => codeOf(store.multipart.complete(upload, parts));
    expect({
      wrongEtag: await attempt([one, wrongEtag]),
      wrongSize: await attempt([one, wrongSize]),
      missing: await attempt([one, missing]),
      none: await store.head(bucket, key),
      joined: (await store.multipart.complete(upload, [one, two])).sizeBytes,
    }).toEqual({
      wrongEtag: 'integrity',
      wrongSize: 'integrity',
      missing: 'integrity',
      none: null,
      joined: 1010,
    });
  });

  it('are resumed by a second process while the first still sends', async () => {
    const key = 'resumed.mov';
    const bodies = Array.from({ length: 6 }, () => randomBytes(300_000));
    const upload = { bucket, key, uploadId: await store.multipart.begin(bucket, key) };
    const first = await Promise.all(
      [1, 2, 4].map((number) =>
        store.multipart.putPart(upload, partOf(bodies[number - 1] as Buffer, number)),
      ),
    );
    const second = swift.open();
    const [held] = await Promise.all([
      second.multipart.listParts(upload),
      store.multipart.putPart(upload, partOf(bodies[5] as Buffer, 6)),
    ]);
    expect(held.filter(({ number }) => number < 6)).toEqual(first);
    for (const number of [3, 5])
      await second.multipart.putPart(upload, partOf(bodies[number - 1] as Buffer, number));
    const parts = await second.multipart.listParts(upload);
    await second.multipart.complete(upload, parts);
    expect({
      numbers: parts.map(({ number }) => number),
      same: (await read(store, bucket, key)).equals(Buffer.concat(bodies)),
    }).toEqual({ numbers: [1, 2, 3, 4, 5, 6], same: true });
  });

  it('far from the first segment are found by their listing, near ones without it', async () => {
    const key = 'gaps.mov';
    const upload = { bucket, key, uploadId: await store.multipart.begin(bucket, key) };
    for (const number of [2, 40])
      await store.multipart.putPart(upload, partOf(Buffer.from(`${number}`), number));
    expect((await store.multipart.listParts(upload)).map(({ number }) => number)).toEqual([2, 40]);
    await store.multipart.abort(upload);
  });

  it('that were joined although nobody heard of it are recognised, and keep their segments when the upload is ended', async () => {
    const { upload, parts, result } = await join('lost answer.mov', [randomBytes(500), randomBytes(5)]);
    // The marker is there again, as if the process had died right after the manifest was written.
    const marker = `/${bucket}_segments/.caos/uploads/${upload.uploadId}`;
    await swift.raw('PUT', marker, {}, JSON.stringify({ key: upload.key, startedAtMs: 1 }));
    const again = await store.multipart.complete(upload, parts);
    await swift.raw('PUT', marker, {}, JSON.stringify({ key: upload.key, startedAtMs: 1 }));
    await store.multipart.abort(upload);
    expect({
      again: again.etag,
      whole: (await read(store, bucket, upload.key)).length,
      unfinished: await collect(store.multipart.list(bucket, 'lost')),
    }).toEqual({ again: result.etag, whole: 505, unfinished: [] });
  });

  it('leave nothing behind when they are replaced, in whichever way', async () => {
    const before = new Set(await segments());
    const added = async () => (await segments()).filter((name) => !before.has(name)).length;
    const key = 'replaced.mov';
    const twice = async () => join(key, [randomBytes(100), randomBytes(100)]);
    await twice();
    await twice();
    const bySegments = await added();
    await store.put(bucket, key, Buffer.from('small'));
    const byBytes = await added();
    await twice();
    await store.put(bucket, key, Readable.from([Buffer.from('stream')]), { sizeBytes: 6 });
    const byStream = await added();
    await twice();
    await store.copy({ bucket, key: 'film.mov' }, { bucket, key });
    const byCopy = await added();
    await twice();
    await store.delete(bucket, key);
    expect({ bySegments, byBytes, byStream, byCopy, byDelete: await added() }).toEqual({
      bySegments: 2,
      byBytes: 0,
      byStream: 0,
      byCopy: 0,
      byDelete: 0,
    });
  });

  it('of more segments than are checked at once are joined too, and parts that were not used go', async () => {
    const key = 'many segments.mov';
    const upload = { bucket, key, uploadId: await store.multipart.begin(bucket, key) };
    const numbers = Array.from({ length: 130 }, (_, index) => index + 1);
    const parts = await Promise.all(
      numbers.map((number) =>
        store.multipart.putPart(upload, partOf(Buffer.from(`part ${number};`), number)),
      ),
    );
    await store.multipart.complete(upload, parts.slice(0, 120));
    // Not read whole: Swift gives out only one small segment a second after the tenth.
    expect({
      sizeBytes: (await store.head(bucket, key))?.sizeBytes,
      end: (await read(store, bucket, key, { start: 964 })).toString(),
      segments: (await segments()).filter((name) => name.includes(upload.uploadId)).length,
    }).toEqual({ sizeBytes: 972, end: 'art 120;', segments: 120 });
  });

  it('are copied so that the copy outlives its source', async () => {
    const { result } = await join('source.mov', [randomBytes(700), randomBytes(7)]);
    const bytes = await read(store, bucket, 'source.mov');
    const copied = await store.copy({ bucket, key: 'source.mov' }, { bucket, key: 'copy.mov' });
    // Above the limit of one object the copy has segments of its own.
    const narrow = swift.open({
      known: {
        ...store.capabilities,
        maxSinglePutBytes: 300,
        multipart: { ...store.capabilities.multipart, maxPartBytes: 300 },
      },
    });
    const copiedInParts = await narrow.copy(
      { bucket, key: 'source.mov' },
      { bucket, key: 'copy in parts.mov' },
    );
    await store.delete(bucket, 'source.mov');
    expect({
      plain: copied,
      same: (await read(store, bucket, 'copy.mov')).equals(bytes),
      parts: { kind: copiedInParts.etagKind, sizeBytes: copiedInParts.sizeBytes },
      sameParts: (await read(store, bucket, 'copy in parts.mov')).equals(bytes),
      differs: result.etag !== copied.etag,
    }).toEqual({
      plain: { etag: md5(bytes), sizeBytes: 707 },
      same: true,
      parts: { kind: 'parts', sizeBytes: 707 },
      sameParts: true,
      differs: true,
    });
  });

  it('come from streams of unknown length, and a stream that fails leaves nothing', async () => {
    const chunks = Array.from({ length: 34 }, () => randomBytes(MIB));
    const sent: number[] = [];
    const put = await store.put(bucket, 'stream.mov', Readable.from(chunks), {
      contentType: 'video/quicktime',
      metadata: { title: 'Strom' },
      onProgress: (bytes) => sent.push(bytes),
    });
    const info = await store.head(bucket, 'stream.mov');
    const before = (await segments()).length;
    async function* failing(): AsyncGenerator<Buffer> {
      yield randomBytes(17 * MIB);
      throw new AppError('file-changed', 'The file changed.');
    }
    const code = await codeOf(store.put(bucket, 'failing.mov', Readable.from(failing())));
    expect({
      sizeBytes: put.sizeBytes,
      sent: sent.at(-1),
      info: { type: info?.contentType, metadata: info?.metadata, etag: info?.etag, kind: info?.etagKind },
      same: md5(await read(store, bucket, 'stream.mov')) === md5(Buffer.concat(chunks)),
      code,
      left: (await segments()).length - before,
      failed: await store.head(bucket, 'failing.mov'),
    }).toEqual({
      sizeBytes: 34 * MIB,
      sent: 34 * MIB,
      info: { type: 'video/quicktime', metadata: { title: 'Strom' }, etag: put.etag, kind: 'parts' },
      same: true,
      code: 'file-changed',
      left: 0,
      failed: null,
    });
  });

  it('end with all their segments, and never before them', async () => {
    const expiresAtMs = Math.ceil(Date.now() / 1000) * 1000 + 3_600_000;
    const { upload } = await join('ends.mov', [randomBytes(100), randomBytes(1)], { expiresAtMs });
    const ends = async () => {
      const paths = [
        `/${bucket}/ends.mov`,
        ...[1, 2].map((number) => `/${bucket}_segments/.caos/segments/${upload.uploadId}/0000000${number}`),
      ];
      const heads = await Promise.all(paths.map((path) => swift.raw('HEAD', path)));
      return heads.map(({ headers }) => headers['x-delete-at']);
    };
    const atFirst = await ends();
    await store.admin.updateObject(bucket, 'ends.mov', { expiresAtMs: expiresAtMs + 60_000 });
    const later = await ends();
    await store.admin.updateObject(bucket, 'ends.mov', { expiresAtMs: null });
    const never = await ends();
    const s = (ms: number) => Array.from({ length: 3 }, () => `${ms / 1000}`);
    expect({ atFirst, later, never }).toEqual({
      atFirst: s(expiresAtMs),
      later: s(expiresAtMs + 60_000),
      never: [undefined, undefined, undefined],
    });
  });

  it('that other programs joined by a name prefix are read, listed with their size, and deleted without their segments', async () => {
    await swift.raw('PUT', `/${bucket}/dlo-parts/1`, {}, 'hello ');
    await swift.raw('PUT', `/${bucket}/dlo-parts/2`, {}, 'world');
    await swift.raw(
      'PUT',
      `/${bucket}/dlo`,
      { 'X-Object-Manifest': `${bucket}/dlo-parts/`, 'Content-Type': 'video/mp4' },
      '',
    );
    const [listed] = await collect(store.list(bucket, { prefix: 'dlo' }));
    const head = await store.head(bucket, 'dlo');
    await store.admin.updateObject(bucket, 'dlo', { contentType: 'video/quicktime' });
    const text = (await read(store, bucket, 'dlo')).toString();
    const range = (await read(store, bucket, 'dlo', { start: 4, end: 8 })).toString();
    const copied = await store.copy({ bucket, key: 'dlo' }, { bucket, key: 'dlo-copy' });
    const narrow = swift.open({
      known: {
        ...store.capabilities,
        maxSinglePutBytes: 5,
        multipart: { ...store.capabilities.multipart, maxPartBytes: 5 },
      },
    });
    await narrow.copy({ bucket, key: 'dlo' }, { bucket, key: 'dlo-copy-in-parts' });
    await store.delete(bucket, 'dlo');
    expect({
      listed: [listed?.sizeBytes, listed?.etag, listed?.etagKind],
      text,
      range,
      copied,
      copiedInParts: (await read(store, bucket, 'dlo-copy-in-parts')).toString(),
      left: (await collect(store.list(bucket, { prefix: 'dlo' }))).map(({ key }) => key),
    }).toEqual({
      listed: [11, head?.etag, 'opaque'],
      text: 'hello world',
      range: 'o wo',
      copied: { etag: md5(Buffer.from('hello world')), sizeBytes: 11 },
      copiedInParts: 'hello world',
      left: ['dlo-copy', 'dlo-copy-in-parts', 'dlo-parts/1', 'dlo-parts/2'],
    });
  });

  it('that another program joined of photos in their own right end alone, and leave the photos as they are', async () => {
    const photos = ['photos/1.jpg', 'photos/2.jpg'];
    const joinPhotos = (key: string) =>
      swift.raw(
        'PUT',
        `/${bucket}/${key}?multipart-manifest=put`,
        {},
        JSON.stringify(photos.map((path) => ({ path: `/${bucket}/${path}` }))),
      );
    for (const key of photos) await store.put(bucket, key, Buffer.from(key));
    for (const key of ['deleted', 'one of many', 'replaced', 'ends']) await joinPhotos(key);
    await store.delete(bucket, 'deleted');
    await store.deleteMany(bucket, ['one of many']);
    await store.put(bucket, 'replaced', Buffer.from('small'));
    await store.admin.updateObject(bucket, 'ends', { expiresAtMs: Date.now() + 3_600_000 });
    const heads = await Promise.all(photos.map((key) => store.head(bucket, key)));
    const left = (await collect(store.list(bucket))).map(({ key }) => key);
    await store.deleteMany(bucket, [...photos, 'replaced', 'ends']);
    expect({
      photos: heads.map((head) => [head?.sizeBytes, head?.expiresAtMs]),
      gone: ['deleted', 'one of many'].filter((key) => left.includes(key)),
    }).toEqual({
      photos: [
        [12, undefined],
        [12, undefined],
      ],
      gone: [],
    });
  });

  it('whose segments are gone are called incomplete, and are deleted all the same', async () => {
    const { upload } = await join('broken.mov', [randomBytes(100)]);
    await swift.raw('DELETE', `/${bucket}_segments/.caos/segments/${upload.uploadId}/00000001`);
    const code = await codeOf(read(store, bucket, 'broken.mov'));
    await store.delete(bucket, 'broken.mov');
    expect([code, await store.head(bucket, 'broken.mov')]).toEqual(['integrity', null]);
  });

  it('cannot be joined in a container that is gone', async () => {
    const gone = freshBucket();
    await store.createBucket(gone);
    const upload = { bucket: gone, key: 'a.mov', uploadId: await store.multipart.begin(gone, 'a.mov') };
    const part = await store.multipart.putPart(upload, partOf(randomBytes(10), 1));
    await swift.raw('DELETE', `/${gone}`);
    const code = await codeOf(store.multipart.complete(upload, [part]));
    await store.multipart.abort(upload);
    await swift.raw('DELETE', `/${gone}_segments`);
    expect(code).toBe('bucket-missing');
  });

  it('of who may not make containers have their segments within', async () => {
    const shared = freshBucket();
    await store.createBucket(shared);
    await swift.raw('POST', `/${shared}`, {
      'X-Container-Read': 'test:reader',
      'X-Container-Write': 'test:reader',
    });
    const guest = swift.open({ user: 'test:reader', secret: 'reading' });
    const upload = {
      bucket: shared,
      key: 'theirs.mov',
      uploadId: await guest.multipart.begin(shared, 'theirs.mov'),
    };
    const part = await guest.multipart.putPart(upload, partOf(Buffer.from('within'), 1));
    const unfinished = (await collect(guest.multipart.list(shared, ''))).map(({ key }) => key);
    const lying = await swift.names(shared);
    await guest.multipart.complete(upload, [part]);
    const text = (await read(guest, shared, 'theirs.mov')).toString();
    await guest.delete(shared, 'theirs.mov');
    expect({
      unfinished,
      lying,
      text,
      left: await swift.names(shared),
      beside: (await swift.raw('HEAD', `/${shared}_segments`)).status,
    }).toEqual({
      unfinished: ['theirs.mov'],
      lying: [`.caos/segments/${upload.uploadId}/00000001`, `.caos/uploads/${upload.uploadId}`],
      text: 'within',
      left: [],
      beside: 404,
    });
    await store.deleteBucket(shared);
  });

  it('are whole only while every segment is there as the manifest names it, also one that is a manifest itself', async () => {
    const bodies = [randomBytes(1000), randomBytes(1000), randomBytes(10)];
    const { upload } = await join('inner.mov', bodies);
    const whole = (key = 'inner.mov') => store.multipart.isWhole(bucket, key);
    const inner = await store.head(bucket, 'inner.mov');
    // Somebody else's: a manifest of a manifest.
    const outer = [{ path: `/${bucket}/inner.mov`, etag: inner?.etag, size_bytes: inner?.sizeBytes }];
    await swift.raw('PUT', `/${bucket}/outer.mov?multipart-manifest=put`, {}, JSON.stringify(outer));
    const segment = (number: number) => `.caos/segments/${upload.uploadId}/0000000${number}`;
    const beside = `${bucket}_segments`;
    const first = [await whole(), await whole('outer.mov'), await whole('never stored.mov')];
    await store.put(beside, segment(2), randomBytes(1000));
    const changed = [await whole(), await whole('outer.mov')];
    await store.put(beside, segment(2), bodies[1] as Buffer);
    const healed = [await whole(), await whole('outer.mov')];
    await store.delete(beside, segment(3));
    const gone = [await whole(), await whole('outer.mov')];
    await store.put(beside, segment(3), bodies[2] as Buffer);
    await store.deleteMany(bucket, ['outer.mov', 'inner.mov']);
    expect({ first, changed, healed, gone }).toEqual({
      first: [true, true, false],
      changed: [false, false],
      healed: [true, true],
      gone: [false, false],
    });
  });

  it('keep the segments of each version, and free them with it', async () => {
    const kept = freshBucket();
    await store.createBucket(kept);
    await store.admin.updateBucket(kept, { versioning: 'on' });
    const put = async (text: string) => {
      const upload = { bucket: kept, key: 'v.mov', uploadId: await store.multipart.begin(kept, 'v.mov') };
      const part = await store.multipart.putPart(upload, partOf(Buffer.from(text), 1));
      await store.multipart.complete(upload, [part]);
    };
    await put('first');
    await put('second');
    await store.delete(kept, 'v.mov');
    const held = (await swift.names(`${kept}_segments`)).length;
    const versions = await collect(store.admin.versions(kept));
    const marker = versions.find(({ deleted }) => deleted);
    await store.admin.deleteVersion(kept, 'v.mov', marker?.versionId ?? '');
    const back = (await read(store, kept, 'v.mov')).toString();
    for (const { versionId } of await collect(store.admin.versions(kept)))
      await store.admin.deleteVersion(kept, 'v.mov', versionId);
    const left = await swift.names(`${kept}_segments`);
    await store.deleteBucket(kept);
    expect({
      held,
      sizes: versions.map(({ sizeBytes, deleted }) => [sizeBytes, deleted]),
      back,
      left,
    }).toEqual({
      held: 2,
      sizes: [
        [0, true],
        [6, false],
        [5, false],
      ],
      back: 'second',
      left: [],
    });
  });
});
