/** A store in memory, for tests: behaves as the port says, and fails on request. */
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '../../../../src-shared/app-error';
import { pacedPieces } from '../../bodies';
import { throwIfCancelled } from '../../cancellation';
import { compareKeys } from '../../key-order';
import { multipartEtag } from '../../multipart-etag';
import type {
  Capabilities,
  FolderPage,
  JoinedPart,
  ObjectInfo,
  ObjectStore,
  Part,
  PutOptions,
  PutResult,
} from '../../object-store';
import { createMemoryAdmin, lastingOptions, unknownTier, unsupported } from './memory-admin';
import { createMemoryBuckets, type StoredObject } from './memory-buckets';

type Described = Pick<PutOptions, 'contentType' | 'metadata' | 'expiresAtMs' | 'tier'>;
interface OpenUpload {
  bucket: string;
  key: string;
  startedAtMs: number;
  options: Described;
  parts: Map<number, Part & { bytes: Buffer }>;
}

export interface MemoryStoreOptions {
  /** Unix milliseconds. */
  now?: () => number;
  /**
   * Called before each call does anything, with the port's method name; throw (an AppError) to let it fail, wait to let it hang. For a
   * listing it is called before every object.
   */
  beforeCall?: (call: {
    operation: string;
    bucket: string | null;
    key: string | null;
    signal: AbortSignal | undefined;
  }) => void | Promise<void>;
  /** Called after a call did its work, before its answer: throw to lose the answer of a write that happened. */
  beforeAnswer?: (call: {
    operation: string;
    bucket: string | null;
    key: string | null;
  }) => void | Promise<void>;
  capabilities?: Partial<Capabilities>;
}

const CHUNK_BYTES = 64 * 1024;
function* chunksOf(bytes: Buffer, signal: AbortSignal | undefined): Generator<Buffer> {
  for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
    throwIfCancelled(signal);
    yield bytes.subarray(offset, offset + CHUNK_BYTES);
  }
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

const noAddresses = (): Promise<never> => Promise.reject(unsupported('web addresses'));

/** All that can be told without a server; tests take away what they want it not to be able to do. */
const everything: Capabilities = {
  conditionalPut: true,
  keepsOther: true,
  listsFresh: true,
  verifiesMd5: true,
  etagIsMd5: true,
  multipart: { minPartBytes: 1, maxPartBytes: 1024 ** 3, maxParts: 10_000 },
  maxSinglePutBytes: 1024 ** 3,
  maxKeyBytes: 1024,
  createBucket: true,
  bulkDelete: true,
  presign: false,
  presignPrefix: false,
  inlineHtml: false,
  maxLinkSeconds: 0,
  cors: true,
  expiry: 'object',
  tiers: ['standard', 'archive'],
  tierOf: 'object',
  publicRead: true,
  perUserRead: true,
  versioning: true,
  bucketQuota: true,
  usage: true,
};

