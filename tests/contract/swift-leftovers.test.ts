/** What cut-off uploads leave in a real Swift: found and freed; and what other objects still need, which never is. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSwiftSessions } from '../../src-main/storage/drivers/swift/sessions';
import { createSwiftStore } from '../../src-main/storage/drivers/swift/swift-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import type { StoreSession } from '../../src-main/storage/session';
import { SwiftConnectionConfig } from '../../src-shared/domain/connection';
import { freshBucket, reachNativeSwift, swiftUnavailable } from '../support/native-swift';
import { collect, md5, read } from './suite/setting';

const MIB = 1024 ** 2;
const HOUR_MS = 3_600_000;
// An account of its own: other tests' containers would be looked through as well.
const swift = reachNativeSwift('test2:tester2');

describe.skipIf(swiftUnavailable !== undefined)('swift: leftovers of uploads', () => {
  let store: ObjectStore;
  /** The same store, two hours later. */
  let later: ObjectStore;
  let bucket: string;
  const buckets: string[] = [];
  const opened: ObjectStore[] = [];
  const proxies: Server[] = [];

  const openAt = (
    now: () => number,
    user?: { name: string; secret: string },
    change = async (session: StoreSession) => session,
  ): ObjectStore => {
    const { addresses } = swift;
    const config = SwiftConnectionConfig.parse({
      kind: 'swift',
      authUrl: addresses.authUrl,
      authVersion: '1',
      user: user?.name ?? addresses.user,
    });
    const sessions = createSwiftSessions(config, user?.secret ?? addresses.key);
    const made = createSwiftStore(config, {
      getSession: async (asked) => change(await sessions(asked)),
      now,
    });
    opened.push(made);
    return made;
  };
  const makeBucket = async (): Promise<string> => {
    const name = freshBucket();
    await store.createBucket(name);
    buckets.push(name);
    return name;
  };
  beforeAll(() => {
    store = openAt(Date.now);
  });
  beforeEach(async () => {
    // Nothing that it found out before is known any more.
    later = openAt(() => Date.now() + 2 * HOUR_MS);
    bucket = await makeBucket();
  });
  afterAll(async () => {
    for (const container of buckets.flatMap((name) => [name, `${name}_segments`])) {
      for (const name of await swift.names(container))
        await swift.raw('DELETE', `/${container}/${name.split('/').map(encodeURIComponent).join('/')}`);
      await swift.raw('DELETE', `/${container}`);
    }
    for (const one of opened) one.close();
    for (const proxy of proxies) proxy.closeAllConnections();
    for (const proxy of proxies) proxy.close();
  });

  /** The same store behind a proxy whose listings leave out what has that name. */
  async function hiding(hidden: string): Promise<ObjectStore> {
    const account = new URL(swift.address(''));
    const proxy = createServer(async (request, response) => {
      const answer = await fetch(account.origin + request.url, {
        method: request.method ?? 'GET',
        headers: { 'X-Auth-Token': String(request.headers['x-auth-token']) },
      });
      const body = Buffer.from(await answer.arrayBuffer());
      const isListing = request.method === 'GET' && request.url?.includes('format=json');
      const rows =
        isListing && body.length > 0 ? (JSON.parse(body.toString()) as Array<{ name: string }>) : [];
      const told = isListing ? JSON.stringify(rows.filter(({ name }) => name !== hidden)) : body;
      const headers = [...answer.headers].filter(
        ([name]) => !/^(content-length|connection|transfer|keep)/.test(name),
      );
      response.writeHead(answer.status, {
        ...Object.fromEntries(headers),
        ...(request.method === 'HEAD'
          ? { 'Content-Length': answer.headers.get('content-length') ?? '0' }
          : {}),
      });
      response.end(request.method === 'HEAD' ? undefined : told);
    });
    proxies.push(proxy);
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    return openAt(
      () => Date.now() + 2 * HOUR_MS,
      undefined,
      async (session) => ({ ...session, url: `http://127.0.0.1:${port}${account.pathname}` }),
    );
  }

  const partOf = (body: Buffer, number: number) => ({ number, body, md5Hex: md5(body) });
  const sendParts = async (key: string, bodies: Buffer[]) => {
    const upload = { bucket, key, uploadId: await store.multipart.begin(bucket, key) };
    const parts = [];
    for (const [index, body] of bodies.entries())
      parts.push(await store.multipart.putPart(upload, partOf(body, index + 1)));
    return { upload, parts };
  };
  const join = async (key: string, bodies: Buffer[]) => {
    const { upload, parts } = await sendParts(key, bodies);
    await store.multipart.complete(upload, parts);
    return upload;
  };
  const loseMarker = (uploadId: string) =>
    swift.raw('DELETE', `/${bucket}_segments/.caos/uploads/${uploadId}`);
  const segments = () => swift.names(`${bucket}_segments`);
  const unfinished = (from = later, prefix = '') => collect(from.multipart.list(bucket, prefix));
  const film = () => [randomBytes(MIB), randomBytes(MIB), randomBytes(1000)];

  it('whose marker is gone are found by the name of their object once they are old, and freed', async () => {
    const { upload } = await sendParts('ordner/Größe 1.mov', [randomBytes(MIB), randomBytes(10)]);
    await loseMarker(upload.uploadId);
    const young = await unfinished(store);
    const old = await unfinished();
    const elsewhere = await unfinished(later, 'other/');
    await later.multipart.abort(upload);
    expect({ young, old, elsewhere, left: await segments() }).toEqual({
      young: [],
      old: [
        {
          key: 'ordner/Größe 1.mov',
          uploadId: upload.uploadId,
          startedAtMs: expect.any(Number),
          sizeBytes: MIB + 10,
        },
      ],
      elsewhere: [],
      left: [],
    });
    expect(Math.abs((old[0]?.startedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('for an object whose name is too long for a property have the name of their folder', async () => {
    const { upload } = await sendParts(`${'é'.repeat(200)}.mov`, [randomBytes(10)]);
    await loseMarker(upload.uploadId);
    const [found] = await unfinished();
    await later.multipart.abort({ bucket, key: found?.key ?? '', uploadId: found?.uploadId ?? '' });
    expect({ key: found?.key, left: await segments() }).toEqual({
      key: `.caos/segments/${upload.uploadId}/`,
      left: [],
    });
  });

  it('of which only a marker is left, or one that nobody can read, are found and freed', async () => {
    const uploadId = await store.multipart.begin(bucket, 'never-sent.mov');
    const torn = `beside-${'0'.repeat(32)}`;
    await swift.raw('PUT', `/${bucket}_segments/.caos/uploads/${torn}`, {}, '{"key":');
    await swift.raw('PUT', `/${bucket}_segments/.caos/uploads/not-ours`, {}, 'x');
    const found = await unfinished(store);
    for (const upload of found) await store.multipart.abort({ bucket, ...upload });
    expect({
      found: found.map(({ key, uploadId: id, sizeBytes }) => [key, id, sizeBytes]).sort(),
      left: await segments(),
    }).toEqual({
      found: [
        [`.caos/uploads/${torn}`, torn, 0],
        ['never-sent.mov', uploadId, 0],
      ],
      left: ['.caos/uploads/not-ours'],
    });
  });

  it('are many pages, and each is told once', async () => {
    const upload = await join('kept.mov', film());
    const ids = Array.from({ length: 40 }, (_, index) => `beside-${index.toString(16).padStart(32, '0')}`);
    for (const id of ids)
      await swift.raw('PUT', `/${bucket}_segments/.caos/segments/${id}/00000001`, {}, `part of ${id}`);
    const found = await unfinished();
    for (const one of found.slice(0, 3)) await later.multipart.abort({ bucket, ...one });
    expect({
      ids: found.map(({ uploadId }) => uploadId),
      left: (await segments()).filter((name) => !name.includes(upload.uploadId)),
    }).toEqual({ ids, left: ids.slice(3).map((id) => `.caos/segments/${id}/00000001`) });
  });

  describe('are never taken for it where an object needs them:', () => {
    // Of its own for each test: objects of the same content protect each other's segments.
    let bodies: Buffer[];
    let whole: Buffer;
    beforeEach(() => {
      bodies = film();
      whole = Buffer.concat(bodies);
    });
    /** The manifest alone is copied, as rclone does it, and the source's manifest alone deleted. */
    const moveManifest = async (from: string, to: string): Promise<void> => {
      const manifest = await swift.raw('GET', `${from}?multipart-manifest=get&format=raw`);
      const put = await swift.raw('PUT', `${to}?multipart-manifest=put`, {}, manifest.text);
      const gone = await swift.raw('DELETE', from);
      expect([put.status, gone.status]).toEqual([201, 204]);
    };
    const cases: Array<[string, (upload: { key: string; uploadId: string }) => Promise<[string, string]>]> = [
      ['the one they were sent for', async ({ key }) => [bucket, key]],
      [
        'one under another name, which outlived it',
        async ({ key }) => {
          await moveManifest(`/${bucket}/${key}`, `/${bucket}/moved/by-others.mov`);
          return [bucket, 'moved/by-others.mov'];
        },
      ],
      [
        'one in another container',
        async ({ key }) => {
          const other = await makeBucket();
          await moveManifest(`/${bucket}/${key}`, `/${other}/x.mov`);
          return [other, 'x.mov'];
        },
      ],
      [
        'one that is joined of them in another way',
        async ({ key, uploadId }) => {
          const path = (number: number) => `/${bucket}_segments/.caos/segments/${uploadId}/0000000${number}`;
          const other = await makeBucket();
          await swift.raw(
            'PUT',
            `/${other}/turned.mov?multipart-manifest=put`,
            {},
            JSON.stringify([
              { path: path(1) },
              { path: path(2), range: '0-9' },
              { path: path(2) },
              { path: path(3) },
            ]),
          );
          await swift.raw('DELETE', `/${bucket}/${key}`);
          return [other, 'turned.mov'];
        },
      ],
      [
        'a dynamic one, by the beginning of their names',
        async ({ key, uploadId }) => {
          await swift.raw('PUT', `/${bucket}/dynamic.mov`, {
            'X-Object-Manifest': `${bucket}_segments/.caos/segments/${uploadId}/`,
          });
          await swift.raw('DELETE', `/${bucket}/${key}`);
          return [bucket, 'dynamic.mov'];
        },
      ],
    ];
    it.each(cases)('%s', async (_name, prepare) => {
      const upload = await join('film.mov', bodies);
      const [place, key] = await prepare(upload);
      const { text } = await swift.raw('GET', `/${place}/${key}`);
      const digest = createHash('md5').update(text).digest('hex');
      const found = await unfinished();
      await later.multipart.abort(upload);
      await later.multipart.abort({
        bucket,
        key: `.caos/segments/${upload.uploadId}/`,
        uploadId: upload.uploadId,
      });
      const after = createHash('md5')
        .update((await swift.raw('GET', `/${place}/${key}`)).text)
        .digest('hex');
      expect({ found, same: after === digest, segments: (await segments()).length }).toEqual({
        found: [],
        same: true,
        segments: 3,
      });
    });

    it('one that was joined by an upload that was cut off before it could say so, and moved since', async () => {
      const upload = await join('film.mov', bodies);
      // Its marker is still there, and the object is not under its name any more.
      const marker = JSON.stringify({ key: upload.key, startedAtMs: Date.now() });
      await swift.raw('PUT', `/${bucket}_segments/.caos/uploads/${upload.uploadId}`, {}, marker);
      await moveManifest(`/${bucket}/film.mov`, `/${bucket}/elsewhere.mov`);
      const found = (await unfinished()).map(({ key }) => key);
      await later.multipart.abort(upload);
      expect({
        found,
        same: (await read(store, bucket, 'elsewhere.mov')).equals(whole),
        markers: (await segments()).filter((name) => name.includes('/uploads/')),
      }).toEqual({ found: ['film.mov'], same: true, markers: [] });
    });

    it('an older version', async () => {
      await store.admin.updateBucket(bucket, { versioning: 'on' });
      await join('film.mov', bodies);
      await store.delete(bucket, 'film.mov');
      const found = await unfinished();
      const [, older] = await collect(store.admin.versions(bucket));
      const kept = (await segments()).length;
      for (const { versionId } of await collect(store.admin.versions(bucket)))
        await store.admin.deleteVersion(bucket, 'film.mov', versionId);
      expect({ found, size: older?.sizeBytes, kept }).toEqual({ found: [], size: whole.length, kept: 3 });
    });

    it('one whose listing lags behind, by the name that its segments carry', async () => {
      const { uploadId } = await join('film.mov', bodies);
      const lagging = await hiding('film.mov');
      const listed = (await collect(lagging.list(bucket))).map(({ key }) => key);
      const found = await collect(lagging.multipart.list(bucket, ''));
      await lagging.multipart.abort({ bucket, key: `.caos/segments/${uploadId}/`, uploadId });
      expect({
        listed,
        found,
        same: (await read(store, bucket, 'film.mov')).equals(whole),
      }).toEqual({ listed: [], found: [], same: true });
    });
  });
});
