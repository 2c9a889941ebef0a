import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { cancelledError } from '../../../src-main/storage/cancellation';
import {
  createMemoryStore,
  type MemoryStoreOptions,
} from '../../../src-main/storage/drivers/memory/memory-store';
import { withLimit } from '../../../src-main/storage/layers/limit';
import { type StoreLogEntry, withLog } from '../../../src-main/storage/layers/log';
import { withRetry } from '../../../src-main/storage/layers/retry';
import type { ObjectInfo, ObjectStore } from '../../../src-main/storage/object-store';
import { AppError } from '../../../src-shared/app-error';

const busy = (params?: Record<string, number>) =>
  new AppError('store-busy', 'Busy.', params ? { params } : {});
const failure = (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => {
      throw new Error('the call did not fail');
    },
    (error) => error,
  );
async function keysOf(list: AsyncIterable<ObjectInfo>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of list) keys.push(key);
  return keys;
}

/** A memory store in which the n-th call of an operation fails as told, under the retry layer, with waits written down. */
function retrying(faults: Record<string, Array<Error | null>>, options: MemoryStoreOptions = {}) {
  const waits: number[] = [];
  const calls: string[] = [];
  const memory = createMemoryStore({
    beforeCall: ({ operation }) => {
      calls.push(operation);
      const fault = faults[operation]?.shift();
      if (fault) throw fault;
    },
    ...options,
  });
  const store = withRetry(memory, {
    maxAttempts: 4,
    firstDelayMs: 100,
    longestDelayMs: 250,
    random: () => 0.5,
    wait: async (ms, signal) => {
      waits.push(ms);
      if (signal?.aborted) throw cancelledError();
    },
  });
  return { store, waits, calls, memory };
}

