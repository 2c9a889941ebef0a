/**
 * A share of somebody else as a store that can only be read: its listing is what the sealed manifest names, its objects are opened chunk by
 * chunk. Nothing in it can be written, by whatever way.
 */
import { Readable } from 'node:stream';
import { AppError } from '../../../../src-shared/app-error';
import type { Capabilities } from '../../../../src-shared/domain/store-capabilities';
import { throwIfCancelled } from '../../cancellation';
import type { HttpClient } from '../../http-client';
import { compareKeys } from '../../key-order';
import type { FolderPage, ObjectInfo, ObjectStore } from '../../object-store';
import {
  RECEIVED_BUCKET,
  type ReceivedAccess,
  type ReceivedObject,
  type ReceivedPart,
  readOnly,
} from '../../received-share';
import { createSealedSource, streamOf } from '../../sealed-source';

const nothingWritable: Capabilities = {
  conditionalPut: false,
  keepsOther: false,
  listsFresh: true,
  verifiesMd5: false,
  etagIsMd5: false,
  multipart: { minPartBytes: 1, maxPartBytes: 1, maxParts: 1 },
  maxSinglePutBytes: 1,
  maxKeyBytes: 1024,
  createBucket: false,
  bulkDelete: false,
  presign: false,
  presignPrefix: false,
  inlineHtml: false,
  maxLinkSeconds: 0,
  cors: false,
  expiry: 'none',
  tiers: [],
  tierOf: 'none',
  publicRead: false,
  perUserRead: false,
  versioning: false,
  bucketQuota: false,
  usage: false,
};

const sizeOfPart = (part: ReceivedPart): number =>
  'base64' in part ? Buffer.byteLength(part.base64, 'base64') : part.sizeBytes;

export function createReceivedStore(access: ReceivedAccess, http: HttpClient): ObjectStore {
  const source = createSealedSource(access, http);
  const objects = [...access.objects].sort((a, b) => compareKeys(a.key, b.key));
  const byKey = new Map(objects.map((object) => [object.key, object]));

  const infoOf = ({ key, etag, contentType, modifiedAtMs, parts }: ReceivedObject): ObjectInfo => ({
    key,
    etag,
    etagKind: 'opaque',
    contentType,
    modifiedAtMs,
    sizeBytes: parts.reduce((sum, part) => sum + sizeOfPart(part), 0),
  });
  const refuse = (): Promise<never> => Promise.reject(readOnly());
  const none = (): Promise<never> =>
    Promise.reject(new AppError('unsupported', 'A share that somebody sent cannot do that.'));
  function mustBeIt(bucket: string): void {
    if (bucket !== RECEIVED_BUCKET)
      throw new AppError('bucket-missing', `There is no “${bucket}” in a share.`, { params: { bucket } });
  }

  async function* bytesOf(
    object: ReceivedObject,
    start: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array> {
    let at = 0;
    for (const part of object.parts) {
      const size = sizeOfPart(part);
      const [from, to] = [Math.max(0, start - at), Math.min(size, end - at)];
      at += size;
      if (from >= to) continue;
      throwIfCancelled(signal);
      if ('base64' in part) yield Buffer.from(part.base64, 'base64').subarray(from, to);
      else yield* source.read(part.object, part.offset + from, part.offset + to, signal);
    }
  }

  return {
    capabilities: nothingWritable,
    listBuckets: async () => [{ name: RECEIVED_BUCKET, createdAtMs: null }],
    createBucket: refuse,
    deleteBucket: refuse,
    bucketExists: async (bucket) => bucket === RECEIVED_BUCKET,

    async head(bucket, key) {
      mustBeIt(bucket);
      const found = byKey.get(key);
      return found ? infoOf(found) : null;
    },
    async get(bucket, key, { start = 0, end, signal } = {}) {
      mustBeIt(bucket);
      throwIfCancelled(signal);
      const found = byKey.get(key);
      if (!found)
        throw new AppError('not-found', `“${key}” is not part of this share any more.`, { params: { key } });
      const info = infoOf(found);
      if (start > info.sizeBytes || (start === info.sizeBytes && start > 0))
        throw new AppError('bad-input', `“${key}” ends before that.`, { params: { key } });
      const to = Math.min(end ?? info.sizeBytes, info.sizeBytes);
      const pieces = bytesOf(found, start, to, signal);
      // What is refused is said by the call, not by a stream that somebody reads later.
      const first = await pieces.next();
      if (first.done) return { info, body: Readable.from([], { objectMode: false }) };
      return { info, body: streamOf(startingWith(first.value, pieces)) };
    },
    async *list(bucket, { prefix = '', startAfter = '', signal } = {}) {
      mustBeIt(bucket);
      for (const object of objects) {
        throwIfCancelled(signal);
        if (object.key.startsWith(prefix) && compareKeys(object.key, startAfter) > 0) yield infoOf(object);
      }
    },
    async listFolder(bucket, { prefix = '', after, limit = 1000 } = {}): Promise<FolderPage> {
      mustBeIt(bucket);
      const page: FolderPage = { folders: [], objects: [], next: null };
      for (const object of objects) {
        if (!object.key.startsWith(prefix)) continue;
        const slash = object.key.indexOf('/', prefix.length);
        const name = slash < 0 ? object.key : object.key.slice(0, slash + 1);
        if ((after !== undefined && compareKeys(name, after) <= 0) || page.folders.at(-1) === name) continue;
        if (page.folders.length + page.objects.length === limit) return page;
        if (slash < 0) page.objects.push(infoOf(object));
        else page.folders.push(name);
        page.next = name;
      }
      return { ...page, next: null };
    },

    put: refuse,
    copy: refuse,
    delete: refuse,
    deleteMany: refuse,
    presignGet: none,
    presignPut: none,
    presignPrefix: none,
    presignSlots: none,
    admin: {
      usage: none,
      bucketFacts: none,
      updateBucket: refuse,
      updateObject: refuse,
      restore: none,
      versions: nothingIn,
      deleteVersion: refuse,
      rotateLinkKey: none,
    },
    multipart: {
      begin: refuse,
      putPart: refuse,
      listParts: none,
      complete: refuse,
      etagOf: () => null,
      partsOf: async () => null,
      isWhole: async () => true,
      abort: async () => undefined,
      list: nothingIn,
    },
    close: () => http.close(),
  };
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function* nothingIn(): AsyncGenerator<never> {
  // Neither versions nor unfinished uploads: nothing was ever written here.
}
