/** The Swift driver against what networks and sessions really do: tokens that end in mid-flight, lines that break, strangers that answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { swiftCapabilities } from '../../../src-main/storage/drivers/swift/info';
import { createSwiftStore } from '../../../src-main/storage/drivers/swift/swift-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import type { GetSession } from '../../../src-main/storage/session';
import type { AppError } from '../../../src-shared/app-error';
import { SwiftConnectionConfig } from '../../../src-shared/domain/connection';
import { makeSelfSigned } from '../../support/self-signed';

const servers: Server[] = [];
const stores: ObjectStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Sessions {
  getSession: GetSession;
  /** Tokens handed out, oldest first. */
  given: string[];
}
/** `token-1` until it is refused, then `token-2`, … as the real sessions do. */
function sessionsAt(url: string): Sessions {
  const given = ['token-1'];
  return {
    given,
    getSession: async ({ refused } = {}) => {
      if (refused !== undefined && refused === given.at(-1)) given.push(`token-${given.length + 1}`);
      return { token: given.at(-1) ?? '', url, expiresAtMs: null };
    },
  };
}

function storeOver(
  sessions: Sessions,
  origin: string,
  extra: { caPem?: string } = {},
  known = swiftCapabilities,
): ObjectStore {
  const config = SwiftConnectionConfig.parse({
    kind: 'swift',
    authUrl: `${origin}/auth/v1.0`,
    authVersion: '1',
    user: 'test:tester',
    ...extra,
  });
  // `known` spares the tests the question for `/info`.
  const store = createSwiftStore(config, { getSession: sessions.getSession, known });
  stores.push(store);
  return store;
}
async function storeAnswering(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ store: ObjectStore; given: string[]; host: string }> {
  const origin = `http://127.0.0.1:${await listen(createServer(answer))}`;
  const sessions = sessionsAt(`${origin}/v1/AUTH_test`);
  return { store: storeOver(sessions, origin), given: sessions.given, host: new URL(origin).host };
}
async function failure(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (error) {
    return error as AppError;
  }
  throw new Error('the call did not fail');
}

describe('a token that ends in mid-flight', () => {
  /** Takes no other token than this. */
  const taking = (token: string, seen: string[] = []) =>
    storeAnswering(async (request, response) => {
      const body = await buffer(request);
      const taken = request.headers['x-auth-token'] === token;
      seen.push(`${request.method} ${request.headers['x-auth-token']} ${body.length}`);
      response.writeHead(taken ? 201 : 401, { etag: '5d41402abc4b2a76b9719d911017c592' }).end();
    });

  it('is replaced once, and what was at hand is sent again', async () => {
    const seen: string[] = [];
    const { store, given } = await taking('token-2', seen);
    const part = await store.multipart
      .putPart(
        { bucket: 'b', key: 'k', uploadId: `beside-${'0'.repeat(32)}` },
        { number: 1, body: Buffer.from('hello'), md5Hex: '5d41402abc4b2a76b9719d911017c592' },
      )
      .then(({ etag }) => etag);
    expect({ part, given, puts: seen.filter((line) => line.startsWith('PUT')) }).toEqual({
      part: '5d41402abc4b2a76b9719d911017c592',
      given: ['token-1', 'token-2'],
      puts: ['PUT token-1 5', 'PUT token-2 5'],
    });
  });

  it('fails a stream for now, and the next call has the new token', async () => {
    const { store, given } = await storeAnswering(async (request, response) => {
      await buffer(request);
      if (request.method === 'HEAD') response.writeHead(404).end();
      else
        response
          .writeHead(request.headers['x-auth-token'] === 'token-2' ? 201 : 401, {
            etag: '5d41402abc4b2a76b9719d911017c592',
          })
          .end();
    });
    const send = () => store.put('b', 'k', Readable.from([Buffer.from('hello')]), { sizeBytes: 5 });
    const error = await failure(send());
    expect({ code: error.code, retry: error.retry, given }).toEqual({
      code: 'store-busy',
      retry: 'later',
      given: ['token-1', 'token-2'],
    });
    expect(await send()).toEqual({ etag: '5d41402abc4b2a76b9719d911017c592', sizeBytes: 5 });
  });

  it('and is refused again says so, after two requests', async () => {
    const seen: string[] = [];
    const { store, host } = await taking('none', seen);
    const error = await failure(store.listBuckets());
    expect({ code: error.code, retry: error.retry, message: error.message, seen }).toEqual({
      code: 'key-refused',
      retry: 'after-user',
      message: `${host} does not take the token that it gave for this user. Check user and password in the connection; they may have been replaced or revoked.`,
      seen: ['GET token-1 0', 'GET token-2 0'],
    });
    expect(JSON.stringify([error.message, error.details, error.params])).not.toContain('token-');
  });

  it('costs one new token for a hundred requests at once', async () => {
    const { store, given } = await storeAnswering((request, response) => {
      response.writeHead(request.headers['x-auth-token'] === 'token-2' ? 204 : 401).end();
    });
    const all = await Promise.all(Array.from({ length: 100 }, () => store.bucketExists('b')));
    expect({ yes: all.filter(Boolean).length, given }).toEqual({ yes: 100, given: ['token-1', 'token-2'] });
  });
});

