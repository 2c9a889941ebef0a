/** Our signature against the SDK's own for the very same request: two implementations have to agree on every name. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { createSigner } from '../../../src-main/storage/drivers/s3/sign-request';

interface Captured {
  method: string;
  path: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
}

async function signedBySdk(key: string, sessionToken?: string): Promise<Captured> {
  let captured: Captured | null = null;
  const client = new S3Client({
    region: 'eu-central-1',
    endpoint: 'http://127.0.0.1:9',
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', ...(sessionToken && { sessionToken }) },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: {
      handle: async (request: Captured) => {
        captured = request;
        throw new Error('seen');
      },
    },
    maxAttempts: 1,
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      (args.request as Captured).headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  const command = new PutObjectCommand({
    Bucket: 'album',
    Key: key,
    Body: Buffer.from('x'),
    ContentType: 'image/jpeg',
    Metadata: { note: 'two  words' },
  });
  await client.send(command).catch(() => undefined);
  if (!captured) throw new Error('the SDK sent nothing');
  return captured;
}

const keys = [
  'IMG_0001.JPG',
  'Hochzeit Müller & Söhne/ä ö ü (2).jpg',
  '결혼식/사진 001.jpg',
  "it's !*'()~-_. + = ? # % & @ : ; , $ [ ] { } | ^ ` \" < >.jpg",
  'a%20b/%2e%2e.jpg',
  'emoji 📷.jpg',
  'new\nline\ttab.jpg',
];

test.each(keys)('%j', async (key) => {
  for (const token of [undefined, 'session/token=+']) {
    const seen = await signedBySdk(key, token);
    const [, names = ''] = /SignedHeaders=([^,]+)/.exec(seen.headers.authorization ?? '') ?? [];
    const wanted = /Signature=([0-9a-f]{64})/.exec(seen.headers.authorization ?? '')?.[1];
    const time = seen.headers['x-amz-date'] ?? '';
    const nowMs = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    const added = ['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];
    const headers = Object.fromEntries(
      names
        .split(';')
        .filter((name) => !added.includes(name))
        .map((name) => [name, seen.headers[name] ?? '']),
    );
    const ours = createSigner('eu-central-1').sign(
      { method: 'PUT', host: '127.0.0.1:9', path: `/album/${key}`, query: { 'x-id': 'PutObject' }, headers },
      { accessKeyId: 'AKID', secretAccessKey: 'secret', ...(token && { sessionToken: token }) },
      nowMs,
    );
    expect(/Signature=([0-9a-f]{64})/.exec(ours.headers.authorization ?? '')?.[1]).toBe(wanted);
    expect(ours.path).toBe(`${seen.path}?x-id=PutObject`);
  }
});

test('the key of the day changes with the day and the secret', () => {
  const signer = createSigner('eu-central-1');
  const request = { method: 'HEAD', host: 'h', path: '/b/k', query: {}, headers: {} };
  const sign = (secretAccessKey: string, nowMs: number) =>
    signer.sign(request, { accessKeyId: 'a', secretAccessKey }, nowMs).headers.authorization;
  const day = 86_400_000;
  const fresh = (secretAccessKey: string, nowMs: number) =>
    createSigner('eu-central-1').sign(request, { accessKeyId: 'a', secretAccessKey }, nowMs).headers
      .authorization;
  expect([sign('one', day), sign('two', day), sign('two', 2 * day), sign('one', 2 * day)]).toEqual([
    fresh('one', day),
    fresh('two', day),
    fresh('two', 2 * day),
    fresh('one', 2 * day),
  ]);
});
