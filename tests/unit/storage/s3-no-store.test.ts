/** What answers at the address is no S3 store: a web page, a console, a login, a redirect. It never passes for an empty account or bucket. */
import { afterEach, describe, expect, it } from 'vitest';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import type { AppError } from '../../../src-shared/app-error';
import { errorAnswer, type Played, playS3, ReroutedSockets } from '../../support/recorded-s3';

const closing: Array<() => void> = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function storeOn(played: Played): Promise<ObjectStore> {
  const server = await playS3(() => played);
  const store = createS3Store(
    { kind: 's3', endpoint: server.endpoint, region: 'us-east-1', accessKey: 'AKEY', pathStyle: true },
    'TOPSECRET',
  );
  closing.push(() => {
    store.close();
    server.stop();
  });
  return store;
}
const failure = (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => {
      throw new Error('the call did not fail');
    },
    (error) => error,
  );
const closed = '<html><head><title>Welcome</title></head><body><p>Hello</p></body></html>';
const open = '<!doctype html><html><meta charset="utf-8"><p>Hello<br>';

const pages: Array<[string, Played]> = [
  ['a page', { body: closed, headers: { 'content-type': 'text/html' } }],
  ['a page that is no XML', { body: open, headers: { 'content-type': 'text/html' } }],
  ['JSON', { body: '{"status":"ok"}' }],
  ['nothing, with success', { body: '' }],
];
describe.each(pages)('%s', (_, played) => {
  it('is neither an account without buckets nor an empty bucket', async () => {
    const store = await storeOn(played);
    const all = async () => {
      for await (const object of store.list('b')) return object;
      return null;
    };
    for (const call of [() => store.listBuckets(), () => store.listFolder('b'), all]) {
      const error = await failure(call());
      expect([error.code, error.retry, error.message]).toEqual([
        'unsupported',
        'after-user',
        expect.stringMatching(/^127\.0\.0\.1:\d+ does not answer like an S3 store\. Check the address/),
      ]);
    }
  });
});

const refusals: Array<[string, Played]> = [
  ['404', { status: 404, body: open }],
  ['404 without a word', { status: 404 }],
  ['403', { status: 403, body: closed }],
  ['405', { status: 405, body: closed }],
  ['501', { status: 501, body: 'no' }],
  ['400', { status: 400, body: closed }],
  ['301', { status: 301, headers: { location: 'https://www.store.example/' }, body: closed }],
  ['302', { status: 302, headers: { location: '/login' } }],
  ['308', { status: 308, headers: { location: 'https://store.example/' }, body: 'Moved' }],
];
it.each(refusals)('a page with status %s is no refusal of the key', async (_, played) => {
  const error = await failure((await storeOn(played)).listBuckets());
  expect([error.code, error.retry]).toEqual(['unsupported', 'after-user']);
});

it('a redirect is never followed, so nothing that was signed goes elsewhere', async () => {
  const elsewhere = await playS3(() => ({ body: closed }));
  closing.push(() => elsewhere.stop());
  const moved = { status: 307, headers: { location: `${elsewhere.endpoint}/` } };
  const store = await storeOn(moved);
  for (const call of [
    () => store.listBuckets(),
    () => store.listFolder('b'),
    () => store.get('b', 'k'),
    () => store.put('b', 'k', Buffer.from('x')),
  ])
    await failure(call());
  expect(elsewhere.asked).toEqual([]);
});

it('what a store says by its own code is believed', async () => {
  const codes: string[] = [];
  for (const [status, code] of [
    [403, 'AccessDenied'],
    [403, 'InvalidAccessKeyId'],
    [501, 'NotImplemented'],
    [503, 'SlowDown'],
  ] as const)
    codes.push((await failure((await storeOn(errorAnswer(status, code))).listBuckets())).code);
  expect(codes).toEqual(['access-denied', 'key-refused', 'unsupported', 'throttled']);
});

it('a page with a reason that is no sentence of the store is not quoted', async () => {
  const error = await failure((await storeOn({ status: 400, body: 'x' })).listFolder('b'));
  expect(error.message).toMatch(/did not accept the request for “b”: no reason given\.$/);
});

it.each(['x.evil.example/', 'evil.example#', 'a@evil.example/', 'us-east-1\\\\@evil.example/', 'us east 1'])(
  'a region that would lead to another host is refused: %s',
  async (region) => {
    const server = await playS3(() => ({ body: closed }));
    closing.push(() => server.stop());
    const sockets = new ReroutedSockets(server.endpoint);
    const store = createS3Store(
      { kind: 's3', endpoint: '', region, accessKey: 'AKEY', pathStyle: true },
      'TOPSECRET',
      { sockets, sessionToken: 'TOKEN' },
    );
    for (const call of [
      () => store.listBuckets(),
      () => store.head('b', 'k'),
      () => store.presignGet('b', 'k', 60),
    ])
      expect((await failure(call())).code).toBe('wrong-region');
    expect(sockets.hosts).toEqual([]);
  },
);

it('a region that an answer names is followed only where it is one', async () => {
  const server = await playS3(() => ({
    status: 301,
    headers: { 'x-amz-bucket-region': 'evil.example/' },
    body: '<Error><Code>PermanentRedirect</Code><Endpoint>evil.example</Endpoint></Error>',
  }));
  closing.push(() => server.stop());
  const sockets = new ReroutedSockets(server.endpoint);
  const store = createS3Store(
    { kind: 's3', endpoint: '', region: 'eu-west-1', accessKey: 'AKEY', pathStyle: true },
    'TOPSECRET',
    { sockets, sessionToken: 'TOKEN' },
  );
  expect((await failure(store.listFolder('b'))).code).toBe('wrong-region');
  expect(new Set(sockets.hosts)).toEqual(new Set(['s3.eu-west-1.amazonaws.com']));
});
