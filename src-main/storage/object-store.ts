/** THE port: what CAOS asks of any object store. Drivers translate foreign errors into AppError at their edge. */
import type { Readable } from 'node:stream';
import type { ArchiveState, BucketChange, BucketFacts, StoreUsage } from '../../src-shared/domain/storage';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';

/** Every call that waits takes the signal last, in its options. */
export interface CallOptions {
  signal?: AbortSignal;
}

export interface BucketInfo {
  name: string;
  createdAtMs: number | null;
}

export interface ObjectInfo {
  /** Key within the bucket: NFC, `/` separated, never starting with `/`. */
  key: string;
  sizeBytes: number;
  /** As the store reports it, without quotes. An MD5 in hex where the store makes it one. */
  etag: string;
  modifiedAtMs: number;
  contentType?: string;
  /** Custom metadata, lower-case ASCII names, any Unicode values (drivers encode). */
  metadata?: Record<string, string>;
  /** What the ETag is; absent: MD5 of the bytes where capabilities.etagIsMd5. `parts`: `multipart.etagOf`. `opaque`: encrypted or foreign. */
  etagKind?: EtagKind;
  /** Storage class or policy, where the answer tells it. */
  tier?: string;
  archive?: ArchiveState;
  expiresAtMs?: number;
}
export type EtagKind = 'md5' | 'parts' | 'opaque';

export interface PutOptions extends CallOptions {
  contentType?: string;
  metadata?: Record<string, string>;
  /** Lower-case hex MD5 of the whole body: sent to be verified by the store; a mismatch is `integrity`. */
  md5Hex?: string;
  /** Only when no object has that key (`precondition` otherwise). Needs capabilities.conditionalPut. */
  ifAbsent?: boolean;
  /** Replaces nothing that the store sees there (`precondition`). No promise without capabilities.conditionalPut; some stores ignore it. */
  keepOther?: boolean;
  /**
   * Replaces only the version with this ETag (`precondition` otherwise). No promise: stores that know no such condition (Swift), or without
   * capabilities.keepsOther, replace whatever is there. Bytes only.
   */
  ifMatch?: string;
  /** Exact length of a stream; without it the driver must buffer in parts. */
  sizeBytes?: number;
  /** Needs capabilities.expiry `object`; ignored elsewhere. */
  expiresAtMs?: number;
  /** Needs capabilities.tierOf `object`; ignored elsewhere. */
  tier?: string;
  /** Begins anew when a layer tries again. */
  onProgress?: (sentBytes: number) => void;
  /** Called before each piece of the body goes out; the piece waits for it. Absent: the body goes out as fast as the socket takes it. */
  pace?: Pace;
}

/** Resolves when so many bytes may go out under the bandwidth limit. Rejects with `cancelled` when the signal fires. */
export type Pace = (bytes: number, signal?: AbortSignal) => Promise<void>;

export interface PutResult {
  etag: string;
  sizeBytes: number;
  etagKind?: EtagKind;
}

export interface Part {
  /** 1-based. */
  number: number;
  etag: string;
  sizeBytes: number;
  etagKind?: EtagKind;
}

export interface MultipartUpload {
  key: string;
  uploadId: string;
  startedAtMs: number | null;
  /** Bytes its parts hold; null: not told. */
  sizeBytes?: number | null;
}

/** One part that a stored object was joined of. */
export interface JoinedPart {
  sizeBytes: number;
  /** MD5 of its bytes; null where the store does not tell it. */
  md5Hex: string | null;
}

