/** What the S3 driver sends for single objects and buckets, and what it makes of the answers of different services. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { s3Capabilities } from '../../../src-main/storage/drivers/s3/limits';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import type { AppError } from '../../../src-shared/app-error';
import type { S3ConnectionConfig } from '../../../src-shared/domain/connection';
import type { Capabilities } from '../../../src-shared/domain/store-capabilities';
import {
  type Asked,
  errorAnswer,
  type Played,
  playS3,
  type RecordedS3,
  ReroutedSockets,
} from '../../support/recorded-s3';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const closing: Array<() => void> = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.unstubAllEnvs();
});

async function storeOn(
  answer: (asked: Asked, earlier: number) => Played | undefined,
  {
    config = {},
    known,
    ...deps
  }: {
    config?: Partial<S3ConnectionConfig>;
    known?: Partial<Capabilities>;
    sessionToken?: string;
  } = {},
): Promise<{ store: ObjectStore; server: RecordedS3 }> {
  const server = await playS3(answer);
  const store = createS3Store(
    {
      kind: 's3',
      endpoint: server.endpoint,
      region: 'us-east-1',
      accessKey: 'AKEY',
      pathStyle: true,
      ...config,
    },
    'TOPSECRET',
    { ...deps, ...(known && { known: { ...s3Capabilities, ...known } }) },
  );
  closing.push(() => {
    store.close();
    server.stop();
  });
  return { store, server };
}
async function failure(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (error) {
    return error as AppError;
  }
  throw new Error('the call did not fail');
}
const told = (asked: Asked[], ...names: string[]) =>
  asked.map(({ what, headers }) => ({
    what,
    ...Object.fromEntries(
      names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    ),
  }));

describe('a conditional put', () => {
  it('is asked for only where a probe saw that it holds', async () => {
    const { store, server } = await storeOn(() => ({}));
    expect((await failure(store.put('b', 'k', Buffer.from('x'), { ifAbsent: true }))).code).toBe(
      'unsupported',
    );
    expect(server.asked).toEqual([]);
  });

  it('is refused for a stream of unknown length, which would be joined of parts', async () => {
    const { store, server } = await storeOn(() => ({}), { known: { conditionalPut: true } });
    const put = store.put('b', 'k', Readable.from([Buffer.from('x')]), { ifAbsent: true });
    expect([(await failure(put)).code, server.asked]).toEqual(['unsupported', []]);
  });

  it.each([
    [true, '*'],
    [false, undefined],
  ])(
    'keeps another object where it was seen to (%s), and asks for nothing elsewhere',
    async (keepsOther, sent) => {
      const { store, server } = await storeOn(() => ({ headers: { etag: `"${md5('x')}"` } }), {
        known: { keepsOther },
      });
      await store.put('b', 'k', Buffer.from('x'), { keepOther: true });
      await store.put('b', 'k', Readable.from([Buffer.from('x')]), { keepOther: true, sizeBytes: 1 });
      expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual([sent, sent]);
    },
  );

  it('says what is there already, and that two were at it at once', async () => {
    const answers = [
      errorAnswer(412, 'PreconditionFailed'),
      errorAnswer(409, 'ConditionalRequestConflict'),
      { headers: { etag: `"${md5('x')}"` } },
    ];
    const { store, server } = await storeOn((_asked, earlier) => answers[earlier], {
      known: { conditionalPut: true },
    });
    const put = () => store.put('b', 'k', Buffer.from('x'), { ifAbsent: true });
    const [there, conflict] = [await failure(put()), await failure(put())];
    expect({
      there: there.code,
      conflict: [conflict.code, conflict.retry],
      third: await put(),
      asked: told(server.asked, 'if-none-match'),
    }).toEqual({
      there: 'precondition',
      conflict: ['store-busy', 'later'],
      third: { etag: md5('x'), sizeBytes: 1 },
      asked: Array.from({ length: 3 }, () => ({ what: 'PUT /b/k', 'if-none-match': '*' })),
    });
  });
});

describe('encryption and storage class', () => {
  const config = {
    encryption: 'aws:kms' as const,
    kmsKeyId: 'key-7',
    tier: 'STANDARD_IA',
  };
  const names = [
    'x-amz-server-side-encryption',
    'x-amz-server-side-encryption-aws-kms-key-id',
    'x-amz-storage-class',
  ];
  const sealed = {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'key-7',
  };
  const answer = ({ what }: Asked): Played => {
    const headers = { etag: '"0123456789abcdef0123456789abcdef"', 'x-amz-server-side-encryption': 'aws:kms' };
    if (what.startsWith('POST')) {
      return {
        headers,
        body: '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>',
      };
    }
    return what.startsWith('PUT /b/copy')
      ? { headers, body: '<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>' }
      : { headers };
  };

  it('are asked for whatever is new', async () => {
    const { store, server } = await storeOn(answer, { config });
    await store.put('b', 'k', Buffer.from('x'), { tier: 'GLACIER' });
    await store.multipart.begin('b', 'film');
    await store.copy({ bucket: 'b', key: 'k' }, { bucket: 'b', key: 'copy' });
    const whole = { ...sealed, 'x-amz-storage-class': 'STANDARD_IA' };
    expect(told(server.asked, ...names)).toEqual([
      { what: 'PUT /b/k', ...whole },
      { what: 'POST /b/film?uploads', ...whole },
      { what: 'HEAD /b/k' },
      { what: 'PUT /b/copy', ...whole },
    ]);
  });

  it('the class is that of the object where it may be chosen, and none where a probe saw none', async () => {
    const tiered = await storeOn(answer, {
      config,
      known: { tierOf: 'object', tiers: ['STANDARD', 'GLACIER'] },
    });
    await tiered.store.put('b', 'k', Buffer.from('x'), { tier: 'GLACIER' });
    const flat = await storeOn(answer, { config });
    const without = await storeOn(answer, { config, known: {} });
    await flat.store.put('b', 'k', Buffer.from('x'));
    await without.store.put('b', 'k', Buffer.from('x'));
    const classOf = ({ server }: { server: RecordedS3 }) => server.asked[0]?.headers['x-amz-storage-class'];
    expect([classOf(tiered), classOf(flat), classOf(without)]).toEqual(['GLACIER', 'STANDARD_IA', undefined]);
  });

  it('make ETags opaque: nothing is compared with an MD5, from whole to parts', async () => {
    // The bucket encrypts by itself; its ETags look like MD5s and are none.
    const { store, server } = await storeOn(answer);
    const upload = { bucket: 'b', key: 'film', uploadId: 'u1' };
    const before = store.multipart.etagOf([md5('x')]);
    const etag = '0123456789abcdef0123456789abcdef';
    expect({
      before: before !== null,
      put: await store.put('b', 'k', Buffer.from('x'), { md5Hex: md5('x') }),
      stream: await store.put('b', 'k', Readable.from([Buffer.from('x')]), { sizeBytes: 1 }),
      part: await store.multipart.putPart(upload, { number: 1, body: Buffer.from('x'), md5Hex: md5('x') }),
      head: (await store.head('b', 'k'))?.etagKind,
      etagOf: store.multipart.etagOf([etag]),
      deleted: server.asked.filter(({ what }) => what.startsWith('DELETE')),
    }).toEqual({
      before: true,
      put: { etag, sizeBytes: 1, etagKind: 'opaque' },
      stream: { etag, sizeBytes: 1, etagKind: 'opaque' },
      part: { number: 1, etag, sizeBytes: 1, etagKind: 'opaque' },
      head: 'opaque',
      etagOf: null,
      deleted: [],
    });
  });

  it('by the store itself (AES256), and no encryption at all, leave the ETag an MD5: a wrong one is not kept', async () => {
    for (const encryption of [{}, { 'x-amz-server-side-encryption': 'AES256' }]) {
      const { store, server } = await storeOn(({ what }) =>
        what.startsWith('DELETE')
          ? { status: 204 }
          : { headers: { etag: `"${md5('other')}"`, ...encryption } },
      );
      const put = store.put('b', 'k', Readable.from([Buffer.from('x')]), { sizeBytes: 1 });
      expect([(await failure(put)).code, server.asked.map(({ what }) => what)]).toEqual([
        'integrity',
        ['PUT /b/k', 'DELETE /b/k'],
      ]);
    }
  });

  it('a store that was seen not to verify MD5s is compared with', async () => {
    const { store } = await storeOn(() => ({ headers: { etag: `"${md5('other')}"` } }), {
      known: { verifiesMd5: false },
    });
    const upload = { bucket: 'b', key: 'film', uploadId: 'u1' };
    expect([
      (await failure(store.put('b', 'k', Buffer.from('x')))).code,
      (
        await failure(
          store.multipart.putPart(upload, { number: 1, body: Buffer.from('x'), md5Hex: md5('x') }),
        )
      ).code,
    ]).toEqual(['integrity', 'integrity']);
  });
});

it('ETags of parts say so', async () => {
  const { store } = await storeOn(() => ({ headers: { etag: `"${md5('x')}-2"`, 'content-length': '9' } }));
  expect((await store.head('b', 'k'))?.etagKind).toBe('parts');
});

describe('archived objects', () => {
  const held = (headers: Record<string, string>) =>
    storeOn(() => ({ headers: { etag: `"${md5('x')}"`, 'content-length': '1', ...headers } })).then(
      async ({ store }) => {
        const info = await store.head('b', 'k');
        return { tier: info?.tier, archive: info?.archive, expiresAtMs: info?.expiresAtMs };
      },
    );

  it('tell class and state', async () => {
    const glacier = { 'x-amz-storage-class': 'GLACIER' };
    const restored = 'ongoing-request="false", expiry-date="Fri, 21 Dec 2012 00:00:00 GMT"';
    expect(
      await Promise.all([
        held({}),
        held(glacier),
        held({ ...glacier, 'x-amz-restore': 'ongoing-request="true"' }),
        held({ 'x-amz-storage-class': 'DEEP_ARCHIVE', 'x-amz-restore': restored }),
        held({ 'x-amz-storage-class': 'GLACIER_IR' }),
        held({ 'x-amz-storage-class': 'INTELLIGENT_TIERING', 'x-amz-archive-status': 'ARCHIVE_ACCESS' }),
        held({ 'x-amz-expiration': 'expiry-date="Fri, 21 Dec 2012 00:00:00 GMT", rule-id="shares"' }),
      ]),
    ).toEqual([
      {},
      { tier: 'GLACIER', archive: 'archived' },
      { tier: 'GLACIER', archive: 'restoring' },
      { tier: 'DEEP_ARCHIVE', archive: 'restored' },
      { tier: 'GLACIER_IR' },
      { tier: 'INTELLIGENT_TIERING', archive: 'archived' },
      { expiresAtMs: Date.UTC(2012, 11, 21) },
    ]);
  });

  it('are “archived” when they are read, never “not found”', async () => {
    const { store } = await storeOn(() => errorAnswer(403, 'InvalidObjectState'));
    expect((await failure(store.get('b', 'k'))).code).toBe('archived');
  });

  it('are asked to come back; asked already, or not away at all, is as good', async () => {
    const answers = [
      { status: 202 },
      errorAnswer(409, 'RestoreAlreadyInProgress'),
      errorAnswer(403, 'InvalidObjectState'),
      errorAnswer(403, 'AccessDenied'),
    ];
    const { store, server } = await storeOn((_asked, earlier) => answers[earlier]);
    for (let times = 0; times < 3; times += 1) await store.admin.restore('b', 'k', 7);
    expect({
      denied: (await failure(store.admin.restore('b', 'k', 7))).code,
      what: server.asked[0]?.what,
      body: server.asked[0]?.body.replace(/^.*?<RestoreRequest[^>]*>/s, ''),
    }).toEqual({
      denied: 'access-denied',
      what: 'POST /b/k?restore',
      body: '<Days>7</Days><GlacierJobParameters><Tier>Standard</Tier></GlacierJobParameters></RestoreRequest>',
    });
  });
});

describe('deleting many', () => {
  it('goes one by one where a probe saw no lists', async () => {
    const { store, server } = await storeOn(
      ({ what }) => (what === 'DELETE /b/locked' ? errorAnswer(403, 'AccessDenied') : { status: 204 }),
      { known: { bulkDelete: false } },
    );
    const failed = await store.deleteMany('b', ['one', 'locked', 'two']);
    expect({
      failed: failed.map(({ key, error }) => [key, (error as AppError).code]),
      asked: server.asked.map(({ what }) => what).sort(),
    }).toEqual({
      failed: [['locked', 'access-denied']],
      asked: ['DELETE /b/locked', 'DELETE /b/one', 'DELETE /b/two'],
    });
  });

  it('goes on one by one when a store nobody probed knows no lists, and what XML cannot say always does', async () => {
    const { store, server } = await storeOn(({ what }) =>
      what.startsWith('POST') ? errorAnswer(501, 'NotImplemented') : { status: 204 },
    );
    await store.deleteMany('b', ['one', 'control\u0001']);
    await store.deleteMany('b', ['two']);
    expect(server.asked.map(({ what }) => what).sort()).toEqual([
      'DELETE /b/control%01',
      'DELETE /b/one',
      'DELETE /b/two',
      'POST /b/?delete',
    ]);
  });

  it('stops at what befalls all', async () => {
    const { store } = await storeOn(() => errorAnswer(503, 'SlowDown'), { known: { bulkDelete: false } });
    expect((await failure(store.deleteMany('b', ['one', 'two']))).code).toBe('throttled');
  });
});

describe('keys', () => {
  const noBuckets = { body: '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>' };

  it('that are temporary bring their token along', async () => {
    const { store, server } = await storeOn(() => noBuckets, { sessionToken: 'TOKEN' });
    await store.listBuckets();
    expect(server.asked[0]?.headers['x-amz-security-token']).toBe('TOKEN');
  });

  it('and the way to the store are what the connection says, whatever the environment says', async () => {
    const environment = {
      AWS_ACCESS_KEY_ID: 'ENVKEY',
      AWS_SECRET_ACCESS_KEY: 'ENVSECRET',
      AWS_SESSION_TOKEN: 'ENVTOKEN',
      AWS_REGION: 'ap-south-1',
      AWS_DEFAULT_REGION: 'ap-south-1',
      AWS_PROFILE: 'nobody',
      AWS_ENDPOINT_URL: 'https://elsewhere.invalid',
      AWS_ENDPOINT_URL_S3: 'https://elsewhere.invalid',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_AUTH_SCHEME_PREFERENCE: 'sigv4a',
      AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_SUPPORTED',
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { store, server } = await storeOn(({ what }) =>
      what.startsWith('PUT') ? { headers: { etag: `"${md5('x')}"` } } : noBuckets,
    );
    await store.listBuckets();
    await store.put('b', 'k', Buffer.from('x'));
    expect(
      server.asked.map(({ headers }) => [
        /Credential=(\w+)\/\d+\/([\w-]+)/.exec(headers.authorization ?? '')?.slice(1),
        headers['x-amz-security-token'],
        Object.keys(headers).filter((name) => name.startsWith('x-amz-checksum')),
      ]),
    ).toEqual([
      [['AKEY', 'us-east-1'], undefined, []],
      [['AKEY', 'us-east-1'], undefined, []],
    ]);
  });

  it('of a profile are read at each use; one without keys is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caos-aws-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'credentials');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
    const write = (key: string) =>
      writeFileSync(file, `[studio]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n[empty]\n`);
    writeFileSync(
      join(folder, 'config'),
      '[profile sso]\nsso_start_url = https://sso.example\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n',
    );
    write('FIRST');
    const ofProfile = (profile: string) => ({ config: { accessKey: '', profile } });
    const { store, server } = await storeOn(() => noBuckets, ofProfile('studio'));
    const { store: empty } = await storeOn(() => noBuckets, ofProfile('empty'));
    await store.listBuckets();
    write('ROTATED');
    await store.listBuckets();
    const signed = await store.presignGet('b', 'k', 60);
    const refused = await failure(empty.listBuckets());
    vi.stubEnv('HOME', folder);
    const { store: sso } = await storeOn(() => noBuckets, ofProfile('sso'));
    const { store: missing } = await storeOn(() => noBuckets, ofProfile('gone'));
    expect([
      (await failure(sso.listBuckets())).message,
      (await failure(missing.listBuckets())).message,
    ]).toEqual([
      'The sign-in of the profile “sso” has ended. Sign in again with: aws sso login --profile sso',
      'The profile “gone” has no usable keys in ~/.aws/credentials. Add them there, or enter an access key in the connection.',
    ]);
    expect({
      keys: server.asked.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1]),
      link: /X-Amz-Credential=(\w+)/.exec(signed)?.[1],
      refused: [refused.code, refused.message],
    }).toEqual({
      keys: ['FIRST', 'ROTATED'],
      link: 'ROTATED',
      refused: [
        'key-refused',
        'The profile “empty” has no usable keys in ~/.aws/credentials. Add them there, or enter an access key in the connection.',
      ],
    });
  });
});

describe('buckets', () => {
  it('of old, with names nobody may give any more, are opened', async () => {
    const { store, server } = await storeOn(() => ({ headers: { etag: '"x"', 'content-length': '1' } }));
    await store.head('Old_Bucket', 'k');
    expect([server.asked[0]?.what, (await failure(store.createBucket('Old_Bucket'))).code]).toEqual([
      'HEAD /Old_Bucket/k',
      'bucket-name',
    ]);
  });

  it('are made in the region of the connection; where places have other names, in the default one', async () => {
    const { store, server } = await storeOn(
      ({ what, body }) => {
        if (what.startsWith('HEAD')) return { status: 404 };
        return body === '' ? {} : errorAnswer(400, 'InvalidLocationConstraint');
      },
      { config: { region: 'RegionOne' } },
    );
    await store.createBucket('wedding');
    expect(
      server.asked.map(({ what, body }) => [what, body.replace(/<\?xml.*?\?>| xmlns="[^"]*"/g, '')]),
    ).toEqual([
      ['HEAD /wedding/', ''],
      [
        'PUT /wedding/',
        '<CreateBucketConfiguration><LocationConstraint>RegionOne</LocationConstraint></CreateBucketConfiguration>',
      ],
      ['PUT /wedding/', ''],
    ]);
  });
});

describe('regions', () => {
  const regionOf = ({ headers }: Asked) =>
    /Credential=\w+\/\d+\/([\w-]+)\//.exec(headers.authorization ?? '')?.[1];

  async function awsStore(answer: (asked: Asked, earlier: number) => Played | undefined) {
    const server = await playS3(answer);
    const sockets = new ReroutedSockets(server.endpoint);
    const store = createS3Store(
      { kind: 's3', endpoint: '', region: 'us-east-1', accessKey: 'AKEY', pathStyle: false },
      'TOPSECRET',
      { sockets },
    );
    closing.push(() => {
      store.close();
      server.stop();
    });
    return { store, server, sockets };
  }
  const elsewhere = (asked: Asked): Played | undefined =>
    regionOf(asked) === 'eu-central-1'
      ? undefined
      : {
          ...errorAnswer(301, 'PermanentRedirect'),
          headers: { 'x-amz-bucket-region': 'eu-central-1' },
        };

  it('of a bucket are learnt from the first refusal, and used from then on', async () => {
    const { store, server, sockets } = await awsStore(
      (asked) => elsewhere(asked) ?? { headers: { etag: `"${md5('x')}"` } },
    );
    await store.put('wedding', 'a.jpg', Buffer.from('x'));
    await store.head('wedding', 'a.jpg');
    const link = new URL(await store.presignGet('wedding', 'a.jpg', 60));
    expect({
      asked: server.asked.map((asked) => `${asked.what} ${regionOf(asked)}`),
      hosts: sockets.hosts,
      link: link.host,
      signedFor: link.searchParams.get('X-Amz-Credential')?.split('/')[2],
    }).toEqual({
      asked: ['PUT /a.jpg us-east-1', 'PUT /a.jpg eu-central-1', 'HEAD /a.jpg eu-central-1'],
      hosts: [
        'wedding.s3.us-east-1.amazonaws.com',
        'wedding.s3.eu-central-1.amazonaws.com',
        'wedding.s3.eu-central-1.amazonaws.com',
      ],
      link: 'wedding.s3.eu-central-1.amazonaws.com',
      signedFor: 'eu-central-1',
    });
  });

  it('are looked up before what can be sent but once, and before signing', async () => {
    const { store, server } = await awsStore(
      (asked) =>
        elsewhere(asked) ?? { headers: { etag: `"${md5('x')}"`, 'x-amz-bucket-region': 'eu-central-1' } },
    );
    await store.put('wedding', 'a.jpg', Readable.from([Buffer.from('x')]), { sizeBytes: 1 });
    expect(server.asked.map((asked) => `${asked.what} ${regionOf(asked)}`)).toEqual([
      'HEAD / us-east-1',
      'HEAD / eu-central-1',
      'PUT /a.jpg eu-central-1',
    ]);
    const denied = await awsStore(() => ({ status: 403, headers: { 'x-amz-bucket-region': 'ap-south-1' } }));
    expect(new URL(await denied.store.presignGet('party', 'a.jpg', 60)).host).toBe(
      'party.s3.ap-south-1.amazonaws.com',
    );
  });

  it('are told with the list of buckets, which comes in pages', async () => {
    const page = (name: string, region: string, next: string) =>
      `<ListAllMyBucketsResult><Buckets><Bucket><Name>${name}</Name><CreationDate>2026-01-02T03:04:05.000Z</CreationDate><BucketRegion>${region}</BucketRegion></Bucket></Buckets>${next}</ListAllMyBucketsResult>`;
    const { store, server } = await awsStore(({ what }) => {
      if (what.includes('continuation-token')) return { body: page('bee', 'eu-west-1', '') };
      if (what.startsWith('GET /?'))
        return { body: page('ant', 'us-east-1', '<ContinuationToken>t1</ContinuationToken>') };
      return { headers: { etag: '"x"', 'content-length': '1' } };
    });
    const buckets = await store.listBuckets();
    await store.head('bee', 'k');
    const createdAtMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect({ buckets, asked: server.asked.map((asked) => `${asked.what} ${regionOf(asked)}`) }).toEqual({
      buckets: [
        { name: 'ant', createdAtMs },
        { name: 'bee', createdAtMs },
      ],
      asked: [
        'GET /?max-buckets=1000 us-east-1',
        'GET /?continuation-token=t1&max-buckets=1000 us-east-1',
        'HEAD /k eu-west-1',
      ],
    });
  });

  it('elsewhere than at AWS: a bucket in another one is followed, a wrong one of the whole store is said', async () => {
    const { store, server } = await storeOn(
      (asked) => elsewhere(asked) ?? { headers: { etag: `"${md5('x')}"` } },
    );
    await store.put('b', 'k', Buffer.from('x'));
    const wrong = await storeOn(() =>
      errorAnswer(400, 'AuthorizationHeaderMalformed', '<Region>default</Region>'),
    );
    const error = await failure(wrong.store.put('b', 'k', Buffer.from('x')));
    expect({
      followed: server.asked.map(regionOf),
      said: [error.code, error.params?.region, wrong.server.asked.length],
    }).toEqual({ followed: ['us-east-1', 'eu-central-1'], said: ['wrong-region', 'default', 1] });
  });
});

it('a large copy in parts keeps what is known of the object, and looks again when a condition fails', async () => {
  const { store: _unused, server } = await storeOn(({ what, headers }) => {
    if (what.startsWith('HEAD')) {
      return {
        headers: {
          etag: '"whole-2"',
          'content-length': '12',
          'content-type': 'video/mp4',
          'cache-control': 'no-cache',
          'x-amz-meta-title': 'film',
          'last-modified': 'Fri, 21 Dec 2012 00:00:00 GMT',
        },
      };
    }
    if (what.includes('uploads')) return { body: '<I><UploadId>u1</UploadId></I>' };
    if (headers['x-amz-copy-source-if-match']) return errorAnswer(412, 'PreconditionFailed');
    if (what.startsWith('PUT')) return { body: '<CopyPartResult><ETag>"p"</ETag></CopyPartResult>' };
    if (what.startsWith('POST')) return { body: '<C><ETag>"joined-2"</ETag></C>' };
    return { status: 204 };
  });
  const store = createS3Store(
    { kind: 's3', endpoint: server.endpoint, region: 'us-east-1', accessKey: 'AKEY', pathStyle: true },
    'TOPSECRET',
    { largeCopy: { aboveBytes: 10, partBytes: 8 } },
  );
  const copied = await store.copy({ bucket: 'b', key: 'ä film' }, { bucket: 'c', key: 'to' });
  store.close();
  const names = [
    'content-type',
    'cache-control',
    'x-amz-meta-title',
    'x-amz-copy-source',
    'x-amz-copy-source-range',
  ];
  const begun = {
    what: 'POST /c/to?uploads',
    'content-type': 'video/mp4',
    'cache-control': 'no-cache',
    'x-amz-meta-title': 'film',
  };
  const part = (number: number, range: string) => ({
    what: `PUT /c/to?partNumber=${number}&uploadId=u1`,
    'x-amz-copy-source': 'b/%C3%A4%20film',
    'x-amz-copy-source-range': range,
  });
  expect({ copied, asked: told(server.asked, ...names) }).toEqual({
    copied: { etag: 'joined-2', sizeBytes: 12, etagKind: 'opaque' },
    asked: [
      { what: 'HEAD /b/%C3%A4%20film' },
      begun,
      part(1, 'bytes=0-7'),
      { what: 'DELETE /c/to?uploadId=u1' },
      { what: 'HEAD /b/%C3%A4%20film' },
      begun,
      part(1, 'bytes=0-7'),
      part(2, 'bytes=8-11'),
      { what: 'POST /c/to?uploadId=u1', 'content-type': 'application/xml' },
    ],
  });
});