describe('retry', () => {
  it('tries again with growing jittered pauses, up to its ceiling', async () => {
    const { store, waits } = retrying({ createBucket: [busy(), busy(), busy()] });
    await store.createBucket('b');
    expect({ waits, exists: await store.bucketExists('b') }).toEqual({ waits: [50, 100, 125], exists: true });
  });

  it('ends after four attempts with the last error', async () => {
    const last = busy();
    const { store, calls } = retrying({ createBucket: [busy(), busy(), busy(), last] });
    expect(await failure(store.createBucket('b'))).toBe(last);
    expect(calls).toEqual(['createBucket', 'createBucket', 'createBucket', 'createBucket']);
  });

  it('honours Retry-After, but leaves long ones to the queue', async () => {
    const patient = retrying({ bucketExists: [busy({ retryAfterS: 3 })] });
    await patient.store.bucketExists('b');
    const long = retrying({ bucketExists: [busy({ retryAfterS: 300 })] });
    expect({
      patient: patient.waits,
      code: (await failure(long.store.bucketExists('b'))).code,
      long: long.waits,
    }).toEqual({
      patient: [3000],
      code: 'store-busy',
      long: [],
    });
  });

  it.each(['key-refused', 'not-found', 'cancelled', 'upload-gone', 'disk-full'] as const)(
    'does not repeat %s',
    async (code) => {
      const { store, calls } = retrying({ listBuckets: [new AppError(code, 'No.')] });
      expect((await failure(store.listBuckets())).code).toBe(code);
      expect(calls).toEqual(['listBuckets']);
    },
  );

  it('sends bytes again, but never a stream', async () => {
    const { store, calls } = retrying({ put: [busy(), busy()] });
    await store.createBucket('b');
    await store.put('b', 'bytes', Buffer.from('x'));
    const streamed = retrying({ put: [busy()] });
    await streamed.store.createBucket('b');
    const code = (await failure(streamed.store.put('b', 'stream', Readable.from(['x'])))).code;
    expect({ calls, code, streamed: streamed.calls }).toEqual({
      calls: ['createBucket', 'put', 'put', 'put'],
      code: 'store-busy',
      streamed: ['createBucket', 'put'],
    });
  });

  it('stops waiting when it is cancelled', async () => {
    const controller = new AbortController();
    const { store, calls } = retrying(
      {},
      {
        beforeCall: () => {
          calls.push('head');
          controller.abort();
          throw busy();
        },
      },
    );
    expect((await failure(store.head('b', 'k', { signal: controller.signal }))).code).toBe('cancelled');
    expect(calls).toEqual(['head']);
  });

  it('goes on with a listing after the last key that came', async () => {
    const { store, memory } = retrying({ list: [null, null, busy(), null, busy()] });
    await memory.createBucket('b');
    for (const key of ['a', 'b', 'c', 'd']) await memory.put('b', key, Buffer.from(key));
    expect(await keysOf(store.list('b'))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes a lost answer to complete for success when the store holds exactly that object', async () => {
    let lost = true;
    const { store } = retrying(
      {},
      {
        beforeAnswer: ({ operation }) => {
          if (operation !== 'multipart.complete' || !lost) return;
          lost = false;
          throw new AppError('unreachable', 'Reset.');
        },
      },
    );
    await store.createBucket('b');
    const upload = { bucket: 'b', key: 'k', uploadId: await store.multipart.begin('b', 'k') };
    const body = Buffer.from('hello');
    const part = await store.multipart.putPart(upload, {
      number: 1,
      body,
      md5Hex: '5d41402abc4b2a76b9719d911017c592',
    });
    expect(await store.multipart.complete(upload, [part])).toEqual({
      etag: (await store.head('b', 'k'))?.etag,
      sizeBytes: 5,
    });
    expect((await failure(store.multipart.complete(upload, [part]))).code).toBe('upload-gone');
  });

  it('takes a lost answer to a conditional put for success only when its own bytes are there', async () => {
    let lost = true;
    const { store } = retrying(
      {},
      {
        beforeAnswer: ({ operation }) => {
          if (operation !== 'put' || !lost) return;
          lost = false;
          throw new AppError('unreachable', 'Reset.');
        },
      },
    );
    await store.createBucket('b');
    const first = await store.put('b', 'k', Buffer.from('hello'), { ifAbsent: true });
    expect({
      first,
      other: (await failure(store.put('b', 'k', Buffer.from('other'), { ifAbsent: true }))).code,
    }).toEqual({
      first: { etag: '5d41402abc4b2a76b9719d911017c592', sizeBytes: 5 },
      other: 'precondition',
    });
  });

  it.each([
    ['its own', 'hello', 'kept'],
    ['others of that length', 'jello', 'precondition'],
  ])('where ETags are no checksums, reads the bytes back: %s', async (_, held, outcome) => {
    const kms = createMemoryStore();
    await kms.createBucket('b');
    let lost = false;
    const opaque = { etag: 'f'.repeat(32), etagKind: 'opaque' as const };
    const encrypted: ObjectStore = {
      ...kms,
      async put(bucket, key, _body, options) {
        if (lost) return { ...(await kms.put(bucket, key, Buffer.from(held), options)), ...opaque };
        lost = true;
        await kms.put(bucket, key, Buffer.from(held), options);
        throw new AppError('unreachable', 'Reset.');
      },
      async head(bucket, key, options) {
        const info = await kms.head(bucket, key, options);
        return info && { ...info, ...opaque };
      },
    };
    const store = withRetry(encrypted, {
      maxAttempts: 4,
      firstDelayMs: 1,
      longestDelayMs: 1,
      random: () => 0,
      wait: async () => undefined,
    });
    const put = store.put('b', 'k', Buffer.from('hello'), { ifAbsent: true });
    if (outcome === 'kept') expect(await put).toEqual({ ...opaque, sizeBytes: 5 });
    else expect((await failure(put)).code).toBe(outcome);
  });
});

/** Each of these operations does its work once and loses its answer. */
function losing(...operations: string[]) {
  const left = new Set(operations);
  return retrying(
    {},
    {
      beforeAnswer: ({ operation }) => {
        if (left.delete(operation)) throw new AppError('unreachable', 'Reset.');
      },
    },
  );
}

describe('lost answers', () => {
  it('to making a bucket count as made, but only of an empty one', async () => {
    const { store, calls } = losing('createBucket');
    await store.createBucket('b');
    const lost = [...calls];
    const full = retrying({ createBucket: [null, busy(), null] });
    await full.store.createBucket('b');
    await full.store.put('b', 'k', Buffer.from('x'));
    expect({
      lost,
      again: (await failure(store.createBucket('b'))).code,
      full: (await failure(full.store.createBucket('b'))).code,
    }).toEqual({
      lost: ['createBucket', 'createBucket', 'listFolder'],
      again: 'bucket-taken',
      full: 'bucket-taken',
    });
  });

  it('are looked into with the same patience', async () => {
    const { store } = losing('put', 'head');
    await store.createBucket('b');
    expect(await store.put('b', 'k', Buffer.from('hello'), { ifAbsent: true })).toEqual({
      etag: '5d41402abc4b2a76b9719d911017c592',
      sizeBytes: 5,
    });
  });

  it('to deleting leave nothing to say', async () => {
    const { store } = losing('delete', 'deleteMany', 'deleteBucket');
    await store.createBucket('b');
    await store.put('b', 'k', Buffer.from('x'));
    await store.delete('b', 'k');
    const failed = await store.deleteMany('b', ['k']);
    await store.deleteBucket('b');
    expect([failed, await store.bucketExists('b')]).toEqual([[], false]);
  });
});

describe('deleting many', () => {
  it('goes on with those that failed for now, and answers those that fail for good', async () => {
    const asked: string[][] = [];
    const memory = createMemoryStore();
    const rounds: Array<Record<string, AppError>> = [
      { a: busy(), b: new AppError('access-denied', 'No.') },
      { b: new AppError('access-denied', 'No.') },
    ];
    const store = withRetry(
      {
        ...memory,
        deleteMany: async (_bucket, keys) => {
          asked.push(keys);
          return Object.entries(rounds.shift() ?? {}).map(([key, error]) => ({ key, error }));
        },
      },
      { maxAttempts: 4, firstDelayMs: 1, longestDelayMs: 1, random: () => 0, wait: async () => undefined },
    );
    const failed = await store.deleteMany('bucket', ['a', 'b', 'c']);
    expect({ asked, failed: failed.map(({ key }) => key) }).toEqual({
      asked: [
        ['a', 'b', 'c'],
        ['a', 'b'],
      ],
      failed: ['b'],
    });
  });
});

describe('limit', () => {
  it('lets only so many run at once, in order, and hands the place of a cancelled one on', async () => {
    const started: string[] = [];
    const release = new Map<string, () => void>();
    const memory = createMemoryStore({
      beforeCall: ({ bucket }) => {
        started.push(bucket as string);
        return new Promise((resolve) => release.set(bucket as string, resolve));
      },
    });
    const store = withLimit(memory, 2);
    const controller = new AbortController();
    const calls = ['a', 'b', 'c', 'd'].map((bucket) =>
      store.bucketExists(bucket, bucket === 'c' ? { signal: controller.signal } : {}),
    );
    const third = failure(calls[2] as Promise<boolean>);
    await Promise.resolve();
    const atFirst = [...started];
    controller.abort();
    const code = (await third).code;
    release.get('a')?.();
    await calls[0];
    await Promise.resolve();
    const afterwards = [...started];
    release.get('b')?.();
    release.get('d')?.();
    await Promise.all([calls[1], calls[3]]);
    expect({ atFirst, code, afterwards }).toEqual({
      atFirst: ['a', 'b'],
      code: 'cancelled',
      afterwards: ['a', 'b', 'd'],
    });
  });
});

describe('log', () => {
  it('tells operation, place, duration and outcome', async () => {
    const entries: StoreLogEntry[] = [];
    let nowMs = 0;
    const memory = createMemoryStore({
      beforeCall: () => {
        nowMs += 12;
      },
    });
    const store = withLog(
      memory,
      (entry) => entries.push(entry),
      () => nowMs,
    );
    await store.createBucket('b');
    await failure(store.get('b', 'k'));
    expect(entries).toEqual([
      { operation: 'createBucket', bucket: 'b', key: null, durationMs: 12, outcome: 'ok' },
      { operation: 'get', bucket: 'b', key: 'k', durationMs: 12, outcome: 'not-found' },
    ]);
  });
});
