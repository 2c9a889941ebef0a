/** Stores that list in the first version of S3's protocol only: those that refuse the second, and those that pass over the question. */
import { afterEach, describe, expect, it } from 'vitest';
import { s3Capabilities } from '../../../src-main/storage/drivers/s3/limits';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';
import type { Capabilities, ObjectStore } from '../../../src-main/storage/object-store';
import type { AppError } from '../../../src-shared/app-error';
import { type Asked, errorAnswer, type Played, playS3, type RecordedS3 } from '../../support/recorded-s3';

const closing: Array<() => void> = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function storeOn(
  answer: (asked: Asked) => Played | undefined,
  known: Partial<Capabilities> | null = null,
): Promise<{ open: () => ObjectStore; server: RecordedS3 }> {
  const server = await playS3(answer);
  closing.push(() => server.stop());
  const open = (): ObjectStore => {
    const store = createS3Store(
      { kind: 's3', endpoint: server.endpoint, region: 'kr-standard', accessKey: 'AKEY', pathStyle: true },
      'TOPSECRET',
      { known: known ? { ...s3Capabilities, ...known } : undefined },
    );
    closing.push(() => store.close());
    return store;
  };
  return { open, server };
}

const keys = ['a.jpg', 'b c.jpg', 'day 1/x.jpg', 'day 2/y.jpg', 'z.jpg'];
const encoded = (name: string): string =>
  encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%20', '+');

/** The first version as S3 documents it: `marker`, and `NextMarker` with a delimiter only. */
function firstVersion({ what }: Asked, pageSize = 2): Played {
  const query = new URL(what.slice(4), 'http://store.example').searchParams;
  const marker = query.get('marker') ?? '';
  const delimiter = query.get('delimiter');
  const entries = [...new Set(keys.map((key) => (delimiter ? key.replace(/\/.*/, '/') : key)))]
    .filter((name) => name > marker)
    .slice(0, pageSize + 1);
  const page = entries.slice(0, pageSize);
  const more = entries.length > pageSize;
  return {
    body: `<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><Marker>${encoded(marker)}</Marker><IsTruncated>${more}</IsTruncated>${
      delimiter && more ? `<NextMarker>${encoded(page.at(-1) ?? '')}</NextMarker>` : ''
    }${page
      .map((name) =>
        name.endsWith('/')
          ? `<CommonPrefixes><Prefix>${encoded(name)}</Prefix></CommonPrefixes>`
          : `<Contents><Key>${encoded(name)}</Key><Size>1</Size><ETag>"x"</ETag></Contents>`,
      )
      .join('')}</ListBucketResult>`,
  };
}
const all = async (store: ObjectStore, options?: Parameters<ObjectStore['list']>[1]): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key } of store.list('b', options)) found.push(key);
  return found;
};
const asksVersion2 = ({ what }: Asked): boolean => what.includes('list-type=2');
const questions = (server: RecordedS3, part: RegExp): number =>
  server.asked.filter(({ what }) => part.test(what)).length;

