/** Puts one function around every call of a store, so that a layer says only what it adds. */
import type { Multipart, ObjectStore, StoreAdmin } from '../object-store';

type Verbs<T> = { [K in keyof T]: T[K] extends (...given: never[]) => unknown ? K : never }[keyof T] & string;
/** Every verb of the port that asks the store: a table of them cannot leave a new one out. */
export type StoreOperation =
  | Exclude<Verbs<ObjectStore>, 'close'>
  | `admin.${Verbs<StoreAdmin>}`
  | `multipart.${Exclude<Verbs<Multipart>, 'etagOf'>}`;

/** What a layer may know of a call. Never the body, never a secret, never a signed address. */
export interface StoreCall {
  /** Name of the port's method, parts as `multipart.putPart`. */
  operation: StoreOperation;
  bucket: string | null;
  key: string | null;
  /** All that it names in the bucket: `key`, or several. */
  keys: readonly string[];
  /** False when the body is a stream: once read it cannot be sent again. */
  replayable: boolean;
  signal: AbortSignal | undefined;
}
export type Around = <T>(call: StoreCall, run: () => Promise<T>) => Promise<T>;

/** Each step of a listing goes through `around` too, since any of them may fetch a page. */
async function* aroundSteps<T>(
  call: StoreCall,
  around: Around,
  open: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  const steps = open()[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await around(call, () => steps.next());
      if (step.done) return;
      yield step.value;
    }
  } finally {
    await steps.return?.();
  }
}

export function wrapStore(inner: ObjectStore, around: Around): ObjectStore {
  const call = (
    operation: StoreOperation,
    bucket: string | null,
    key: string | null,
    signal: AbortSignal | undefined,
    { replayable = true, keys = key === null ? [] : [key] }: Partial<StoreCall> = {},
  ): StoreCall => ({ operation, bucket, key, keys, replayable, signal });
  const { multipart, admin } = inner;

  return {
    capabilities: inner.capabilities,
    listBuckets: (options) =>
      around(call('listBuckets', null, null, options?.signal), () => inner.listBuckets(options)),
    createBucket: (bucket, options) =>
      around(call('createBucket', bucket, null, options?.signal), () => inner.createBucket(bucket, options)),
    deleteBucket: (bucket, options) =>
      around(call('deleteBucket', bucket, null, options?.signal), () => inner.deleteBucket(bucket, options)),
    bucketExists: (bucket, options) =>
      around(call('bucketExists', bucket, null, options?.signal), () => inner.bucketExists(bucket, options)),
    head: (bucket, key, options) =>
      around(call('head', bucket, key, options?.signal), () => inner.head(bucket, key, options)),
    get: (bucket, key, options) =>
      around(call('get', bucket, key, options?.signal), () => inner.get(bucket, key, options)),
    put: (bucket, key, body, options) =>
      around(call('put', bucket, key, options?.signal, { replayable: body instanceof Uint8Array }), () =>
        inner.put(bucket, key, body, options),
      ),
    list: (bucket, options) =>
      aroundSteps(call('list', bucket, options?.prefix ?? null, options?.signal), around, () =>
        inner.list(bucket, options),
      ),
    listFolder: (bucket, options) =>
      around(call('listFolder', bucket, options?.prefix ?? null, options?.signal), () =>
        inner.listFolder(bucket, options),
      ),
    copy: (from, to, options) =>
      around(call('copy', to.bucket, to.key, options?.signal), () => inner.copy(from, to, options)),
    delete: (bucket, key, options) =>
      around(call('delete', bucket, key, options?.signal), () => inner.delete(bucket, key, options)),
    deleteMany: (bucket, keys, options) =>
      around(call('deleteMany', bucket, null, options?.signal, { keys }), () =>
        inner.deleteMany(bucket, keys, options),
      ),
    presignGet: (bucket, key, expiresInS, options) =>
      around(call('presignGet', bucket, key, undefined), () =>
        inner.presignGet(bucket, key, expiresInS, options),
      ),
    presignPut: (bucket, key, expiresInS) =>
      around(call('presignPut', bucket, key, undefined), () => inner.presignPut(bucket, key, expiresInS)),
    presignPrefix: (bucket, prefix, expiresInS) =>
      around(call('presignPrefix', bucket, prefix, undefined), () =>
        inner.presignPrefix(bucket, prefix, expiresInS),
      ),
    presignSlots: (bucket, prefix, names, options) =>
      around(
        call('presignSlots', bucket, prefix, undefined, {
          keys: [prefix, ...names.map((name) => prefix + name)],
        }),
        () => inner.presignSlots(bucket, prefix, names, options),
      ),
    admin: {
      usage: (options) =>
        around(call('admin.usage', null, null, options?.signal), () => admin.usage(options)),
      bucketFacts: (bucket, options) =>
        around(call('admin.bucketFacts', bucket, null, options?.signal), () =>
          admin.bucketFacts(bucket, options),
        ),
      updateBucket: (bucket, change, options) =>
        around(call('admin.updateBucket', bucket, null, options?.signal), () =>
          admin.updateBucket(bucket, change, options),
        ),
      updateObject: (bucket, key, change, options) =>
        around(call('admin.updateObject', bucket, key, options?.signal), () =>
          admin.updateObject(bucket, key, change, options),
        ),
      restore: (bucket, key, days, options) =>
        around(call('admin.restore', bucket, key, options?.signal), () =>
          admin.restore(bucket, key, days, options),
        ),
      versions: (bucket, options) =>
        aroundSteps(call('admin.versions', bucket, options?.prefix ?? null, options?.signal), around, () =>
          admin.versions(bucket, options),
        ),
      deleteVersion: (bucket, key, versionId, options) =>
        around(call('admin.deleteVersion', bucket, key, options?.signal), () =>
          admin.deleteVersion(bucket, key, versionId, options),
        ),
      rotateLinkKey: (options) =>
        around(call('admin.rotateLinkKey', null, null, options?.signal), () => admin.rotateLinkKey(options)),
    },
    multipart: {
      begin: (bucket, key, options) =>
        around(call('multipart.begin', bucket, key, options?.signal), () =>
          multipart.begin(bucket, key, options),
        ),
      putPart: (upload, part, options) =>
        around(call('multipart.putPart', upload.bucket, upload.key, options?.signal), () =>
          multipart.putPart(upload, part, options),
        ),
      listParts: (upload, options) =>
        around(call('multipart.listParts', upload.bucket, upload.key, options?.signal), () =>
          multipart.listParts(upload, options),
        ),
      complete: (upload, parts, options) =>
        around(call('multipart.complete', upload.bucket, upload.key, options?.signal), () =>
          multipart.complete(upload, parts, options),
        ),
      etagOf: (partEtags) => multipart.etagOf(partEtags),
      partsOf: (bucket, key, options) =>
        around(call('multipart.partsOf', bucket, key, options?.signal), () =>
          multipart.partsOf(bucket, key, options),
        ),
      isWhole: (bucket, key, options) =>
        around(call('multipart.isWhole', bucket, key, options?.signal), () =>
          multipart.isWhole(bucket, key, options),
        ),
      abort: (upload, options) =>
        around(call('multipart.abort', upload.bucket, upload.key, options?.signal), () =>
          multipart.abort(upload, options),
        ),
      list: (bucket, prefix, options) =>
        aroundSteps(call('multipart.list', bucket, prefix, options?.signal), around, () =>
          multipart.list(bucket, prefix, options),
        ),
    },
    close: () => inner.close(),
  };
}