describe('the line', () => {
  it('nobody listens', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const origin = `http://127.0.0.1:${port}`;
    const error = await failure(storeOver(sessionsAt(`${origin}/v1/A`), origin).listBuckets());
    expect({ code: error.code, message: error.message }).toEqual({
      code: 'unreachable',
      message: `127.0.0.1:${port} does not answer. Check the network, and the address and port of the connection.`,
    });
  });

  it('breaks in the middle of a body', async () => {
    const { store } = await storeAnswering((_request, response) => {
      response.writeHead(200, { 'content-length': '1000', etag: 'x' });
      response.write('half', () => response.destroy());
    });
    const { body } = await store.get('bucket', 'a.jpg');
    expect((await failure(buffer(body))).code).toBe('unreachable');
  });

  it('breaks while a body is sent', async () => {
    const { store } = await storeAnswering((request, response) => {
      if (request.method === 'HEAD') response.writeHead(404).end();
      else request.once('data', () => request.socket.destroy());
    });
    const error = await failure(
      store.put('bucket', 'a.jpg', Buffer.alloc(4_000_000), { onProgress: () => undefined }),
    );
    expect(error.code).toBe('unreachable');
  });

  it('keeps its sockets, and takes a new one when the kept one was closed', async () => {
    const sockets = new Set<unknown>();
    const { store } = await storeAnswering((request, response) => {
      sockets.add(request.socket);
      response.writeHead(204).end();
    });
    for (let index = 0; index < 5; index += 1) await store.bucketExists('b');
    const used = sockets.size;
    for (const server of servers) server.closeIdleConnections();
    expect({ used, after: await store.bucketExists('b'), sockets: sockets.size }).toEqual({
      used: 1,
      after: true,
      sockets: 2,
    });
  });

  it('trusts the certificate that the connection brings, and no other', async () => {
    const own = makeSelfSigned();
    const port = await listen(createTlsServer(own, (_request, response) => response.writeHead(204).end()));
    const origin = `https://127.0.0.1:${port}`;
    const trusting = storeOver(sessionsAt(`${origin}/v1/A`), origin, { caPem: own.cert });
    const wary = storeOver(sessionsAt(`${origin}/v1/A`), origin);
    const error = await failure(wary.bucketExists('b'));
    expect({ trusted: await trusting.bucketExists('b'), code: error.code }).toEqual({
      trusted: true,
      code: 'tls',
    });
  });
});