export function createMemoryStore(options: MemoryStoreOptions = {}): ObjectStore {
  const now = options.now ?? Date.now;
  const buckets = createMemoryBuckets(now);
  const capabilities: Capabilities = { ...everything, ...options.capabilities };
  const uploads = new Map<string, OpenUpload>();

  async function around<T>(
    operation: string,
    bucket: string | null,
    key: string | null,
    signal: AbortSignal | undefined,
    run: () => T | Promise<T>,
  ): Promise<T> {
    throwIfCancelled(signal);
    await options.beforeCall?.({ operation, bucket, key, signal });
    throwIfCancelled(signal);
    const result = await run();
    await options.beforeAnswer?.({ operation, bucket, key });
    return result;
  }
  function objectOf(bucket: string, key: string): StoredObject {
    buckets.bucketOf(bucket);
    const found = buckets.find(bucket, key);
    if (found) return found;
    throw new AppError('not-found', `“${key}” is not in “${bucket}”.`, { params: { bucket, key } });
  }
  function uploadOf(upload: { bucket: string; key: string; uploadId: string }): OpenUpload {
    const found = uploads.get(upload.uploadId);
    if (found?.bucket === upload.bucket && found.key === upload.key) return found;
    throw new AppError('upload-gone', `The unfinished upload of “${upload.key}” is gone. It begins again.`);
  }
  function requireMd5(bytes: Buffer, md5Hex: string | undefined, key: string): void {
    if (md5Hex !== undefined && md5Of(bytes) !== md5Hex) {
      throw new AppError('integrity', `“${key}” arrived changed and was not kept. It will be sent again.`);
    }
  }
  function keep(
    bucket: string,
    key: string,
    bytes: Buffer,
    etag: string,
    given: Described & { parts?: JoinedPart[] | undefined },
  ): PutResult {
    const { quotaBytes } = buckets.bucketOf(bucket);
    const others = buckets.sizeOf(bucket).totalBytes - (buckets.find(bucket, key)?.bytes.length ?? 0);
    if (quotaBytes !== null && others + bytes.length > quotaBytes)
      throw new AppError('quota', `“${bucket}” is full: it may hold ${quotaBytes} bytes.`);
    const info: ObjectInfo = {
      key,
      sizeBytes: bytes.length,
      etag,
      modifiedAtMs: now(),
      contentType: given.contentType ?? 'application/octet-stream',
      ...(given.metadata && { metadata: { ...given.metadata } }),
      ...lastingOptions(capabilities, given, now()),
    };
    buckets.push(bucket, key, bytes, info, given.parts);
    return { etag, sizeBytes: bytes.length };
  }
  async function collect(body: Uint8Array | Readable, given: PutOptions): Promise<Buffer> {
    if (body instanceof Uint8Array && !given.pace) {
      given.onProgress?.(body.byteLength);
      return Buffer.from(body);
    }
    const chunks: Buffer[] = [];
    let sentBytes = 0;
    const source = given.pace ? pacedPieces(body, given.pace, given) : (body as Readable);
    for await (const chunk of source) {
      throwIfCancelled(given.signal);
      chunks.push(Buffer.from(chunk));
      sentBytes += chunk.length;
      given.onProgress?.(sentBytes);
    }
    const bytes = Buffer.concat(chunks);
    if (given.sizeBytes !== undefined && given.sizeBytes !== bytes.length)
      throw new AppError('integrity', 'The body has another length than was said.');
    return bytes;
  }
  const info = (object: StoredObject): ObjectInfo => ({
    ...object.info,
    ...(object.info.metadata && { metadata: { ...object.info.metadata } }),
  });

  const store: ObjectStore = {
    capabilities,
    listBuckets: (call) =>
      around('listBuckets', null, null, call?.signal, () =>
        [...buckets.all]
          .map(([name, { createdAtMs }]) => ({ name, createdAtMs }))
          .sort((a, b) => compareKeys(a.name, b.name)),
      ),
    createBucket: (bucket, call) =>
      around('createBucket', bucket, null, call?.signal, () => {
        if (bucket === '' || bucket.includes('/'))
          throw new AppError('bucket-name', `“${bucket}” cannot be the name of a bucket.`);
        if (buckets.all.has(bucket))
          throw new AppError('bucket-taken', `There is a bucket “${bucket}” already. Choose another name.`);
        const tier = capabilities.tierOf === 'bucket' ? (call?.tier ?? capabilities.tiers[0] ?? null) : null;
        if (tier !== null && !capabilities.tiers.includes(tier)) throw unknownTier(tier);
        buckets.all.set(bucket, {
          createdAtMs: now(),
          tier,
          access: { publicRead: false, readers: [] },
          corsOrigins: [],
          versioning: 'off',
          quotaBytes: null,
          metadata: {},
          expiryDays: new Map(),
          history: new Map(),
        });
      }),
    deleteBucket: (bucket, call) =>
      around('deleteBucket', bucket, null, call?.signal, () => {
        if ((buckets.all.get(bucket)?.history.size ?? 0) > 0)
          throw new AppError('precondition', `The bucket “${bucket}” still holds objects.`);
        buckets.all.delete(bucket);
      }),
    bucketExists: (bucket, call) =>
      around('bucketExists', bucket, null, call?.signal, () => buckets.all.has(bucket)),
    head: (bucket, key, call) =>
      around('head', bucket, key, call?.signal, () => {
        const object = buckets.find(bucket, key);
        return object ? info(object) : null;
      }),
    get: (bucket, key, call) =>
      around('get', bucket, key, call?.signal, () => {
        const object = objectOf(bucket, key);
        const [start, end] = [
          call?.start ?? 0,
          Math.min(call?.end ?? object.bytes.length, object.bytes.length),
        ];
        const isWhole = call?.start === undefined && call?.end === undefined;
        if (!isWhole && (start < 0 || start >= end))
          throw new AppError('bad-input', 'The range that was asked for is not in the object.');
        return {
          info: info(object),
          body: Readable.from(chunksOf(object.bytes.subarray(start, end), call?.signal), {
            objectMode: false,
          }),
        };
      }),
    put: (bucket, key, body, given = {}) =>
      around('put', bucket, key, given.signal, async () => {
        buckets.bucketOf(bucket);
        if (given.ifAbsent && !capabilities.conditionalPut) throw unsupported('a put that never replaces');
        const bytes = await collect(body, given);
        requireMd5(bytes, given.md5Hex, key);
        const keeps = given.ifAbsent || (given.keepOther && capabilities.keepsOther);
        if (keeps && buckets.find(bucket, key))
          throw new AppError('precondition', `“${key}” is there already and was left as it is.`);
        if (given.ifMatch !== undefined && capabilities.keepsOther)
          if (buckets.find(bucket, key)?.info.etag !== given.ifMatch)
            throw new AppError('precondition', `“${key}” is another one by now and was left as it is.`);
        return keep(bucket, key, bytes, md5Of(bytes), given);
      }),
    async *list(bucket, call) {
      const { prefix = '', startAfter = '', signal } = call ?? {};
      throwIfCancelled(signal);
      const keys = buckets
        .keysOf(bucket)
        .filter((key) => key.startsWith(prefix) && compareKeys(key, startAfter) > 0);
      for (const key of keys) {
        const object = await around('list', bucket, prefix, signal, () => buckets.find(bucket, key));
        if (object) yield info(object);
      }
    },
    listFolder: (bucket, call) =>
      around('listFolder', bucket, call?.prefix ?? null, call?.signal, () => {
        const { prefix = '', after = '', limit = 1000 } = call ?? {};
        const page: FolderPage = { folders: [], objects: [], next: null };
        let last = '';
        for (const key of buckets.keysOf(bucket)) {
          if (!key.startsWith(prefix)) continue;
          const slash = key.indexOf('/', prefix.length);
          const shown = slash === -1 ? key : key.slice(0, slash + 1);
          if (shown === last || (after !== '' && compareKeys(shown, after) <= 0)) continue;
          if (page.folders.length + page.objects.length === limit) return { ...page, next: last };
          last = shown;
          if (slash === -1) page.objects.push(info(objectOf(bucket, key)));
          else page.folders.push(shown);
        }
        return page;
      }),
    copy: (from, to, call) =>
      around('copy', to.bucket, to.key, call?.signal, () => {
        const source = objectOf(from.bucket, from.key);
        return keep(to.bucket, to.key, source.bytes, source.info.etag, {
          ...source.info,
          parts: source.parts,
        });
      }),
    delete: (bucket, key, call) =>
      around('delete', bucket, key, call?.signal, () => {
        buckets.remove(bucket, key);
      }),
    deleteMany: (bucket, keys, call) =>
      around('deleteMany', bucket, null, call?.signal, () => {
        for (const key of keys) buckets.remove(bucket, key);
        return [];
      }),
    presignGet: noAddresses,
    presignPut: noAddresses,
    presignPrefix: noAddresses,
    presignSlots: noAddresses,
    admin: createMemoryAdmin(buckets, capabilities, around, now),
    multipart: {
      begin: (bucket, key, given = {}) =>
        around('multipart.begin', bucket, key, given.signal, () => {
          buckets.bucketOf(bucket);
          lastingOptions(capabilities, given, now());
          const uploadId = randomUUID();
          uploads.set(uploadId, { bucket, key, startedAtMs: now(), options: given, parts: new Map() });
          return uploadId;
        }),
      putPart: (upload, part, { onProgress, ...given } = {}) =>
        around('multipart.putPart', upload.bucket, upload.key, given.signal, async () => {
          const { parts } = uploadOf(upload);
          const bytes = await collect(part.body, given);
          requireMd5(bytes, part.md5Hex, upload.key);
          const held: Part = { number: part.number, etag: md5Of(bytes), sizeBytes: bytes.length };
          parts.set(part.number, { ...held, bytes });
          onProgress?.(bytes.length);
          return held;
        }),
      listParts: (upload, call) =>
        around('multipart.listParts', upload.bucket, upload.key, call?.signal, () =>
          [...uploadOf(upload).parts.values()]
            .sort((a, b) => a.number - b.number)
            .map(({ number, etag, sizeBytes }) => ({ number, etag, sizeBytes })),
        ),
      complete: (upload, wanted, call) =>
        around('multipart.complete', upload.bucket, upload.key, call?.signal, () => {
          const { parts, options: given } = uploadOf(upload);
          const bytes = wanted.map((part) => {
            const held = parts.get(part.number);
            if (held?.etag === part.etag) return held.bytes;
            throw new AppError(
              'integrity',
              `Part ${part.number} of “${upload.key}” is not in the store as it was sent.`,
            );
          });
          uploads.delete(upload.uploadId);
          return keep(
            upload.bucket,
            upload.key,
            Buffer.concat(bytes),
            multipartEtag(wanted.map((part) => part.etag)) as string,
            {
              ...given,
              parts: wanted.map(({ etag }, index) => ({
                sizeBytes: bytes[index]?.length ?? 0,
                md5Hex: etag,
              })),
            },
          );
        }),
      etagOf: multipartEtag,
      partsOf: (bucket, key, call) =>
        around('multipart.partsOf', bucket, key, call?.signal, () => objectOf(bucket, key).parts ?? null),
      isWhole: (bucket, key, call) => around('multipart.isWhole', bucket, key, call?.signal, () => true),
      abort: (upload, call) =>
        around('multipart.abort', upload.bucket, upload.key, call?.signal, () => {
          uploads.delete(upload.uploadId);
        }),
      async *list(bucket, prefix, call) {
        for (const [uploadId, upload] of uploads) {
          throwIfCancelled(call?.signal);
          if (upload.bucket === bucket && upload.key.startsWith(prefix))
            yield {
              key: upload.key,
              uploadId,
              startedAtMs: upload.startedAtMs,
              sizeBytes: [...upload.parts.values()].reduce((sum, part) => sum + part.sizeBytes, 0),
            };
        }
      },
    },
    close: () => undefined,
  };
  return store;
}
