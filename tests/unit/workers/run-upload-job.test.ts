/** What the worker does for one job, with a store in memory: no thread, every fault chosen. */
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import type { PutFileJob, SourceStamp, StoreAccess } from '../../../src-main/workers/jobs';
import { runUploadJob } from '../../../src-main/workers/run-upload-job';
import type { AppError } from '../../../src-shared/app-error';

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const failure = (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => {
      throw new Error('the job did not fail');
    },
    (error) => error,
  );
const access: StoreAccess = {
  storeKey: 'memory',
  config: { kind: 'local', root: '/nowhere' },
  secret: null,
  known: null,
  session: false,
};

let folder: string;
let store: ObjectStore;
let onProgress: (sentBytes: number) => void;
const context = (other: ObjectStore = store) => ({
  openStore: () => other,
  paceOf: () => undefined,
  signal: new AbortController().signal,
  onProgress: (sentBytes: number) => onProgress(sentBytes),
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'caos-job-'));
  store = createMemoryStore();
  await store.createBucket('album');
  onProgress = () => undefined;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function source(bytes: Uint8Array): Promise<SourceStamp> {
  const file = path.join(folder, 'a.jpg');
  await writeFile(file, bytes);
  const { size, mtimeMs } = await stat(file);
  return { path: file, sizeBytes: size, modifiedAtMs: Math.round(mtimeMs) };
}
const putFile = (stamp: SourceStamp): PutFileJob => ({
  type: 'put-file',
  jobId: 1,
  store: access,
  source: stamp,
  bucket: 'album',
  key: 'a.jpg',
  contentType: 'image/jpeg',
  look: false,
  head: true,
});
const changeOnce = (stamp: SourceStamp): void => {
  onProgress = () => {
    onProgress = () => undefined;
    appendFileSync(stamp.path, 'x');
  };
};

it.each([1_000_000, 1_048_576, 1_500_000, 3_000_000, 4_000_000])(
  'hashes a file of 3,000,000 bytes whole and in parts of %i',
  async (partBytes) => {
    const bytes = randomBytes(3_000_000);
    const partSums: string[] = [];
    for (let at = 0; at < bytes.length; at += partBytes)
      partSums.push(md5(bytes.subarray(at, at + partBytes)));
    expect(
      await runUploadJob({ type: 'hash-file', jobId: 1, source: await source(bytes), partBytes }, context()),
    ).toEqual({ md5Hex: md5(bytes), partSums });
  },
);

it('opens a file by the bytes of its name where these are given', async () => {
  const stamp = await source(Buffer.from('abc'));
  const named = { ...stamp, path: 'bytes:/not/this', pathBytes: new Uint8Array(Buffer.from(stamp.path)) };
  expect(await runUploadJob({ type: 'hash-file', jobId: 1, source: named }, context())).toEqual({
    md5Hex: md5(Buffer.from('abc')),
  });
});

it('sends nothing over an object that is there: refused by the store, or seen before', async () => {
  await store.put('album', 'a.jpg', Buffer.from('theirs'));
  const job = putFile(await source(Buffer.from('ours')));
  const puts: string[] = [];
  const counting = (keepsOther: boolean): ObjectStore => ({
    ...store,
    capabilities: { ...store.capabilities, keepsOther },
    put: (...args) => {
      puts.push(String(keepsOther));
      return store.put(...args);
    },
  });
  const outcomes = [
    await runUploadJob(job, context(counting(true))),
    await runUploadJob({ ...job, look: true }, context(counting(false))),
    await runUploadJob({ ...job, look: true }, context(counting(true))),
  ];
  expect({ outcomes, puts, there: (await store.head('album', 'a.jpg'))?.sizeBytes }).toEqual({
    outcomes: [{ outcome: 'taken' }, { outcome: 'taken' }, { outcome: 'taken' }],
    // Only where the store itself refuses is a byte sent at all.
    puts: ['true'],
    there: 6,
  });
});

it('tells what a HEAD says after the put, also that nothing is there', async () => {
  const bytes = Buffer.from('abc');
  const job = putFile(await source(bytes));
  const forgetful: ObjectStore = { ...store, head: async () => null };
  const etag = md5(bytes);
  expect([
    await runUploadJob(job, context()),
    await runUploadJob({ ...job, key: 'b.jpg' }, context(forgetful)),
  ]).toEqual([
    { outcome: 'put', etag, md5Hex: etag, sizeBytes: 3, held: { etag, sizeBytes: 3 } },
    { outcome: 'put', etag, md5Hex: etag, sizeBytes: 3, held: null },
  ]);
});

