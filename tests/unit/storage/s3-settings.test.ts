/** Settings of buckets and objects on the wire: what others wrote stays as it is, and only our part of it changes. */
import { afterEach, describe, expect, it } from 'vitest';
import { s3Capabilities } from '../../../src-main/storage/drivers/s3/limits';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import type { AppError } from '../../../src-shared/app-error';
import type { Capabilities } from '../../../src-shared/domain/store-capabilities';
import { type Asked, errorAnswer, type Played, playS3, type RecordedS3 } from '../../support/recorded-s3';

const everything: Capabilities = {
  ...s3Capabilities,
  cors: true,
  expiry: 'bucket-rule',
  publicRead: true,
  versioning: true,
};
const closing: Array<() => void> = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Answers by `GET /bucket/?policy`, without the host. */
async function storeOn(
  answers: Record<string, Played> | ((asked: Asked) => Played | undefined),
  known: Capabilities | null = everything,
): Promise<{ store: ObjectStore; server: RecordedS3 }> {
  const server = await playS3(typeof answers === 'function' ? answers : ({ what }) => answers[what]);
  const store = createS3Store(
    { kind: 's3', endpoint: server.endpoint, region: 'us-east-1', accessKey: 'AKEY', pathStyle: true },
    'TOPSECRET',
    { known: known ?? undefined },
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
/** What was written, without the XML declaration and name space. */
const written = (server: RecordedS3) =>
  server.asked
    .filter(({ what }) => !what.startsWith('GET') && !what.startsWith('HEAD'))
    .map(({ what, body }) => [what, body.replace(/<\?xml.*?\?>\n?| xmlns="[^"]*"/g, '')]);

describe('access for everyone', () => {
  const theirs = {
    Sid: 'audit',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::1:user/a' },
    Action: 's3:*',
  };
  const ours = {
    Sid: 'caos-public-read',
    Effect: 'Allow',
    Principal: '*',
    Action: ['s3:GetObject'],
    Resource: ['arn:aws:s3:::b/*'],
  };
  const policy = (...Statement: unknown[]) =>
    JSON.stringify({ Version: '2012-10-17', Id: 'theirs', Statement });
  const isPublic = (yes: boolean): Played => ({
    body: `<PolicyStatus><IsPublic>${yes}</IsPublic></PolicyStatus>`,
  });
  const access = (publicRead: boolean) => ({ access: { publicRead, readers: [] } });

  it('is one statement beside those of others', async () => {
    const { store, server } = await storeOn({
      'GET /b/?policy': { body: policy(theirs) },
      'PUT /b/?policy': { status: 204 },
    });
    await store.admin.updateBucket('b', access(true));
    const [what, body] = written(server)[0] ?? [];
    expect([what, JSON.parse(body ?? '')]).toEqual([
      'PUT /b/?policy',
      { Version: '2012-10-17', Id: 'theirs', Statement: [theirs, ours] },
    ]);
  });

  it('goes with that statement, and the policy with its last one', async () => {
    const both = await storeOn({
      'GET /b/?policy': { body: policy(theirs, ours) },
      'PUT /b/?policy': { status: 204 },
      'GET /b/?policyStatus': isPublic(false),
    });
    const alone = await storeOn({
      'GET /b/?policy': { body: policy(ours) },
      'DELETE /b/?policy': { status: 204 },
      'GET /b/?policyStatus': errorAnswer(404, 'NoSuchBucketPolicy'),
    });
    await both.store.admin.updateBucket('b', access(false));
    await alone.store.admin.updateBucket('b', access(false));
    expect([written(both.server), written(alone.server)]).toEqual([
      [['PUT /b/?policy', policy(theirs)]],
      [['DELETE /b/?policy', '']],
    ]);
  });

  it('that somebody else allows is said, and not touched', async () => {
    const open = { ...ours, Sid: 'website' };
    const { store, server } = await storeOn({
      'GET /b/?policy': { body: policy(open) },
    });
    const error = await failure(store.admin.updateBucket('b', access(false)));
    expect([error.code, error.message, written(server)]).toEqual([
      'precondition',
      '“b” can still be read by everyone: a rule that CAOS did not make allows it. Change its policy at your provider.',
      [],
    ]);
  });

  it('may be forbidden by the owner of the account', async () => {
    const { store } = await storeOn({
      'GET /b/?policy': errorAnswer(404, 'NoSuchBucketPolicy'),
      'PUT /b/?policy': errorAnswer(403, 'AccessDenied'),
    });
    const error = await failure(store.admin.updateBucket('b', access(true)));
    expect([error.code, error.message]).toEqual([
      'access-denied',
      'The store does not let “b” be read by everyone. Its owner may have to allow public buckets first (on AWS: Block Public Access), or use a link instead.',
    ]);
  });
});

describe('rules of a bucket', () => {
  const lifecycle = (rules: string) => `<LifecycleConfiguration>${rules}</LifecycleConfiguration>`;
  // Every shape that rules of others have, in the order in which the SDK writes them.
  const theirs =
    '<Rule><Status>Disabled</Status><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration><ID>clean</ID><Filter><And><Prefix>raw/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And></Filter><Transition><Days>30</Days><StorageClass>GLACIER</StorageClass></Transition><NoncurrentVersionExpiration><NoncurrentDays>9</NoncurrentDays></NoncurrentVersionExpiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>' +
    '<Rule><Status>Enabled</Status><Expiration><Date>2030-01-01T00:00:00Z</Date></Expiration><ID>old</ID><Prefix>old/</Prefix></Rule>';
  const ours = (days: number) =>
    `<Rule><Status>Enabled</Status><Expiration><Days>${days}</Days></Expiration><ID>caos-expiry-2bbb1ba56e4c4b8c</ID><Filter><Prefix>.caos/shares/</Prefix></Filter></Rule>`;
  const expiryRule = (days: number | null) => ({ expiryRule: { prefix: '.caos/shares/', days } });
  const idOf = (xml: string) => xml.replace(/caos-expiry-[0-9a-f]{16}/, 'caos-expiry-2bbb1ba56e4c4b8c');
  const read = (rules: string): Record<string, Played> => ({
    'GET /b/?lifecycle': {
      headers: { 'x-amz-transition-default-minimum-object-size': 'varies_by_storage_class' },
      body: lifecycle(rules),
    },
    'PUT /b/?lifecycle': {},
    'DELETE /b/?lifecycle': { status: 204 },
  });

  it('end objects below one prefix, beside the rules of others', async () => {
    const { store, server } = await storeOn(read(theirs));
    await store.admin.updateBucket('b', expiryRule(3));
    const put = server.asked.at(-1);
    expect({
      written: written(server).map(([what, body]) => [what, idOf(body ?? '')]),
      size: put?.headers['x-amz-transition-default-minimum-object-size'],
      md5: put?.headers['content-md5'] !== undefined,
    }).toEqual({
      written: [['PUT /b/?lifecycle', lifecycle(theirs + ours(3))]],
      size: 'varies_by_storage_class',
      md5: true,
    });
  });

  it('are replaced, taken away, and deleted when none is left', async () => {
    const { store: first, server: seen } = await storeOn(read(''));
    await first.admin.updateBucket('b', expiryRule(3));
    const mine = (written(seen)[0]?.[1] ?? '').replace(/<\/?LifecycleConfiguration>/g, '');
    const longer = await storeOn(read(theirs + mine));
    await longer.store.admin.updateBucket('b', expiryRule(9));
    const less = await storeOn(read(mine + theirs));
    await less.store.admin.updateBucket('b', expiryRule(null));
    const none = await storeOn(read(mine));
    await none.store.admin.updateBucket('b', expiryRule(null));
    const nothing = await storeOn({ 'GET /b/?lifecycle': errorAnswer(404, 'NoSuchLifecycleConfiguration') });
    await nothing.store.admin.updateBucket('b', expiryRule(null));
    expect(
      [longer, less, none, nothing].map(({ server }) =>
        written(server).map(([what, body]) => [what, idOf(body ?? '')]),
      ),
    ).toEqual([
      [['PUT /b/?lifecycle', lifecycle(theirs + ours(9))]],
      [['PUT /b/?lifecycle', lifecycle(theirs)]],
      [['DELETE /b/?lifecycle', '']],
      [],
    ]);
  });

  it('let pages of other origins read, by one rule beside those of others', async () => {
    const other =
      '<CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>https://site.example</AllowedOrigin><ID>site</ID></CORSRule>';
    const mine =
      '<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedOrigin>https://new.example</AllowedOrigin><ID>caos</ID><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><ExposeHeader>Content-Length</ExposeHeader><ExposeHeader>Content-Range</ExposeHeader><MaxAgeSeconds>3600</MaxAgeSeconds></CORSRule>';
    const cors = (rules: string) => `<CORSConfiguration>${rules}</CORSConfiguration>`;
    const now = (rules: string): Record<string, Played> => ({
      'GET /b/?cors': { body: cors(rules) },
      'PUT /b/?cors': {},
      'DELETE /b/?cors': { status: 204 },
    });
    const added = await storeOn(now(other + mine.replace('new', 'old')));
    await added.store.admin.updateBucket('b', { corsOrigins: ['https://new.example'] });
    const removed = await storeOn(now(mine));
    await removed.store.admin.updateBucket('b', { corsOrigins: [] });
    expect([written(added.server), written(removed.server)]).toEqual([
      [['PUT /b/?cors', cors(other + mine)]],
      [['DELETE /b/?cors', '']],
    ]);
  });

  it('carry names and values: those not named stay', async () => {
    const tags = (...pairs: string[][]) =>
      `<Tagging><TagSet>${pairs.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`).join('')}</TagSet></Tagging>`;
    const { store, server } = await storeOn({
      'GET /b/?tagging': { body: tags(['team', 'photo'], ['year', '2025']) },
      'PUT /b/?tagging': { status: 204 },
      'DELETE /b/?tagging': { status: 204 },
    });
    await store.admin.updateBucket('b', { metadata: { year: '2026', place: '서울' } });
    await store.admin.updateBucket('b', { metadata: { team: null, year: null } });
    const names = { 'GET /b/?tagging': errorAnswer(404, 'NoSuchTagSet'), 'PUT /b/?tagging': {} };
    const fresh = await storeOn(names);
    await fresh.store.admin.updateBucket('b', { metadata: { place: 'Köln' } });
    expect([written(server), written(fresh.server)]).toEqual([
      [
        ['PUT /b/?tagging', tags(['team', 'photo'], ['year', '2026'], ['place', '서울'])],
        ['DELETE /b/?tagging', ''],
      ],
      [['PUT /b/?tagging', tags(['place', 'Köln'])]],
    ]);
  });

  it('that the store is not known to have are refused without a request', async () => {
    const { store, server } = await storeOn({}, null);
    const changes = [
      { access: { publicRead: true, readers: [] } },
      { access: { publicRead: false, readers: ['someone'] } },
      { corsOrigins: [] },
      { versioning: 'on' as const },
      { expiryRule: { prefix: '', days: 1 } },
      { quotaBytes: 1 },
    ];
    const codes: string[] = [];
    for (const change of changes) codes.push((await failure(store.admin.updateBucket('b', change))).code);
    codes.push((await failure(store.admin.rotateLinkKey())).code);
    expect([new Set(codes), server.asked]).toEqual([new Set(['unsupported']), []]);
  });
});

describe('facts of a bucket', () => {
  const exists = { 'HEAD /b/': {} };
  const list: Record<string, Played> = {
    'GET /': {
      body: '<L><Buckets><Bucket><Name>b</Name><CreationDate>2026-01-02T03:04:05Z</CreationDate></Bucket></Buckets></L>',
    },
  };

  it('are put together from what the store tells', async () => {
    const { store } = await storeOn({
      ...exists,
      ...list,
      'GET /b/?location': {
        body: '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">EU</LocationConstraint>',
      },
      'GET /b/?versioning': { body: '<V><Status>Suspended</Status></V>' },
      'GET /b/?policyStatus': { body: '<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>' },
      'GET /b/?acl': {
        body: '<A><Owner><ID>me</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>me</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>you</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList></A>',
      },
      'GET /b/?cors': {
        body: '<C><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>https://a.example</AllowedOrigin></CORSRule><CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>https://b.example</AllowedOrigin></CORSRule></C>',
      },
      'GET /b/?tagging': { body: '<T><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></T>' },
    });
    expect(await store.admin.bucketFacts('b')).toEqual({
      name: 'b',
      createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
      objectCount: null,
      totalBytes: null,
      quotaBytes: null,
      tier: null,
      region: 'eu-west-1',
      versioning: 'suspended',
      access: { publicRead: true, readers: ['you'] },
      corsOrigins: ['https://a.example'],
      metadata: { k: 'v' },
    });
  });

  it('say nothing where the store says “not implemented” or “denied”', async () => {
    const { store } = await storeOn(({ what }) =>
      what === 'HEAD /b/' ? {} : what.includes('?') ? undefined : errorAnswer(403, 'AccessDenied'),
    );
    expect(await store.admin.bucketFacts('b')).toEqual({
      name: 'b',
      createdAtMs: null,
      objectCount: null,
      totalBytes: null,
      quotaBytes: null,
      tier: null,
      region: null,
      versioning: null,
      access: null,
      corsOrigins: null,
      metadata: {},
    });
  });

  it('are tried again later when the store is busy, and missing with the bucket', async () => {
    const busy = await storeOn(({ what }) => (what === 'HEAD /b/' ? {} : errorAnswer(503, 'SlowDown')));
    const missing = await storeOn({ 'HEAD /b/': { status: 404 } });
    expect([
      (await failure(busy.store.admin.bucketFacts('b'))).code,
      (await failure(missing.store.admin.bucketFacts('b'))).code,
    ]).toEqual(['throttled', 'bucket-missing']);
  });
});

describe('usage', () => {
  it('is counted over every bucket when that is asked for, and can be given up', async () => {
    const listed = (name: string, size: number, token: string) => ({
      body: `<L><IsTruncated>${token !== ''}</IsTruncated><NextContinuationToken>${token}</NextContinuationToken><Contents><Key>${name}</Key><Size>${size}</Size></Contents></L>`,
    });
    const { store } = await storeOn(({ what }) => {
      if (what === 'GET /')
        return {
          body: '<L><Buckets><Bucket><Name>a</Name></Bucket><Bucket><Name>b</Name></Bucket></Buckets></L>',
        };
      if (what.startsWith('GET /a')) return listed('1', 5, '');
      return what.includes('continuation-token') ? listed('3', 7, '') : listed('2', 6, 'next');
    });
    const signal = AbortSignal.abort();
    expect([
      await store.admin.usage(),
      await store.admin.usage({ count: true }),
      (await failure(store.admin.usage({ count: true, signal }))).code,
    ]).toEqual([
      { bucketCount: 2, objectCount: null, totalBytes: null, quotaBytes: null, countedBy: 'listing' },
      { bucketCount: 2, objectCount: 3, totalBytes: 18, quotaBytes: null, countedBy: 'listing' },
      'cancelled',
    ]);
  });
});

it('versions come newest first for each key, deletions among them, over pages', async () => {
  const version = (key: string, id: string, latest: boolean, day: number) =>
    `<Version><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>${latest}</IsLatest><LastModified>2026-01-0${day}T00:00:00Z</LastModified><ETag>"e"</ETag><Size>1</Size></Version>`;
  const marker = (key: string, id: string, latest: boolean, day: number) =>
    `<DeleteMarker><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>${latest}</IsLatest><LastModified>2026-01-0${day}T00:00:00Z</LastModified></DeleteMarker>`;
  const { store, server } = await storeOn(({ what }) =>
    what.includes('key-marker')
      ? { body: `<L><EncodingType>url</EncodingType>${version('z', 'null', true, 1)}</L>` }
      : {
          body: `<L><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>b%20c</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>${version('b%20c', 'v3', false, 3)}${version('b%20c', 'v1', false, 1)}${marker('b%20c', 'v4', true, 4)}${marker('b%20c', 'v2', false, 2)}</L>`,
        },
  );
  const versions: string[] = [];
  for await (const { key, versionId, latest, deleted } of store.admin.versions('b'))
    versions.push(`${key} ${versionId}${latest ? ' latest' : ''}${deleted ? ' deleted' : ''}`);
  expect([versions, server.asked[1]?.what]).toEqual([
    ['b c v4 latest deleted', 'b c v3', 'b c v2 deleted', 'b c v1', 'z null latest'],
    'GET /b/?encoding-type=url&key-marker=b%20c&max-keys=1000&version-id-marker=v1&versions',
  ]);
});

describe('a change of an object', () => {
  const names = [
    'x-amz-copy-source',
    'x-amz-copy-source-if-match',
    'x-amz-metadata-directive',
    'content-type',
    'cache-control',
    'content-disposition',
    'x-amz-storage-class',
    'x-amz-server-side-encryption',
    'x-amz-server-side-encryption-aws-kms-key-id',
    'x-amz-meta-title',
    'x-amz-meta-new',
  ];
  const held: Played = {
    headers: {
      etag: '"e1"',
      'content-length': '5',
      'content-type': 'image/jpeg',
      'cache-control': 'max-age=9',
      'content-disposition': 'attachment; filename="a.jpg"',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key-7',
      'x-amz-meta-title': '=?UTF-8?B?R3LDvMOfZQ==?=',
    },
  };
  const copied: Played = { body: '<CopyObjectResult><ETag>"e2"</ETag></CopyObjectResult>' };
  const asKept = {
    'x-amz-copy-source': 'b/%C3%A4.jpg',
    'x-amz-copy-source-if-match': '"e1"',
    'x-amz-metadata-directive': 'REPLACE',
    'content-type': 'image/jpeg',
    'cache-control': 'max-age=9',
    'content-disposition': 'attachment; filename="a.jpg"',
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'key-7',
    'x-amz-meta-title': '=?UTF-8?B?R3LDvMOfZQ==?=',
  };

  it('keeps everything that is not named', async () => {
    const { store, server } = await storeOn(({ what }) => (what.startsWith('HEAD') ? held : copied));
    await store.admin.updateObject('b', 'ä.jpg', { tier: 'GLACIER_IR' });
    await store.admin.updateObject('b', 'ä.jpg', { contentType: 'image/png' });
    await store.admin.updateObject('b', 'ä.jpg', { metadata: { new: '1' } });
    const { 'x-amz-meta-title': _title, ...untitled } = asKept;
    expect(
      server.asked
        .filter(({ what }) => what.startsWith('PUT'))
        .map(({ headers }) =>
          Object.fromEntries(
            names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
          ),
        ),
    ).toEqual([
      { ...asKept, 'x-amz-storage-class': 'GLACIER_IR' },
      { ...asKept, 'content-type': 'image/png' },
      { ...untitled, 'x-amz-meta-new': '1' },
    ]);
  });

  it('meets one that was changed meanwhile, one that is gone, and a time to end that S3 has not', async () => {
    const changed = await storeOn(({ what }) =>
      what.startsWith('HEAD')
        ? { headers: { ...held.headers, etag: `"${Math.random()}"` } }
        : errorAnswer(412, 'PreconditionFailed'),
    );
    const gone = await storeOn({ 'HEAD /b/k': { status: 404 } });
    expect([
      (await failure(changed.store.admin.updateObject('b', 'k', { contentType: 'a/b' }))).message,
      (await failure(gone.store.admin.updateObject('b', 'k', { contentType: 'a/b' }))).code,
      (await failure(gone.store.admin.updateObject('b', 'k', { expiresAtMs: 1 }))).code,
    ]).toEqual([
      '“k” was changed by someone else meanwhile, so it was left as it is. Look at it again.',
      'not-found',
      'unsupported',
    ]);
  });
});
