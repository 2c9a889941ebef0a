/** THE port: what CAOS asks of any object store. Drivers translate foreign errors into AppError at their edge. */
import type { Readable } from 'node:stream';

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
}

export interface PutOptions extends CallOptions {
  contentType?: string;
  metadata?: Record<string, string>;
  /** Lower-case hex MD5 of the whole body: sent to be verified by the store; a mismatch is `integrity`. */
  md5Hex?: string;
  /** Only when no object has that key (`precondition` otherwise). Needs capabilities.conditionalPut. */
  ifAbsent?: boolean;
  /** Exact length of a stream; without it the driver must buffer in parts. */
  sizeBytes?: number;
  onProgress?: (sentBytes: number) => void;
}

export interface PutResult {
  etag: string;
  sizeBytes: number;
}

export interface Part {
  /** 1-based. */
  number: number;
  etag: string;
  sizeBytes: number;
}

export interface MultipartUpload {
  key: string;
  uploadId: string;
  startedAtMs: number | null;
}

/** Resumable uploads in parts. `uploadId` outlives the process: persist it before part 1. */
export interface Multipart {
  begin(
    bucket: string,
    key: string,
    options?: Pick<PutOptions, 'contentType' | 'metadata' | 'signal'>,
  ): Promise<string>;
  /** `body` is read once; its length is exact; the store verifies `md5Hex`. */
  putPart(
    upload: { bucket: string; key: string; uploadId: string },
    part: { number: number; body: Uint8Array; md5Hex: string },
    options?: CallOptions & { onProgress?: (sentBytes: number) => void },
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
  /** Ends it and frees its parts; quiet when it is gone already. */
  abort(upload: { bucket: string; key: string; uploadId: string }, options?: CallOptions): Promise<void>;
  /** Unfinished uploads below a prefix, to find orphans. */
  list(bucket: string, prefix: string, options?: CallOptions): AsyncIterable<MultipartUpload>;
}

/** What differs between stores; no caller ever asks which kind it is. */
export interface Capabilities {
  /** Put with `ifAbsent` is atomic. */
  conditionalPut: boolean;
  /** The store rejects a put whose Content-MD5 differs. */
  verifiesMd5: boolean;
  /** ETag of a single put is the MD5 of its bytes. */
  etagIsMd5: boolean;
  presign: boolean;
  /** Inclusive bounds; the last part may be smaller than `minPartBytes`. */
  multipart: { minPartBytes: number; maxPartBytes: number; maxParts: number };
  maxSinglePutBytes: number;
  maxKeyBytes: number;
  createBucket: boolean;
}

export interface ObjectStore {
  readonly capabilities: Capabilities;

  listBuckets(options?: CallOptions): Promise<BucketInfo[]>;
  /** `bucket-taken` when it exists (whoever owns it), `bucket-name` when it is not legal. */
  createBucket(bucket: string, options?: CallOptions): Promise<void>;
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
  copy(
    from: { bucket: string; key: string },
    to: { bucket: string; key: string },
    options?: CallOptions,
  ): Promise<PutResult>;
  /** Quiet when it is gone already. */
  delete(bucket: string, key: string, options?: CallOptions): Promise<void>;
  /** Deletes many; answers the ones that could not be deleted. */
  deleteMany(
    bucket: string,
    keys: string[],
    options?: CallOptions,
  ): Promise<Array<{ key: string; error: unknown }>>;

  /** Needs capabilities.presign. */
  presignGet(bucket: string, key: string, expiresInS: number): Promise<string>;
  presignPut(bucket: string, key: string, expiresInS: number): Promise<string>;

  readonly multipart: Multipart;

  /** Closes idle sockets. */
  close(): void;
}