describe('answers', () => {
  it('of a busy store with Retry-After, asked once only by the driver', async () => {
    let requests = 0;
    const { store } = await storeAnswering((_request, response) => {
      requests += 1;
      response
        .writeHead(503, { 'retry-after': '3', 'x-trans-id': 'tx9' })
        .end('<html><h1>Busy</h1><p>Come back later.</p></html>');
    });
    const error = await failure(store.listBuckets());
    expect({ code: error.code, params: error.params?.retryAfterS, details: error.details, requests }).toEqual(
      {
        code: 'throttled',
        params: 3,
        details: 'HTTP 503 · Come back later. · request tx9',
        requests: 1,
      },
    );
  });

  it('of a web page instead of a store', async () => {
    const { store } = await storeAnswering((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><p>Hello<br>'),
    );
    const error = await failure(store.listBuckets());
    expect([error.code, error.retry]).toEqual(['unsupported', 'after-user']);
  });

  it('of a store that ignores a range are not taken for the range', async () => {
    const { store } = await storeAnswering((_request, response) => response.writeHead(200).end('0123456789'));
    const error = await failure(store.get('b', 'k', { start: 2, end: 4 }));
    expect([error.code, error.retry]).toEqual(['unsupported', 'after-user']);
  });

  it('with another MD5 than was sent, of a stream, are damage, and the object goes', async () => {
    const seen: string[] = [];
    let stored = false;
    const { store } = await storeAnswering(async (request, response) => {
      await buffer(request);
      seen.push(request.method ?? '');
      if (request.method === 'HEAD') response.writeHead(stored ? 200 : 404).end();
      else if (request.method === 'DELETE') response.writeHead(204).end();
      else {
        stored = true;
        response.writeHead(201, { etag: '0'.repeat(32) }).end();
      }
    });
    const error = await failure(store.put('b', 'k', Readable.from([Buffer.from('hello')]), { sizeBytes: 5 }));
    expect({ code: error.code, seen }).toEqual({
      code: 'integrity',
      seen: ['HEAD', 'PUT', 'HEAD', 'DELETE'],
    });
  });

  it('about an account are asked for once, and become its capabilities', async () => {
    const seen: string[] = [];
    const origin = `http://127.0.0.1:${await listen(
      createServer((request, response) => {
        seen.push(`${request.url} ${request.headers['x-auth-token'] ?? 'no token'}`);
        if (request.url === '/swift/info')
          response.end(JSON.stringify({ slo: { max_manifest_segments: 42 } }));
        else response.writeHead(204).end();
      }),
    )}`;
    const sessions = sessionsAt(`${origin}/swift/v1/AUTH_test`);
    const config = SwiftConnectionConfig.parse({
      kind: 'swift',
      authUrl: `${origin}/auth/v1.0`,
      authVersion: '1',
      user: 'a:b',
    });
    const store = createSwiftStore(config, { getSession: sessions.getSession });
    stores.push(store);
    const { capabilities } = store;
    const before = capabilities.multipart.maxParts;
    await Promise.all([store.bucketExists('b'), store.bucketExists('b')]);
    expect({ before, after: capabilities.multipart.maxParts, seen }).toEqual({
      before: 1000,
      after: 42,
      seen: ['/swift/info no token', '/swift/v1/AUTH_test/b token-1', '/swift/v1/AUTH_test/b token-1'],
    });
  });

  it('about an account that are swallowed cost their wait once a minute, not with every call', async () => {
    const seen: string[] = [];
    const origin = `http://127.0.0.1:${await listen(
      createServer((request, response) => {
        seen.push(request.url ?? '');
        if (request.url !== '/info') response.writeHead(204).end();
      }),
    )}`;
    const sessions = sessionsAt(`${origin}/v1/AUTH_test`);
    const config = SwiftConnectionConfig.parse({
      kind: 'swift',
      authUrl: `${origin}/auth/v1.0`,
      authVersion: '1',
      user: 'a:b',
    });
    let nowMs = 0;
    const store = createSwiftStore(config, {
      getSession: sessions.getSession,
      infoPatienceMs: 30,
      now: () => nowMs,
    });
    stores.push(store);
    for (let call = 0; call < 5; call += 1) await store.bucketExists('b');
    const first = seen.filter((url) => url === '/info').length;
    nowMs += 61_000;
    await store.bucketExists('b');
    expect([first, seen.filter((url) => url === '/info').length, seen.length]).toEqual([1, 2, 8]);
  });

  it('that delete many name no more objects than the store takes at once', async () => {
    const batches: number[] = [];
    const origin = `http://127.0.0.1:${await listen(
      createServer(async (request, response) => {
        const body = await buffer(request);
        if (request.url === '/info') {
          response.end(
            JSON.stringify({ swift: { version: '2.30.0' }, bulk_delete: { max_deletes_per_request: 3 } }),
          );
        } else if (request.method === 'HEAD') {
          response.writeHead(404).end();
        } else {
          batches.push(body.toString().split('\n').length);
          response.end(JSON.stringify({ 'Response Status': '200 OK', Errors: [] }));
        }
      }),
    )}`;
    const sessions = sessionsAt(`${origin}/v1/AUTH_test`);
    const keys = ['1', '2', '3', '4', '5', '6', '7'];
    const failed = await storeOver(
      sessions,
      origin,
      {},
      { ...swiftCapabilities, bulkDelete: true },
    ).deleteMany('b', keys);
    expect({ batches, failed }).toEqual({ batches: [3, 3, 1], failed: [] });
  });
});