/** Resumable uploads in parts. `uploadId` outlives the process: persist it before part 1. */
export interface Multipart {
  begin(
    bucket: string,
    key: string,
    options?: Pick<PutOptions, 'contentType' | 'metadata' | 'expiresAtMs' | 'tier' | 'signal'> & {
      /** Each try may have begun one whose id was lost with its answer. Told by the retry layer. */
      onTryAgain?: () => void;
    },
  ): Promise<string>;
  /** `body` is read once; its length is exact; the store verifies `md5Hex`. */
  putPart(
    upload: { bucket: string; key: string; uploadId: string },
    part: { number: number; body: Uint8Array; md5Hex: string },
    options?: CallOptions & { onProgress?: (sentBytes: number) => void; pace?: Pace },
  ): Promise<Part>;
  /** Parts the store holds, ascending; `upload-gone` when it does not know the upload. */
  listParts(
    upload: { bucket: string; key: string; uploadId: string },
    options?: CallOptions,
  ): Promise<Part[]>;
  complete(
    upload: { bucket: string; key: string; uploadId: string },
    parts: Part[],
    options?: CallOptions,
  ): Promise<PutResult>;
  /** The ETag this store gives an object joined of parts with these ETags; null when it cannot be told. */
  etagOf(partEtags: readonly string[]): string | null;
  /**
   * The parts, in order, that the object now under this key was joined of; null when it was not, or the store does not tell. Sizes alone
   * make its composite ETag checkable.
   */
  partsOf(bucket: string, key: string, options?: CallOptions): Promise<JoinedPart[] | null>;
  /**
   * Of an object whose HEAD says that it was joined (`parts`): whether all that it was joined of is still there. `true` by itself where
   * joining copies the bytes; where the object goes on living of its parts, its HEAD says nothing of them.
   */
  isWhole(bucket: string, key: string, options?: CallOptions): Promise<boolean>;
  /** Ends it and frees its parts; quiet when it is gone already. */
  abort(upload: { bucket: string; key: string; uploadId: string }, options?: CallOptions): Promise<void>;
  /** Unfinished uploads below a prefix, to find orphans; also those whose beginning was cut off and of which only parts or a marker are left. */
  list(bucket: string, prefix: string, options?: CallOptions): AsyncIterable<MultipartUpload>;
}

/** What is changed of one object without sending it again. */
export interface ObjectChange {
  contentType?: string;
  /** Replaces all of it. */
  metadata?: Record<string, string>;
  /** When it ends by itself; null: never. Needs capabilities.expiry `object`. */
  expiresAtMs?: number | null;
  /** Needs capabilities.tierOf `object`. */
  tier?: string;
}

export interface ObjectVersion extends ObjectInfo {
  versionId: string;
  latest: boolean;
  /** It stands for a deletion and has no bytes. */
  deleted: boolean;
}

export interface LinkOptions {
  /** Shown in the browser instead of offered as a download. Needs capabilities.inlineHtml for HTML pages. */
  inline?: boolean;
  /** Name for the download. */
  fileName?: string;
}

/**
 * Addresses under which somebody without a key leaves one small object for each name, and nothing else. `put`: one PUT each, of exactly so
 * many bytes, with these headers. `form`: a form by POST, whose file is named like the object (Swift FormPost), of at most so many bytes.
 */
export type SlotAddresses =
  | { kind: 'put'; addresses: Record<string, string>; headers: Record<string, string> }
  | { kind: 'form'; action: string; fields: Array<[name: string, value: string]> };

/** What a person does to a store rarely; what a store cannot do is `unsupported`. */
export interface StoreAdmin {
  /** `count: true` lists every object where the store keeps no counts; else those are null. */
  usage(options?: CallOptions & { count?: boolean }): Promise<StoreUsage>;
  /** `bucket-missing` when there is none. */
  bucketFacts(bucket: string, options?: CallOptions): Promise<BucketFacts>;
  updateBucket(bucket: string, change: BucketChange, options?: CallOptions): Promise<void>;
  updateObject(bucket: string, key: string, change: ObjectChange, options?: CallOptions): Promise<void>;
  /** Asks for an archived object to be readable for some days; quiet when it is or was asked already. */
  restore(bucket: string, key: string, days: number, options?: CallOptions): Promise<void>;
  /** Needs capabilities.versioning. Newest first for each key. */
  versions(bucket: string, options?: CallOptions & { prefix?: string }): AsyncIterable<ObjectVersion>;
  deleteVersion(bucket: string, key: string, versionId: string, options?: CallOptions): Promise<void>;
  /** New signing key for links of this account where it has one: addresses signed so far end. Needs capabilities.presign. */
  rotateLinkKey(options?: CallOptions): Promise<void>;
}

