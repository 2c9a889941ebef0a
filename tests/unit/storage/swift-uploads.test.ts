/** Uploads in segments on a Swift whose listings lag, or name what nobody expects; and how many requests the usual things take. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { swiftCapabilities } from '../../../src-main/storage/drivers/swift/info';
import { createSwiftStore } from '../../../src-main/storage/drivers/swift/swift-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { AppError } from '../../../src-shared/app-error';
import { SwiftConnectionConfig } from '../../../src-shared/domain/connection';

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
/** Path below the account to bytes; containers are there, whatever their name. */
let objects: Map<string, Buffer>;
/** What listings tell, for names that begin like the prefix. */
let listed: (prefix: string) => string[];
let requests: string[];
/** Runs when the body of a PUT is there, before it is kept. */
let arriving: (path: string) => Promise<void>;
let server: Server;
let store: ObjectStore;

beforeEach(async () => {
  objects = new Map();
  requests = [];
  listed = () => [];
  arriving = async () => undefined;
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://swift');
    const path = decodeURIComponent(url.pathname).slice('/v1/AUTH_test'.length);
    const isObject = path.split('/').length > 2;
    requests.push(`${request.method} ${path}`);
    const body = await buffer(request);
    const answer = (status: number, text = '', headers = {}) => {
      response.writeHead(status, headers);
      response.end(text);
    };
    const held = objects.get(path);
    if (request.method === 'PUT') {
      if (request.headers['if-none-match'] && held) return answer(412);
      await arriving(path);
      objects.set(path, body);
      return answer(201, '', { etag: md5(body) });
    }
    if (!isObject && request.method === 'GET') {
      const names = url.searchParams.has('marker') ? [] : listed(url.searchParams.get('prefix') ?? '');
      return answer(200, JSON.stringify(names.map((name) => ({ name, bytes: 1, hash: '' }))));
    }
    if (!isObject) return answer(204);
    if (!held) return answer(404);
    if (request.method === 'DELETE') objects.delete(path);
    return answer(request.method === 'DELETE' ? 204 : 200, request.method === 'GET' ? held.toString() : '', {
      etag: md5(held),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = SwiftConnectionConfig.parse({
    kind: 'swift',
    authUrl: `${origin}/auth/v1.0`,
    authVersion: '1',
    user: 'a:b',
  });
  store = createSwiftStore(config, {
    getSession: async () => ({ token: 't', url: `${origin}/v1/AUTH_test`, expiresAtMs: null }),
    known: swiftCapabilities,
    retry: {
      ...{ maxAttempts: 4, firstDelayMs: 1, longestDelayMs: 1, random: () => 0 },
      wait: async () => undefined,
    },
  });
});
afterEach(() => {
  store.close();
  server.closeAllConnections();
  server.close();
});

const begin = async () => ({
  bucket: 'b',
  key: 'film.mov',
  uploadId: await store.multipart.begin('b', 'film.mov'),
});
const partOf = (number: number) => {
  const body = Buffer.from(`part ${number}`);
  return { number, body, md5Hex: md5(body) };
};
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error) => (error instanceof AppError ? error.code : String(error)),
  );
const left = (): string[] => [...objects.keys()].filter((path) => path.includes('/.caos/'));

describe('an upload that is ended', () => {
  it('while a segment is on its way leaves no segment behind', async () => {
    const upload = await begin();
    arriving = async (path) => {
      if (path.includes('/segments/')) await store.multipart.abort(upload);
    };
    const code = await codeOf(store.multipart.putPart(upload, partOf(1)));
    expect({ code, left: left() }).toEqual({ code: 'upload-gone', left: [] });
  });

  it('before its many segments are listed leaves none of them behind', async () => {
    const upload = await begin();
    for (let number = 1; number <= 60; number++) await store.multipart.putPart(upload, partOf(number));
    await store.multipart.abort(upload);
    expect(left()).toEqual([]);
  });

  it.each(['x', '0', '99999999', '-1', '1e8'])(
    'knows its parts although a stranger put “%s” among them',
    async (name) => {
      const upload = await begin();
      await store.multipart.putPart(upload, partOf(1));
      listed = (prefix) => (prefix.includes('/segments/') ? [`${prefix}00000001`, `${prefix}${name}`] : []);
      const parts = await store.multipart.listParts(upload);
      await store.multipart.abort(upload);
      expect({ numbers: parts.map(({ number }) => number), left: left() }).toEqual({
        numbers: [1],
        left: [],
      });
    },
  );
});

it('an upload under a name that is too long is refused before its first part', async () => {
  expect(await codeOf(store.multipart.begin('b', `${'ä'.repeat(520)}.mov`))).toBe('bad-input');
});

it('an upload whose beginning was not heard of leaves no mark', async () => {
  let lost = 0;
  server.prependListener('request', (request, response) => {
    if (request.method !== 'PUT' || lost++ > 0) return;
    response.writeHead = () => response.destroy() as never;
  });
  const code = await codeOf(store.multipart.begin('b', 'film.mov'));
  expect({ code, left: left() }).toEqual({ code: 'unreachable', left: [] });
});

it('a part that is through is not sent again because the look at its marker fails', async () => {
  const upload = await begin();
  let failing = 2;
  server.prependListener('request', (request, response) => {
    if (request.method !== 'HEAD' || failing-- <= 0) return;
    response.writeHead = () => response.destroy() as never;
  });
  await store.multipart.putPart(upload, partOf(1));
  const sent = requests.filter((request) => request.startsWith('PUT') && request.includes('/segments/'));
  expect({ sent: sent.length, failing }).toEqual({ sent: 1, failing: -1 });
});

describe('requests', () => {
  it('small new objects take one each, beside one look at their container', async () => {
    for (let n = 0; n < 50; n++) {
      const bytes = Buffer.from(`photo ${n}`);
      await store.put('b', `${n}.jpg`, bytes, { md5Hex: md5(bytes) });
    }
    expect(requests.length).toBe(51);
  });

  it('photos that must replace nothing take one each, whatever their size', async () => {
    const bytes = Buffer.alloc(3_000_000, 1);
    for (let n = 0; n < 5; n++)
      await store.put('b', `${n}.jpg`, bytes, { md5Hex: md5(bytes), keepOther: true });
    const code = await codeOf(store.put('b', '1.jpg', Buffer.from('other'), { keepOther: true }));
    expect({ code, count: requests.length, held: objects.get('/b/1.jpg')?.length }).toEqual({
      code: 'precondition',
      count: 7,
      held: 3_000_000,
    });
  });

  it('reading 1,000 objects takes one each', async () => {
    for (let n = 0; n < 1000; n++) objects.set(`/b/${n}`, Buffer.from('x'));
    for (let n = 0; n < 1000; n++) await buffer((await store.get('b', `${n}`)).body);
    expect(requests.length).toBe(1000);
  });
});

it('a large object whose parts are missing is called incomplete, and not tried for ever', async () => {
  server.removeAllListeners('request');
  server.on('request', (_request, response) => {
    response.writeHead(409);
    response.end();
  });
  const error = await store.get('b', 'film.mov').then(
    () => null,
    (reason) => reason as AppError,
  );
  expect([error?.code, error?.retry, error?.message.includes('incomplete')]).toEqual([
    'integrity',
    'after-user',
    true,
  ]);
});
