/** The S3 driver against what networks really do: nobody there, nobody trusted, something else that answers, a line that breaks. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { s3Capabilities } from '../../../src-main/storage/drivers/s3/limits';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import type { AppError } from '../../../src-shared/app-error';
import { makeSelfSigned } from '../../support/self-signed';

const servers: Server[] = [];
afterEach(() => {
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
const storeAt = (endpoint: string): ObjectStore =>
  createS3Store(
    { kind: 's3', endpoint, region: 'us-east-1', accessKey: 'AKEY', pathStyle: true },
    'TOPSECRET',
  );
const storeAnswering = async (answer: RequestListener): Promise<ObjectStore> =>
  storeAt(`http://127.0.0.1:${await listen(createServer(answer))}`);
async function failure(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (error) {
    return error as AppError;
  }
  throw new Error('the call did not fail');
}

it('no such host', async () => {
  const error = await failure(storeAt('https://no-such-store.invalid').listBuckets());
  expect({ code: error.code, message: error.message }).toEqual({
    code: 'host-unknown',
    message:
      'No computer named no-such-store.invalid was found. Check the address of the connection, and whether this computer is online.',
  });
});

it('nobody listens', async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const error = await failure(storeAt(`http://127.0.0.1:${port}`).listBuckets());
  expect({ code: error.code, message: error.message }).toEqual({
    code: 'unreachable',
    message: `127.0.0.1:${port} does not answer. Check the network, and the address and port of the connection.`,
  });
});

it('a certificate that nobody trusts, and no TLS at all', async () => {
  const tlsPort = await listen(createTlsServer(makeSelfSigned(), (_request, response) => response.end()));
  const plainPort = await listen(createServer((_request, response) => response.end()));
  const [untrusted, plain] = [
    await failure(storeAt(`https://127.0.0.1:${tlsPort}`).listBuckets()),
    await failure(storeAt(`https://127.0.0.1:${plainPort}`).listBuckets()),
  ];
  expect([
    untrusted.code,
    untrusted.message,
    untrusted.details?.split(' · ')[0],
    plain.code,
    plain.message,
  ]).toEqual([
    'tls',
    `The secure connection to 127.0.0.1:${tlsPort} failed: its certificate is not trusted. Check the address, or add the certificate of its issuer to the connection.`,
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'tls',
    `127.0.0.1:${plainPort} does not speak TLS there. Check the address and port; in a network you trust, http:// may be meant.`,
  ]);
});

it('a certificate of their own, trusted because the connection says so, besides the others', async () => {
  const own = makeSelfSigned();
  const buckets = '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>';
  const port = await listen(createTlsServer(own, (_request, response) => response.end(buckets)));
  const config = {
    kind: 's3' as const,
    endpoint: `https://127.0.0.1:${port}`,
    region: 'us-east-1',
    accessKey: 'AKEY',
    pathStyle: true,
  };
  const trusting = createS3Store({ ...config, caPem: own.cert }, 'TOPSECRET');
  const trustingAnother = createS3Store({ ...config, caPem: makeSelfSigned().cert }, 'TOPSECRET');
  const unreadable = createS3Store(
    { ...config, caPem: '-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----' },
    'TOPSECRET',
  );
  expect([
    await trusting.listBuckets(),
    (await failure(trustingAnother.listBuckets())).code,
    (await failure(unreadable.listBuckets())).message,
  ]).toEqual([
    [],
    'tls',
    `The certificate that was entered for 127.0.0.1:${port} cannot be read. Paste it as text that begins with “-----BEGIN CERTIFICATE-----”.`,
  ]);
});

it('a web page instead of a store', async () => {
  const store = await storeAnswering((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><p>Hello<br>'),
  );
  const error = await failure(store.listBuckets());
  expect([error.code, error.retry]).toEqual(['unsupported', 'after-user']);
});

it('a busy store with Retry-After, asked once only by the driver', async () => {
  let requests = 0;
  const store = await storeAnswering((_request, response) => {
    requests += 1;
    response
      .writeHead(503, { 'retry-after': '3' })
      .end('<Error><Code>SlowDown</Code><Message>Reduce your rate.</Message></Error>');
  });
  const error = await failure(store.listBuckets());
  expect({ code: error.code, retryAfterS: error.params?.retryAfterS, requests }).toEqual({
    code: 'throttled',
    retryAfterS: 3,
    requests: 1,
  });
});

it('a line that breaks in the middle of a body', async () => {
  const store = await storeAnswering((_request, response) => {
    response.writeHead(200, { 'content-length': '1000', etag: '"x"' });
    response.write('half', () => response.destroy());
  });
  const { body } = await store.get('bucket', 'a.jpg');
  expect((await failure(buffer(body))).code).toBe('unreachable');
});

it('a line that breaks while a body is sent', async () => {
  const store = await storeAnswering((request) => {
    request.once('data', () => request.socket.destroy());
  });
  const error = await failure(
    store.put('bucket', 'a.jpg', Buffer.alloc(4_000_000), { onProgress: () => undefined }),
  );
  expect(error.code).toBe('unreachable');
});

it('sends Content-MD5 on every body, and the secret nowhere', async () => {
  const seen: Array<{ what: string; md5: string | undefined; secret: boolean }> = [];
  const store = await storeAnswering(async (request, response) => {
    const body = await buffer(request);
    const md5 = request.headers['content-md5'];
    seen.push({
      what: `${request.method} ${request.url?.replace(/x-id=\w+&?/, '')}`,
      md5: md5 as string | undefined,
      secret: JSON.stringify(request.headers).includes('TOPSECRET'),
    });
    if (request.url?.includes('delete')) response.end('<DeleteResult/>');
    else response.setHeader('etag', `"${body.length}"`).end('<X/>');
  });
  await store.put('b', 'k', Buffer.from('hello'));
  await store.multipart.putPart(
    { bucket: 'b', key: 'k', uploadId: 'u' },
    { number: 1, body: Buffer.from('hello'), md5Hex: '5d41402abc4b2a76b9719d911017c592' },
  );
  await store.deleteMany('b', ['k']);
  expect(seen).toEqual([
    { what: 'PUT /b/k?', md5: 'XUFAKrxLKna5cZ2REBfFkg==', secret: false },
    { what: 'PUT /b/k?partNumber=1&uploadId=u&', md5: 'XUFAKrxLKna5cZ2REBfFkg==', secret: false },
    { what: 'POST /b/?delete=', md5: expect.stringMatching(/^[\w+/]{22}==$/), secret: false },
  ]);
});

it('keeps its sockets for the next request', async () => {
  const sockets = new Set<unknown>();
  const store = await storeAnswering((request, response) => {
    sockets.add(request.socket);
    response.setHeader('etag', '"x"').end();
  });
  for (let index = 0; index < 5; index += 1) await store.put('b', `${index}`, Buffer.from('x'));
  store.close();
  expect(sockets.size).toBe(1);
});

it.each([
  ['is done when it is gone', [], 'done'],
  ['is not when it is there', ['v2'], 'unreachable'],
])('the deletion of a version that is never answered %s', async (_, left, outcome) => {
  const asked: string[] = [];
  const port = await listen(
    createServer((request, response) => {
      asked.push(`${request.method}`);
      if (request.method === 'DELETE') return;
      const versions = left.map(
        (id) =>
          `<Version><Key>k</Key><VersionId>${id}</VersionId><IsLatest>true</IsLatest><ETag>"x"</ETag><Size>1</Size></Version>`,
      );
      response.end(`<ListVersionsResult><Name>b</Name>${versions.join('')}</ListVersionsResult>`);
    }),
  );
  const store = createS3Store(
    {
      kind: 's3',
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      accessKey: 'AKEY',
      pathStyle: true,
    },
    'TOPSECRET',
    { known: { ...s3Capabilities, versioning: true }, versionSilenceMs: 100 },
  );
  const told = await store.admin.deleteVersion('b', 'k', 'v2').then(
    () => 'done',
    (error: AppError) => error.code,
  );
  expect([told, asked]).toEqual([outcome, ['DELETE', 'GET']]);
  const cancelled = await failure(
    store.admin.deleteVersion('b', 'k', 'v2', { signal: AbortSignal.timeout(10) }),
  );
  expect(cancelled.code).toBe('cancelled');
});
