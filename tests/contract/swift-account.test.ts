/** Containers, access, quotas, versions and signed addresses of a real Swift, looked at from outside the driver as well. */
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { freshBucket, reachNativeSwift, swiftUnavailable } from '../support/native-swift';
import { codeOf, collect, read } from './suite/setting';

const swift = reachNativeSwift();
/** An account of its own, since its key is changed. */
const swift2 = reachNativeSwift('test2:tester2');

describe.skipIf(swiftUnavailable !== undefined)('swift: account and containers', () => {
  let store: ObjectStore;
  let bucket: string;
  beforeAll(async () => {
    store = swift.open();
    bucket = freshBucket();
    await store.createBucket(bucket);
  });
  afterAll(async () => {
    const keys = (await collect(store.list(bucket))).map(({ key }) => key);
    await store.deleteMany(bucket, keys);
    await store.deleteBucket(bucket);
  });

  it('tells what it can do once it was asked', async () => {
    const fresh = swift.open();
    const { capabilities } = fresh;
    const before = { tiers: capabilities.tiers, bulkDelete: capabilities.bulkDelete };
    await fresh.listBuckets();
    const { tiers, tierOf, bulkDelete, versioning, bucketQuota, multipart, expiry } = capabilities;
    expect({
      before,
      after: { tiers, tierOf, bulkDelete, versioning, bucketQuota, expiry, maxParts: multipart.maxParts },
    }).toEqual({
      before: { tiers: [], bulkDelete: false },
      after: {
        tiers: ['gold', 'silver'],
        tierOf: 'bucket',
        bulkDelete: true,
        versioning: true,
        bucketQuota: true,
        expiry: 'object',
        maxParts: 1000,
      },
    });
  });

  it('makes containers in a policy, by choice or by the connection, and only once in a race', async () => {
    const [chosen, byConnection, raced] = [freshBucket(), freshBucket(), freshBucket()];
    await store.createBucket(chosen, { tier: 'silver' });
    await swift.open({ tier: 'silver' }).createBucket(byConnection);
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => store.createBucket(raced)));
    const facts = async (name: string) => (await store.admin.bucketFacts(name)).tier;
    expect({
      chosen: await facts(chosen),
      byConnection: await facts(byConnection),
      byDefault: await facts(bucket),
      others: new Set(
        outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : [])),
      ),
      unknown: await codeOf(store.createBucket(freshBucket(), { tier: 'copper' })),
    }).toEqual({
      chosen: 'silver',
      byConnection: 'silver',
      byDefault: 'gold',
      others: new Set(['bucket-taken']),
      unknown: 'bad-input',
    });
    for (const name of [chosen, byConnection, raced]) await store.deleteBucket(name);
  });

  it('leaves out containers for segments only beside their base, and never deletes those of others', async () => {
    const base = freshBucket();
    const named = async () =>
      (await store.listBuckets()).map(({ name }) => name).filter((name) => name.startsWith(base));
    await store.createBucket(base);
    await swift.raw('PUT', `/${base}_segments`);
    const beside = await named();
    await store.deleteBucket(base);
    expect({ beside, alone: await named() }).toEqual({ beside: [base], alone: [`${base}_segments`] });
    await store.deleteBucket(`${base}_segments`);
  });

  it('opens a container to everyone, and closes it again', async () => {
    await store.put(bucket, 'open.txt', Buffer.from('for all'));
    const asAnyone = async () => {
      const object = await fetch(swift.address(`/${bucket}/open.txt`));
      const listing = await fetch(swift.address(`/${bucket}`));
      return [object.status, await object.text().then((text) => text.slice(0, 7)), listing.status];
    };
    const closed = await asAnyone();
    await store.admin.updateBucket(bucket, { access: { publicRead: true, readers: ['test:reader'] } });
    const { access } = await store.admin.bucketFacts(bucket);
    const open = await asAnyone();
    await store.admin.updateBucket(bucket, { access: { publicRead: false, readers: ['test:reader'] } });
    const reader = swift.open({ user: 'test:reader', secret: 'reading' });
    const byReader = {
      read: (await read(reader, bucket, 'open.txt')).toString(),
      write: await codeOf(reader.put(bucket, 'no.txt', Buffer.from('x'))),
      make: await codeOf(reader.createBucket(freshBucket())),
      link: await codeOf(reader.presignGet(bucket, 'open.txt', 60)),
    };
    await store.admin.updateBucket(bucket, {
      access: { publicRead: false, readers: ['test:reader'], writers: ['test:reader'] },
    });
    const asWriter = {
      write: (await reader.put(bucket, 'theirs.txt', Buffer.from('x'))).sizeBytes,
      access: (await store.admin.bucketFacts(bucket)).access,
    };
    // Readers alone: who may write stays as it is.
    await store.admin.updateBucket(bucket, { access: { publicRead: false, readers: [] } });
    const stillWrites = (await store.admin.bucketFacts(bucket)).access?.writers;
    await store.admin.updateBucket(bucket, { access: { publicRead: false, readers: [], writers: [] } });
    expect({
      asWriter,
      stillWrites,
      writersLater: (await store.admin.bucketFacts(bucket)).access?.writers,
      closed,
      access,
      open,
      byReader,
      byReaderLater: await codeOf(reader.get(bucket, 'open.txt')),
      closedAgain: await asAnyone(),
    }).toEqual({
      closed: [401, '<html><', 401],
      access: { publicRead: true, readers: ['test:reader'], writers: [] },
      asWriter: {
        write: 1,
        access: { publicRead: false, readers: ['test:reader'], writers: ['test:reader'] },
      },
      stillWrites: ['test:reader'],
      writersLater: [],
      open: [200, 'for all', 200],
      byReader: { read: 'for all', write: 'access-denied', make: 'access-denied', link: 'access-denied' },
      byReaderLater: 'access-denied',
      closedAgain: [401, '<html><', 401],
    });
  });

  it('bounds a container, lets pages of other origins in, and keeps what is not named', async () => {
    await store.admin.updateBucket(bucket, {
      quotaBytes: 10,
      corsOrigins: ['https://a.example', 'https://b.example'],
      metadata: { Title: 'Größe', other: 'x' },
    });
    const full = await codeOf(store.put(bucket, 'big', Buffer.alloc(100)));
    // Not by fetch, which may not name an origin of its own choice.
    const preflight = await new Promise((resolve) => {
      const headers = { Origin: 'https://b.example', 'Access-Control-Request-Method': 'GET' };
      httpRequest(swift.address(`/${bucket}/open.txt`), { method: 'OPTIONS', headers }, (answer) => {
        answer.resume();
        resolve([answer.statusCode, answer.headers['access-control-allow-origin']]);
      }).end();
    });
    const named = await store.admin.bucketFacts(bucket);
    await store.admin.updateBucket(bucket, { quotaBytes: null, metadata: { other: null } });
    const after = await store.admin.bucketFacts(bucket);
    expect({
      full,
      preflight,
      quota: [named.quotaBytes, after.quotaBytes],
      cors: after.corsOrigins,
      metadata: [named.metadata, after.metadata],
      setting: await codeOf(store.admin.updateBucket(bucket, { metadata: { 'Temp-URL-Key': 'x' } })),
    }).toEqual({
      full: 'quota',
      preflight: [200, 'https://b.example'],
      quota: [10, null],
      cors: ['https://a.example', 'https://b.example'],
      metadata: [{ title: 'Größe', other: 'x' }, { title: 'Größe' }],
      setting: 'unsupported',
    });
  });

  it('keeps what is not named when an object is changed', async () => {
    await swift.raw(
      'PUT',
      `/${bucket}/kept.txt`,
      {
        'Content-Type': 'text/plain',
        'Content-Disposition': 'inline',
        'X-Object-Meta-A': '1',
        'X-Delete-After': '3600',
      },
      'x',
    );
    const before = await store.head(bucket, 'kept.txt');
    await store.admin.updateObject(bucket, 'kept.txt', { contentType: 'image/png' });
    const after = await store.head(bucket, 'kept.txt');
    const { headers } = await swift.raw('HEAD', `/${bucket}/kept.txt`);
    expect({
      after: { type: after?.contentType, metadata: after?.metadata, ends: after?.expiresAtMs },
      disposition: headers['content-disposition'],
      tier: await codeOf(store.admin.updateObject(bucket, 'kept.txt', { tier: 'silver' })),
      missing: await codeOf(store.admin.updateObject(bucket, 'none', {})),
      restore: await codeOf(store.admin.restore(bucket, 'kept.txt', 1)),
    }).toEqual({
      after: { type: 'image/png', metadata: { a: '1' }, ends: before?.expiresAtMs },
      disposition: 'inline',
      tier: 'unsupported',
      missing: 'not-found',
      restore: 'unsupported',
    });
  });

  it('does not add a version when a small object is written again', async () => {
    const kept = freshBucket();
    await store.createBucket(kept);
    await store.put(kept, 'v', Buffer.from('1'));
    await store.admin.updateBucket(kept, { versioning: 'on' });
    await store.put(kept, 'v', Buffer.from('22'));
    await store.put(kept, 'v', Buffer.from('333'));
    const versions = await collect(store.admin.versions(kept));
    for (const { key, versionId } of versions) await store.admin.deleteVersion(kept, key, versionId);
    await store.deleteBucket(kept);
    expect(versions.map(({ sizeBytes, latest }) => [sizeBytes, latest])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });
});