const refusals: Array<[string, Played | null]> = [
  ['NotImplemented', errorAnswer(501, 'NotImplemented')],
  [
    'InvalidArgument',
    {
      status: 400,
      body: '<Error><Code>InvalidArgument</Code><Message>Unknown parameter list-type</Message></Error>',
    },
  ],
  ['an answer in the first version', null],
];
describe.each(refusals)('where the second version is answered by %s', (_, refusal) => {
  const answer = (asked: Asked): Played =>
    asksVersion2(asked) && refusal !== null ? refusal : firstVersion(ofFirst(asked));
  /** What a store of the first version makes of a question in the second. */
  const ofFirst = (asked: Asked): Asked => ({
    ...asked,
    what: asked.what.replace(/(continuation-token|start-after)=[^&]*/g, ''),
  });

  it('everything is listed, and the second version is tried once', async () => {
    const { open, server } = await storeOn(answer);
    const store = open();
    expect([await all(store), await all(store, { startAfter: 'b c.jpg' })]).toEqual([keys, keys.slice(2)]);
    expect(questions(server, /list-type=2/)).toBe(1);
  });

  it('a listing that begins behind a key does so at once', async () => {
    const { open } = await storeOn(answer);
    expect(await all(open(), { startAfter: 'day 1/x.jpg' })).toEqual(keys.slice(3));
  });

  it('folders go on page by page, also in a new process', async () => {
    const { open } = await storeOn(answer);
    const first = await open().listFolder('b');
    const second = await open().listFolder('b', { after: first.next ?? '' });
    const third = await open().listFolder('b', { after: second.next ?? '' });
    expect(
      [first, second, third].map(({ folders, objects, next }) => [
        ...folders,
        ...objects.map(({ key }) => key),
        next,
      ]),
    ).toEqual([
      ['a.jpg', 'b c.jpg', 'b c.jpg'],
      ['day 1/', 'day 2/', 'day 2/'],
      ['z.jpg', null],
    ]);
  });
});

it('a key that may not list is no reason to ask in another version', async () => {
  const { open, server } = await storeOn(() => errorAnswer(403, 'AccessDenied'));
  const error = (await all(open()).catch((reason) => reason)) as AppError;
  expect([error.code, server.asked.length]).toEqual(['access-denied', 1]);
});

it('the reason of a refused HEAD is asked for in the version that every store has', async () => {
  const { open } = await storeOn((asked) => {
    if (asked.what.startsWith('HEAD')) return { status: 403 };
    return asksVersion2(asked) ? undefined : errorAnswer(403, 'SignatureDoesNotMatch');
  });
  const error = (await open()
    .head('b', 'k')
    .catch((reason) => reason)) as AppError;
  expect(error.code).toBe('key-refused');
});

it.each([
  ['the same place again', '<KeyCount>0</KeyCount><NextContinuationToken>T</NextContinuationToken>'],
  ['no place at all', '<KeyCount>0</KeyCount>'],
])('a list that goes on at %s ends', async (_, more) => {
  const { open } = await storeOn(() => ({
    body: `<ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated>${more}</ListBucketResult>`,
  }));
  const error = (await all(open()).catch((reason) => reason)) as AppError;
  expect([error.code, error.message]).toEqual([
    'store-busy',
    expect.stringMatching(/did not tell how its list of “b” goes on/),
  ]);
});

/** The key behind which the next page goes on, and what within it. */
const told = (name: string, key: string, within: string): string =>
  `<IsTruncated>true</IsTruncated><NextKeyMarker>${key}</NextKeyMarker><Next${name}Marker>${within}</Next${name}Marker>`;

describe.each([
  [
    'uploads',
    'UploadId',
    'ListMultipartUploadsResult',
    (store: ObjectStore) => store.multipart.list('b', ''),
  ],
  ['versions', 'VersionId', 'ListVersionsResult', (store: ObjectStore) => store.admin.versions('b')],
] as const)('a list of %s', (_, name, root, list) => {
  const walk = async (page: (asked: Asked) => string) => {
    const answer = (asked: Asked) => ({ body: `<${root}><Bucket>b</Bucket>${page(asked)}</${root}>` });
    const { open, server } = await storeOn(answer, { versioning: true });
    let code = 'ended';
    try {
      for await (const _one of list(open()));
    } catch (error) {
      code = (error as AppError).code;
    }
    return [code, server.asked.length];
  };

  it('that goes on at the same place again, or at none, ends', async () => {
    expect(await walk(() => told(name, 'k', 'x'))).toEqual(['store-busy', 2]);
    expect(await walk(() => '<IsTruncated>true</IsTruncated>')).toEqual(['store-busy', 1]);
  });

  it('that goes on within the same key moves', async () => {
    const pages = [told(name, 'k', 'x'), told(name, 'k', 'y'), '<IsTruncated>false</IsTruncated>'];
    expect(await walk(() => pages.shift() ?? '')).toEqual(['ended', 3]);
  });
});