it('notices a file that changes while it is hashed', async () => {
  const stamp = await source(randomBytes(3_000_000));
  changeOnce(stamp);
  expect((await failure(runUploadJob({ type: 'hash-file', jobId: 1, source: stamp }, context()))).code).toBe(
    'file-changed',
  );
});

it('notices a large file that changes while it is sent, and stores nothing', async () => {
  const stamp = await source(randomBytes(17 * 1024 * 1024));
  changeOnce(stamp);
  expect({
    code: (await failure(runUploadJob(putFile(stamp), context()))).code,
    stored: await store.head('album', 'a.jpg'),
  }).toEqual({
    code: 'file-changed',
    stored: null,
  });
});

it('does not believe a store whose ETag is another MD5', async () => {
  const bytes = randomBytes(1000);
  const lying: ObjectStore = {
    ...store,
    put: async () => ({ etag: md5(Buffer.from('something else')), sizeBytes: 1000 }),
    multipart: {
      ...store.multipart,
      putPart: async (_upload, part) => ({
        number: part.number,
        etag: md5(Buffer.from('x')),
        sizeBytes: 1000,
      }),
    },
  };
  const stamp = await source(bytes);
  const part = {
    ...putFile(stamp),
    type: 'put-part' as const,
    uploadId: 'u',
    partNumber: 1,
    start: 0,
    sizeBytes: 1000,
  };
  expect([
    (await failure(runUploadJob(putFile(stamp), context(lying)))).code,
    (await failure(runUploadJob(part, context(lying)))).code,
  ]).toEqual(['integrity', 'integrity']);
});

it('believes an encrypted bucket, whose ETags look like MD5s and are none, and says so', async () => {
  const bytes = randomBytes(1000);
  const etag = md5(Buffer.from('the encrypted bytes'));
  const encrypted: ObjectStore = {
    ...store,
    put: async () => ({ etag, sizeBytes: 1000, etagKind: 'opaque' }),
    multipart: {
      ...store.multipart,
      putPart: async (_upload, { number }) => ({ number, etag, sizeBytes: 1000, etagKind: 'opaque' }),
    },
  };
  const stamp = await source(bytes);
  const part = {
    ...putFile(stamp),
    type: 'put-part' as const,
    uploadId: 'u',
    partNumber: 1,
    start: 0,
    sizeBytes: 1000,
  };
  const withoutMd5: ObjectStore = {
    ...store,
    capabilities: { ...store.capabilities, etagIsMd5: false },
    put: async () => ({ etag: 'v1', sizeBytes: 1000 }),
  };
  expect([
    await runUploadJob(putFile(stamp), context(encrypted)),
    await runUploadJob(part, context(encrypted)),
    await runUploadJob(putFile(stamp), context(withoutMd5)),
  ]).toEqual([
    { outcome: 'put', etag, md5Hex: md5(bytes), sizeBytes: 1000, etagKind: 'opaque', held: null },
    { part: { number: 1, etag, sizeBytes: 1000, etagKind: 'opaque' }, md5Hex: md5(bytes) },
    { outcome: 'put', etag: 'v1', md5Hex: md5(bytes), sizeBytes: 1000, held: null },
  ]);
});

it('asks for the tier that the job names, and for none otherwise', async () => {
  const asked: Array<string | undefined> = [];
  const noting: ObjectStore = {
    ...store,
    put: (bucket, key, body, options) => {
      asked.push(options?.tier);
      return store.put(bucket, key, body, options);
    },
  };
  const stamp = await source(Buffer.from('abc'));
  await runUploadJob({ ...putFile(stamp), tier: 'archive' }, context(noting));
  await runUploadJob({ ...putFile(stamp), key: 'b.jpg' }, context(noting));
  const large = await source(randomBytes(17 * 1024 * 1024));
  await runUploadJob({ ...putFile(large), key: 'c.jpg', tier: 'archive' }, context(noting));
  expect(asked).toEqual(['archive', undefined, 'archive']);
});