describe.skipIf(swiftUnavailable !== undefined)('swift: signed addresses', () => {
  it('signs addresses that end, hold only what they say, and show a page', async () => {
    const store = swift2.open();
    const bucket = freshBucket();
    await store.createBucket(bucket);
    await store.put(bucket, 'open.txt', Buffer.from('another'));
    await store.put(bucket, 'page.html', Buffer.from('<p>hi'), { contentType: 'text/html' });
    await store.put(bucket, 'share/a/1.txt', Buffer.from('one'));
    const link = await store.presignGet(bucket, 'page.html', 60, { inline: true, fileName: 'Größe.html' });
    const page = await fetch(link);
    const status = async (url: string, method = 'GET') => (await fetch(url, { method })).status;
    const below = await store.presignPrefix(bucket, 'share/a/', 60);
    const expired = await swift2.open().presignGet(bucket, 'page.html', -5);
    expect({
      page: [
        page.status,
        page.headers.get('content-type')?.split(';')[0],
        page.headers.get('content-disposition'),
        await page.text(),
      ],
      head: await status(link, 'HEAD'),
      put: await status(link, 'PUT'),
      tampered: await status(link.replace(/temp_url_expires=\d/, 'temp_url_expires=9')),
      otherObject: await status(link.replace('page.html', 'open.txt')),
      below: await (await fetch(below('share/a/1.txt'))).text(),
      outside: await status(below('page.html')),
      expired: await status(expired),
    }).toEqual({
      page: [
        200,
        'text/html',
        `inline; filename="Gr%C3%B6%C3%9Fe.html"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.html`,
        '<p>hi',
      ],
      head: 200,
      put: 401,
      tampered: 401,
      otherObject: 401,
      below: 'one',
      outside: 401,
      expired: 401,
    });
    await store.deleteMany(bucket, ['open.txt', 'page.html', 'share/a/1.txt']);
    await store.deleteBucket(bucket);
  });

  it('signs with the key that is there, whoever set it, and a new key ends exactly its addresses', async () => {
    const keyOf = async (name: string) =>
      (await swift2.raw('HEAD', '')).headers[`x-account-meta-temp-url-key${name}`];
    await swift2.raw('POST', '', {
      'X-Account-Meta-Temp-URL-Key': 'set by another',
      'X-Account-Meta-Temp-URL-Key-2': 'second %41',
    });
    const fresh = swift2.open();
    const bucket = freshBucket();
    await fresh.createBucket(bucket);
    await fresh.put(bucket, 'signed.txt', Buffer.from('signed'));
    const status = async (url: string) => (await fetch(url)).status;
    const byFirst = await fresh.presignGet(bucket, 'signed.txt', 60);
    const used = await keyOf('');
    await fresh.admin.rotateLinkKey();
    const byNew = await fresh.presignGet(bucket, 'signed.txt', 60);
    const [first, second] = [await keyOf(''), await keyOf('-2')];
    // With only the second one there, that one is used and none is made.
    await swift2.raw('POST', '', { 'X-Remove-Account-Meta-Temp-URL-Key': 'x' });
    const bySecond = await swift2.open().presignGet(bucket, 'signed.txt', 60);
    const made = await keyOf('');
    const bySecondStatus = await status(bySecond);
    await swift2.raw('POST', '', { 'X-Remove-Account-Meta-Temp-URL-Key-2': 'x' });
    const byOwn = await swift2.open().presignGet(bucket, 'signed.txt', 60);
    expect({
      used,
      second,
      renewed: /^[0-9a-f]{64}$/.test(first ?? ''),
      made,
      byFirst: await status(byFirst),
      byNew: await status(byNew),
      bySecond: [bySecondStatus, await status(bySecond)],
      byOwn: await status(byOwn),
    }).toEqual({
      used: 'set by another',
      second: 'second %41', // as it is: the store decodes nothing either
      renewed: true,
      made: undefined,
      byFirst: 401,
      byNew: 401, // its key was taken away meanwhile
      bySecond: [200, 401],
      byOwn: 200,
    });
    await fresh.delete(bucket, 'signed.txt');
    await fresh.deleteBucket(bucket);
  });
});
