/** Tries again, as a whole, every call that may succeed by itself in time. */
import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/app-error';
import { throwIfCancelled } from '../cancellation';
import type { ObjectInfo, ObjectStore, PutResult } from '../object-store';
import { delayMs, type RetryRules } from '../patience';
import { type StoreCall, wrapStore } from './wrap-store';

export function withRetry(store: ObjectStore, rules: RetryRules): ObjectStore {
  async function around<T>(
    call: Pick<StoreCall, 'replayable' | 'signal'>,
    run: () => Promise<T>,
    settled?: (error: unknown) => Promise<{ as: T } | null>,
  ): Promise<T> {
    for (let made = 1; ; made += 1) {
      throwIfCancelled(call.signal);
      try {
        return await run();
      } catch (error) {
        const already = made > 1 && settled ? await settled(error) : null;
        if (already !== null) return already.as;
        const delay = call.replayable ? delayMs(rules, error, made) : null;
        if (delay === null) throw error;
        await rules.wait(delay, call.signal);
      }
    }
  }

  /** Listings go on after the last key that came: a generator that failed cannot be asked again. */
  async function* resuming<T>(
    signal: AbortSignal | undefined,
    open: (last: T | null, seen: number) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    let last: T | null = null;
    let seen = 0;
    for (let made = 1; ; made += 1) {
      throwIfCancelled(signal);
      try {
        for await (const item of open(last, seen)) {
          last = item;
          seen += 1;
          made = 1;
          yield item;
        }
        return;
      } catch (error) {
        const delay = delayMs(rules, error, made);
        if (delay === null) throw error;
        await rules.wait(delay, signal);
      }
    }
  }

  /**
   * The answer to a write may be lost although the store did it; the next attempt then meets the object itself. When the store holds
   * exactly what was sent, that attempt succeeded.
   */
  async function heldAs(
    etag: string | null,
    sizeBytes: number,
    bucket: string,
    key: string,
    signal?: AbortSignal,
  ): Promise<{ as: PutResult } | null> {
    if (etag === null) return null;
    const held = await retried.head(bucket, key, signal ? { signal } : {});
    return held && held.etag === etag && held.sizeBytes === sizeBytes ? { as: { etag, sizeBytes } } : null;
  }

  /** The same for bytes at hand. Where the ETag is no checksum of them (`etagKind`), they are read back. */
  async function heldBytes(
    body: Uint8Array,
    md5Hex: string,
    { bucket, key, signal }: { bucket: string; key: string; signal: AbortSignal | undefined },
  ): Promise<{ as: PutResult } | null> {
    const held = await retried.head(bucket, key, signal ? { signal } : {});
    const sizeBytes = body.byteLength;
    if (held?.sizeBytes !== sizeBytes) return null;
    const { etag, etagKind } = held;
    const told = etagKind === undefined && store.capabilities.etagIsMd5;
    if (told ? etag !== md5Hex : !(await readsBackAs(body, bucket, key, signal))) return null;
    return { as: { etag, sizeBytes, ...(etagKind && { etagKind }) } };
  }

  async function readsBackAs(
    wanted: Uint8Array,
    bucket: string,
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { body } = await retried.get(bucket, key, signal ? { signal } : {});
    let offset = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (!chunk.equals(wanted.subarray(offset, offset + chunk.length))) return false;
      offset += chunk.length;
    }
    return offset === wanted.byteLength;
  }
  const isCode = (error: unknown, code: string): boolean => error instanceof AppError && error.code === code;

  /**
   * A bucket that is there at the second try: when it can be listed and nothing is in it, the first try made it although its answer
   * was lost. A bucket of someone else cannot be listed.
   */
  async function madeAfterAll(
    bucket: string,
    signal: AbortSignal | undefined,
  ): Promise<{ as: undefined } | null> {
    try {
      const { folders, objects } = await retried.listFolder(bucket, { limit: 1, ...(signal && { signal }) });
      return folders.length + objects.length === 0 ? { as: undefined } : null;
    } catch {
      return null;
    }
  }

  const retried = wrapStore(store, around);
  return {
    ...retried,
    createBucket: (bucket, options) =>
      around<void>(
        { replayable: true, signal: options?.signal },
        () => store.createBucket(bucket, options),
        async (error) => (isCode(error, 'bucket-taken') ? madeAfterAll(bucket, options?.signal) : null),
      ),
    put: (bucket, key, body, options) => {
      const replayable = body instanceof Uint8Array;
      // A stream may fail while it waits for its turn: without a listener that would end the process. Its reader meets the error.
      if (!(body instanceof Uint8Array)) body.on('error', () => undefined);
      return around(
        { replayable, signal: options?.signal },
        () => store.put(bucket, key, body, options),
        async (error) =>
          replayable &&
          (options?.ifAbsent || options?.keepOther || options?.ifMatch !== undefined) &&
          isCode(error, 'precondition')
            ? heldBytes(body, options.md5Hex ?? createHash('md5').update(body).digest('hex'), {
                bucket,
                key,
                signal: options.signal,
              })
            : null,
      );
    },
    async deleteMany(bucket, keys, options) {
      // Those that failed go again, alone: deleting what is gone already is quiet.
      for (let [left, made] = [keys, 1]; ; made += 1) {
        const failed = await retried.deleteMany(bucket, left, options);
        const delays = failed.map(({ error }) => delayMs(rules, error, made));
        const wait = delays.filter((delay) => delay !== null);
        if (wait.length === 0) return failed;
        await rules.wait(Math.max(...wait), options?.signal);
        left = failed.map(({ key }) => key);
      }
    },
    list: (bucket, options) =>
      resuming<ObjectInfo>(options?.signal, (last) =>
        store.list(bucket, last ? { ...options, startAfter: last.key } : options),
      ),
    admin: {
      ...retried.admin,
      versions: (bucket, options) =>
        // As with uploads: no marker, so what came already is left out.
        resuming(options?.signal, async function* (_last, seen) {
          let index = 0;
          for await (const version of store.admin.versions(bucket, options)) {
            if (index >= seen) yield version;
            index += 1;
          }
        }),
    },
    multipart: {
      ...retried.multipart,
      begin: (bucket, key, { onTryAgain, ...options } = {}) => {
        let tries = 0;
        return around({ replayable: true, signal: options.signal }, () => {
          tries += 1;
          if (tries > 1) onTryAgain?.();
          return store.multipart.begin(bucket, key, options);
        });
      },
      complete: (upload, parts, options) =>
        around(
          { replayable: true, signal: options?.signal },
          () => store.multipart.complete(upload, parts, options),
          async (error) => {
            if (!isCode(error, 'upload-gone')) return null;
            const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
            const etag = store.multipart.etagOf(parts.map((part) => part.etag));
            return heldAs(etag, sizeBytes, upload.bucket, upload.key, options?.signal);
          },
        ),
      list: (bucket, prefix, options) =>
        // There is no marker to go on from: begin again and leave out as many as came already.
        resuming(options?.signal, async function* (_last, seen) {
          let index = 0;
          for await (const upload of store.multipart.list(bucket, prefix, options)) {
            if (index >= seen) yield upload;
            index += 1;
          }
        }),
    },
  };
}
