import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { openObjectStore } from '../../../src-main/storage/open-object-store';
import type { PutFileJob, SourceStamp, StoreAccess, UploadPool } from '../../../src-main/workers/jobs';
import { createUploadPool } from '../../../src-main/workers/upload-pool';
import type { AppError } from '../../../src-shared/app-error';
import { buildUploadWorker } from '../../support/build-worker';

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const failure = (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => {
      throw new Error('the job did not fail');
    },
    (error) => error,
  );

const noSession = (): Promise<never> => Promise.reject(new Error('no store here has sessions'));

describe('upload pool with real threads', () => {
  let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
  let folder: string;
  let root: string;
  let access: StoreAccess;
  let store: ObjectStore;
  let pool: UploadPool;
  const logged: Array<[string, unknown]> = [];

  beforeAll(async () => {
    worker = await buildUploadWorker();
  }, 60_000);
  afterAll(() => worker.dispose());

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'caos-pool-'));
    root = path.join(folder, 'store');
    await mkdir(root);
    access = { storeKey: 'here', config: { kind: 'local', root }, secret: null, known: null, session: false };
    store = openObjectStore(access);
    await store.createBucket('album');
    logged.length = 0;
    pool = createUploadPool({
      workerPath: worker.workerPath,
      workers: 2,
      jobsPerWorker: 2,
      session: noSession,
      log: { warn: (event, fields) => logged.push([event, fields]) },
    });
  });
  afterEach(async () => {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function source(name: string, bytes: Uint8Array): Promise<SourceStamp> {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    const { size, mtimeMs } = await stat(file);
    return { path: file, sizeBytes: size, modifiedAtMs: Math.round(mtimeMs) };
  }
  const putFile = (stamp: SourceStamp, key: string): Omit<PutFileJob, 'jobId'> => ({
    type: 'put-file',
    store: access,
    source: stamp,
    bucket: 'album',
    key,
    contentType: 'image/jpeg',
    look: false,
    head: true,
  });

  const put = (bytes: Buffer) => {
    const held = { etag: md5(bytes), sizeBytes: bytes.length };
    return { outcome: 'put', ...held, md5Hex: md5(bytes), held };
  };

  it('sends a whole file with its type and MD5, and tells progress', async () => {
    const bytes = randomBytes(3_000_000);
    const seen: number[] = [];
    const facts = await pool.run(putFile(await source('a.jpg', bytes), 'Tag 1/a.jpg'), {
      onProgress: (sent) => seen.push(sent),
    });
    const { key, sizeBytes, etag, contentType } = (await store.head('album', 'Tag 1/a.jpg')) ?? {};
    expect({ facts, stored: { key, sizeBytes, etag, contentType }, last: seen.at(-1) }).toEqual({
      facts: put(bytes),
      stored: { key: 'Tag 1/a.jpg', sizeBytes: 3_000_000, etag: md5(bytes), contentType: 'image/jpeg' },
      last: 3_000_000,
    });
  });

  it('sends empty files, and files too large for memory as a stream', async () => {
    const large = randomBytes(17 * 1024 * 1024);
    const [empty, streamed] = await Promise.all([
      pool.run(putFile(await source('empty.jpg', Buffer.alloc(0)), 'empty.jpg')),
      pool.run(putFile(await source('large.mov', large), 'large.mov')),
    ]);
    expect({ empty, streamed, stored: (await store.head('album', 'large.mov'))?.etag }).toEqual({
      empty: put(Buffer.alloc(0)),
      streamed: put(large),
      stored: md5(large),
    });
  });

  it('sends parts of a file, which another store instance completes', async () => {
    const bytes = randomBytes(2_500_000);
    const stamp = await source('film.mov', bytes);
    const uploadId = await store.multipart.begin('album', 'film.mov');
    const ranges = [0, 1_000_000, 2_000_000].map((start) => ({
      start,
      sizeBytes: Math.min(1_000_000, bytes.length - start),
    }));
    const facts = await Promise.all(
      ranges.map((range, index) =>
        pool.run({
          type: 'put-part',
          store: access,
          source: stamp,
          bucket: 'album',
          key: 'film.mov',
          uploadId,
          partNumber: index + 1,
          ...range,
        }),
      ),
    );
    const expectedParts = ranges.map(({ start, sizeBytes }, index) => ({
      number: index + 1,
      etag: md5(bytes.subarray(start, start + sizeBytes)),
      sizeBytes,
    }));
    const result = await store.multipart.complete(
      { bucket: 'album', key: 'film.mov', uploadId },
      facts.map(({ part }) => part),
    );
    expect({
      parts: facts.map(({ part }) => part),
      md5s: facts.map(({ md5Hex }) => md5Hex),
      sizeBytes: result.sizeBytes,
    }).toEqual({
      parts: expectedParts,
      md5s: expectedParts.map(({ etag }) => etag),
      sizeBytes: 2_500_000,
    });
  });

  it('hashes a file without sending', async () => {
    const bytes = randomBytes(5_000_000);
    expect(await pool.run({ type: 'hash-file', source: await source('h.jpg', bytes) })).toEqual({
      md5Hex: md5(bytes),
    });
    expect(await store.head('album', 'h.jpg')).toBeNull();
  });

  it('refuses a file that is not the one that was found', async () => {
    const grown = await source('grown.jpg', randomBytes(1000));
    await appendFile(grown.path, 'x');
    const cut = await source('cut.jpg', randomBytes(1000));
    await truncate(cut.path, 10);
    const touched = await source('touched.jpg', randomBytes(1000));
    await utimes(touched.path, new Date(), new Date(touched.modifiedAtMs + 5000));
    const gone = await source('gone.jpg', randomBytes(1000));
    await rm(gone.path);
    const codes = await Promise.all(
      [grown, cut, touched, gone].map(
        async (stamp) => (await failure(pool.run(putFile(stamp, path.basename(stamp.path))))).code,
      ),
    );
    const hashed = await failure(pool.run({ type: 'hash-file', source: grown }));
    expect({ codes, hashed: hashed.code, stored: await readdir(path.join(root, 'album')) }).toEqual({
      codes: ['file-changed', 'file-changed', 'file-changed', 'file-missing'],
      hashed: 'file-changed',
      stored: [],
    });
  });

  it('brings the errors of the store over as they are', async () => {
    const stamp = await source('a.jpg', randomBytes(10));
    const error = await failure(pool.run({ ...putFile(stamp, 'a.jpg'), bucket: 'missing' }));
    expect({ code: error.code, retry: error.retry, message: error.message }).toEqual({
      code: 'bucket-missing',
      retry: 'after-user',
      message: `There is no folder “missing” in “${root}” any more. Put it back, or remove the album.`,
    });
  });

  it('runs many jobs, each settled once', async () => {
    const stamps = await Promise.all(
      Array.from({ length: 40 }, (_, index) => source(`${index}.jpg`, Buffer.from(`photo ${index}`))),
    );
    const facts = await Promise.all(
      stamps.map((stamp, index) => pool.run(putFile(stamp, `many/${index}.jpg`))),
    );
    expect(facts.map((fact) => fact.outcome === 'put' && fact.md5Hex)).toEqual(
      stamps.map((_, index) => md5(Buffer.from(`photo ${index}`))),
    );
    expect(pool.size).toBe(4);
  });

  describe('with a store that never answers', () => {
    let server: ReturnType<typeof createServer>;
    let requests: number;
    let arrived: () => void;
    let aborted: Promise<void>;
    let silent: StoreAccess;

    beforeEach(async () => {
      requests = 0;
      let sayAborted = () => {};
      aborted = new Promise((resolve) => {
        sayAborted = resolve;
      });
      arrived = () => {};
      server = createServer((request) => {
        requests += 1;
        request.on('close', () => sayAborted());
        request.resume().on('error', () => undefined);
        arrived();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      silent = {
        storeKey: 'silent',
        config: {
          kind: 's3',
          endpoint: `http://127.0.0.1:${port}`,
          region: 'us-east-1',
          accessKey: 'key',
          pathStyle: true,
        },
        secret: 'secret',
        known: null,
        session: false,
      };
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    it('cancels inside the worker: the request itself ends', async () => {
      const stamp = await source('a.jpg', randomBytes(1000));
      const controller = new AbortController();
      const inFlight = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const running = failure(
        pool.run({ ...putFile(stamp, 'a.jpg'), store: silent }, { signal: controller.signal }),
      );
      await inFlight;
      controller.abort();
      await aborted;
      expect({ code: (await running).code, requests }).toEqual({ code: 'cancelled', requests: 1 });
      // The place in the pool is free again.
      await expect(pool.run(putFile(stamp, 'after.jpg'))).resolves.toMatchObject({ sizeBytes: 1000 });
    });

    it('cancels what waits without starting it', async () => {
      const stamp = await source('a.jpg', randomBytes(1000));
      const hold = new AbortController();
      let started = 0;
      const allStarted = new Promise<void>((resolve) => {
        arrived = () => {
          started += 1;
          if (started === pool.size) resolve();
        };
      });
      const holding = Array.from({ length: pool.size }, () =>
        failure(pool.run({ ...putFile(stamp, 'a.jpg'), store: silent }, { signal: hold.signal })),
      );
      await allStarted;
      const waiting = new AbortController();
      const queued = failure(
        pool.run({ ...putFile(stamp, 'b.jpg'), store: silent }, { signal: waiting.signal }),
      );
      waiting.abort();
      const code = (await queued).code;
      hold.abort();
      await Promise.all(holding);
      expect({
        code,
        requests,
        early: (await failure(pool.run(putFile(stamp, 'c.jpg'), { signal: waiting.signal }))).code,
      }).toEqual({
        code: 'cancelled',
        requests: pool.size,
        early: 'cancelled',
      });
    });

    it('ends everything when it is closed', async () => {
      const stamp = await source('a.jpg', randomBytes(1000));
      const inFlight = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const running = failure(pool.run({ ...putFile(stamp, 'a.jpg'), store: silent }));
      await inFlight;
      await pool.close();
      expect({
        running: (await running).code,
        after: (await failure(pool.run(putFile(stamp, 'b.jpg')))).code,
      }).toEqual({
        running: 'cancelled',
        after: 'cancelled',
      });
    });
  });

  it('replaces a worker that dies; only its jobs fail, to be tried again', async () => {
    const program = path.join(folder, 'fragile.mjs');
    await writeFile(
      program,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', (job) => {
         if (job.type === 'close') parentPort.close();
         else if (job.source?.path === 'deadly') process.exit(3);
         else if (job.source?.path === 'throwing') throw new Error('broken');
         else parentPort.postMessage({ type: 'done', jobId: job.jobId, facts: { md5Hex: 'alive' } });
       });`,
    );
    const fragile = createUploadPool({
      workerPath: program,
      workers: 1,
      jobsPerWorker: 2,
      session: noSession,
      log: { warn: (event, fields) => logged.push([event, fields]) },
    });
    const job = (name: string) =>
      fragile.run({ type: 'hash-file', source: { path: name, sizeBytes: 0, modifiedAtMs: 0 } });
    const exited = await failure(job('deadly'));
    const threw = await failure(job('throwing'));
    const after = await job('harmless');
    await fragile.close();
    expect({ exited: [exited.code, exited.retry], threw: [threw.code, threw.retry], after, logged }).toEqual({
      exited: ['internal', 'later'],
      threw: ['internal', 'later'],
      after: { md5Hex: 'alive' },
      logged: [
        ['upload-worker-died', { error: 'ended with 3', jobs: 1 }],
        ['upload-worker-died', { error: 'broken', jobs: 1 }],
      ],
    });
  });
});