/** One level of a bucket, as a file manager shows it. */
export interface FolderPage {
  /** Full prefixes, ending with '/', ascending. */
  folders: string[];
  objects: ObjectInfo[];
  /** null at the end. */
  next: string | null;
}

export type { Capabilities } from '../../src-shared/domain/store-capabilities';

export interface ObjectStore {
  readonly capabilities: Capabilities;

  listBuckets(options?: CallOptions): Promise<BucketInfo[]>;
  /** `bucket-taken` when it exists (whoever owns it), `bucket-name` when it is not legal. */
  createBucket(bucket: string, options?: CallOptions & { tier?: string }): Promise<void>;
  /** Only empty ones; quiet when it is gone already. */
  deleteBucket(bucket: string, options?: CallOptions): Promise<void>;
  bucketExists(bucket: string, options?: CallOptions): Promise<boolean>;

  /** null when there is no such object. */
  head(bucket: string, key: string, options?: CallOptions): Promise<ObjectInfo | null>;
  /** Half-open byte range [start, end). `not-found` when there is no such object. Destroying the stream ends the request. */
  get(
    bucket: string,
    key: string,
    options?: CallOptions & { start?: number; end?: number },
  ): Promise<{ info: ObjectInfo; body: Readable }>;
  put(bucket: string, key: string, body: Uint8Array | Readable, options?: PutOptions): Promise<PutResult>;
  /** In key order (UTF-8 bytes), every page fetched as it is consumed. */
  list(
    bucket: string,
    options?: CallOptions & { prefix?: string; startAfter?: string },
  ): AsyncIterable<ObjectInfo>;
  /**
   * One level below `prefix` ('' or ending with '/'), in pages: `after` is the `next` of the page before. Folders and objects of one
   * page interleave in key order.
   */
  listFolder(
    bucket: string,
    options?: CallOptions & { prefix?: string; after?: string; limit?: number },
  ): Promise<FolderPage>;
  /**
   * `partBytes`: what was joined of parts of this size is copied in the same ones, so that the store gives both the same ETag and thereby
   * says that they hold the same bytes. A store that cannot ignores it.
   */
  copy(
    from: { bucket: string; key: string },
    to: { bucket: string; key: string },
    options?: CallOptions & { partBytes?: number },
  ): Promise<PutResult>;
  /** Quiet when it is gone already. */
  delete(bucket: string, key: string, options?: CallOptions): Promise<void>;
  /** Deletes many, with the parts of large ones; answers the ones that could not be deleted. */
  deleteMany(
    bucket: string,
    keys: string[],
    options?: CallOptions,
  ): Promise<Array<{ key: string; error: unknown }>>;

  /** Needs capabilities.presign; GET and HEAD. */
  presignGet(bucket: string, key: string, expiresInS: number, options?: LinkOptions): Promise<string>;
  presignPut(bucket: string, key: string, expiresInS: number): Promise<string>;
  /**
   * Answers the address of each key below the prefix, signed at one moment: all under one signature with capabilities.presignPrefix, else
   * each under its own. `unsupported` where a store has only single links.
   */
  presignPrefix(bucket: string, prefix: string, expiresInS: number): Promise<(key: string) => string>;
  /** Needs capabilities.presign; `unsupported` where the store bounds no such upload. `prefix` ends with '/'. */
  presignSlots(
    bucket: string,
    prefix: string,
    names: readonly string[],
    options: { sizeBytes: number; expiresInS: number },
  ): Promise<SlotAddresses>;

  readonly admin: StoreAdmin;

  readonly multipart: Multipart;

  /** Closes idle sockets. */
  close(): void;
}
