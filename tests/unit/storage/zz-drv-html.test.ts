import { it } from 'vitest';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';
import { createSwiftStore } from '../../../src-main/storage/drivers/swift/swift-store';
import { playS3 } from '../../support/recorded-s3';
const pages: [string, object][] = [
  ['xhtml 200', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><head><title>x</title></head><body><p>hi</p></body></html>' }],
  ['html 200', { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><html><head><meta charset="utf-8"><title>x</title></head><body><p>hi<br></body></html>' }],
  ['json 200', { status: 200, body: '{"a":1}' }],
  ['empty 200', { status: 200, body: '' }],
  ['xhtml 404', { status: 404, body: '<html><head><title>x</title></head><body><p>hi</p></body></html>' }],
  ['html 404', { status: 404, body: '<!doctype html><html><meta charset="utf-8"><p>hi<br>' }],
  ['text 404', { status: 404, body: 'not found' }],
  ['empty 404', { status: 404, body: '' }],
  ['xhtml 405', { status: 405, body: '<html><head><title>x</title></head></html>' }],
  ['xhtml 403', { status: 403, body: '<html><head><title>x</title></head></html>' }],
  ['json 403', { status: 403, body: '{"message":"Forbidden"}' }],
  ['json 401', { status: 401, body: '{"message":"Forbidden"}' }],
  ['html 301', { status: 301, headers: { location: 'https://www.example.com/' }, body: '<html><head><title>301</title></head></html>' }],
  ['html 302', { status: 302, headers: { location: 'https://www.example.com/' }, body: '' }],
  ['html 308', { status: 308, headers: { location: 'https://www.example.com/' }, body: 'x' }],
  ['html 400', { status: 400, body: '<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>' }],
  ['html 502', { status: 502, body: '<html><head><title>502</title></head></html>' }],
  ['text 501', { status: 501, body: 'nope' }],
  ['minio console', { status: 400, body: '<?xml version="1.0"?><Error><Code>InvalidRequest</Code><Message>S3 API Requests must be made to API port.</Message></Error>' }],
];
it('pages', async () => {
  for (const [name, played] of pages) {
    const server = await playS3(() => played as never);
    const store = createS3Store({ kind: 's3', endpoint: server.endpoint, region: 'us-east-1', accessKey: 'a', pathStyle: true }, 's');
    for (const [op, run] of [['buckets', () => store.listBuckets()], ['folder', () => store.listFolder('bucket')], ['exists', () => store.bucketExists('bucket')], ['uploads', async () => { for await (const x of store.multipart.list('bucket', '')) return x; return 'none' }]] as const) {
      try { console.log(name, op, JSON.stringify(await run())); }
      catch (e: any) { console.log(name, op, e.code, e.retry, e.message, '|', e.details); }
    }
    store.close(); server.stop();
  }
});
