/** The S3 driver: any service that speaks the S3 API, by the official SDK. */
import type { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AppError } from '../../../../src-shared/app-error';
import type { S3ConnectionConfig } from '../../../../src-shared/domain/connection';
import { isAbort, throwIfCancelled } from '../../cancellation';
import type { CallOptions, ObjectInfo, ObjectStore, PutOptions, PutResult } from '../../object-store';
import { countedSlices, hashingStream, translatedBody } from './bodies';
import { createS3Client } from './client';
import {
  bucketIsTaken,
  damagedOnTheWay,
  illegalBucketName,
  lacksCode,
  type S3Call,
  translateS3Error,
} from './errors';
import { legalBucketName, s3Capabilities } from './limits';
import { decodeMetadata, encodeMetadata } from './metadata';
import { createS3Multipart } from './multipart';
import { base64OfHex, decodeListed, plainEtag, requestOptions } from './wire';

/** Most keys one DeleteObjects takes (S3 API reference); also the page size of listings. */
const KEYS_PER_REQUEST = 1000;
/** Parts of a stream of unknown length: 10,000 of them reach 160 GB, and only few are held in memory at once. */
const UNKNOWN_LENGTH_PART_BYTES = 16 * 1024 ** 2;

/** `clockOffsetMs` is added to this computer's clock; tests use it. Opens no connection before the first call. */
export function createS3Store(
  config: S3ConnectionConfig,
  secret: string,
  deps: { clockOffsetMs?: number } = {},
): ObjectStore {
  const clockOffsetMs = deps.clockOffsetMs ?? 0;
  const client = createS3Client(config, secret, { clockOffsetMs });
  let signingClient: S3Client | null = null;
  const host = config.endpoint ? new URL(config.endpoint).host : `s3.${config.region}.amazonaws.com`;
  const callOf = (bucket?: string, key?: string): S3Call => ({
    host,
    region: config.region,
    ...(bucket && { bucket }),
    ...(key && { key }),
  });

  /** Runs one request; whatever it throws is ours afterwards. */
  async function ask<T>(call: S3Call, signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
    throwIfCancelled(signal);
    try {
      return await run();
    } catch (error) {
      throwIfCancelled(signal);
      throw translateS3Error(error, call);
    }
  }
  /** A HEAD is answered without a reason. When it fails, a small listing is asked, which tells why. */
  async function askHead<T>(
    bucket: string,
    key: string | undefined,
    signal: AbortSignal | undefined,
    run: () => Promise<T>,
  ): Promise<T> {
    throwIfCancelled(signal);
    try {
      return await run();
    } catch (error) {
      throwIfCancelled(signal);
      if (!isAbort(error) && lacksCode(error)) {
        await ask(callOf(bucket), signal, () =>
          client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), requestOptions(signal)),
        );
      }
      throw translateS3Error(error, callOf(bucket, key));
    }
  }
  const isMissing = (error: unknown): boolean =>
    error instanceof AppError && ['not-found', 'bucket-missing'].includes(error.code);

  async function head(bucket: string, key: string, options: CallOptions = {}): Promise<ObjectInfo | null> {
    try {
      const answer = await askHead(bucket, key, options.signal, () =>
        client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), requestOptions(options.signal)),
      );
      return infoOf(key, answer.ContentLength ?? 0, answer);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async function get(
    bucket: string,
    key: string,
    options: CallOptions & { start?: number; end?: number } = {},
  ) {
    const call = callOf(bucket, key);
    const { start = 0, end } = options;
    if (end !== undefined && end <= start)
      throw new AppError('bad-input', `The range that was asked for is not in “${key}”.`);
    const range =
      start === 0 && end === undefined ? undefined : `bytes=${start}-${end === undefined ? '' : end - 1}`;
    const answer = await ask(call, options.signal, () =>
      client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, ...(range && { Range: range }) }),
        requestOptions(options.signal),
      ),
    );
    const wholeBytes = answer.ContentRange
      ? Number(answer.ContentRange.split('/')[1])
      : (answer.ContentLength ?? 0);
    const body = translatedBody(
      answer.Body as Readable,
      (error) => translateS3Error(error, call),
      options.signal,
    );
    return { info: infoOf(key, wholeBytes, answer), body };
  }

  async function put(
    bucket: string,
    key: string,
    body: Uint8Array | Readable,
    options: PutOptions = {},
  ): Promise<PutResult> {
    const call = callOf(bucket, key);
    if (options.ifAbsent)
      throw new AppError(
        'unsupported',
        `${host} is not known to keep what is there already. Use another name.`,
      );
    const about = {
      Bucket: bucket,
      Key: key,
      ...(options.contentType && { ContentType: options.contentType }),
      ...(options.metadata && { Metadata: encodeMetadata(options.metadata) }),
    };
    const md5 = options.md5Hex && { ContentMD5: base64OfHex(options.md5Hex) };

    if (body instanceof Uint8Array) {
      const { onProgress } = options;
      const answer = await ask(call, options.signal, () => {
        const sent = onProgress && body.byteLength > 0 ? countedSlices(body, onProgress) : body;
        return client.send(
          new PutObjectCommand({ ...about, ...md5, Body: sent, ContentLength: body.byteLength }),
          requestOptions(options.signal),
        );
      });
      return { etag: plainEtag(answer.ETag), sizeBytes: body.byteLength };
    }

    const hashed = hashingStream(body, options.onProgress);
    try {
      const etag = await ask(call, options.signal, async () => {
        if (options.sizeBytes === undefined)
          return sendUnknownLength({ ...about, Body: hashed.stream }, options.signal);
        const command = new PutObjectCommand({
          ...about,
          ...md5,
          Body: hashed.stream,
          ContentLength: options.sizeBytes,
        });
        return plainEtag((await client.send(command, requestOptions(options.signal))).ETag);
      });
      const md5Hex = hashed.md5Hex();
      // The store could not be told the MD5 in advance: compare with what it says it holds (an ETag of parts or of encryption says nothing).
      const differs = /^[0-9a-f]{32}$/.test(etag) && etag !== md5Hex;
      if (differs || (options.md5Hex !== undefined && options.md5Hex !== md5Hex)) {
        await remove(bucket, key, {});
        throw damagedOnTheWay(call);
      }
      return { etag, sizeBytes: hashed.sizeBytes() };
    } finally {
      hashed.stream.destroy();
    }
  }

  /** In parts by the SDK's Upload, which cannot resume; it removes its parts when it fails. */
  async function sendUnknownLength(
    params: { Bucket: string; Key: string; Body: Readable },
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const upload = new Upload({ client, params, queueSize: 2, partSize: UNKNOWN_LENGTH_PART_BYTES });
    const stop = () => void upload.abort();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return plainEtag((await upload.done()).ETag);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async function* list(
    bucket: string,
    options: CallOptions & { prefix?: string; startAfter?: string } = {},
  ): AsyncGenerator<ObjectInfo> {
    let token: string | undefined;
    do {
      const continuation = token;
      const page = await ask(callOf(bucket), options.signal, () =>
        client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            EncodingType: 'url', // XML cannot carry every character a key may have
            MaxKeys: KEYS_PER_REQUEST,
            ...(options.prefix && { Prefix: options.prefix }),
            ...(continuation
              ? { ContinuationToken: continuation }
              : options.startAfter && { StartAfter: options.startAfter }),
          }),
          requestOptions(options.signal),
        ),
      );
      for (const object of page.Contents ?? []) {
        yield {
          key: decodeListed(object.Key ?? '', page.EncodingType),
          sizeBytes: object.Size ?? 0,
          etag: plainEtag(object.ETag),
          modifiedAtMs: object.LastModified?.getTime() ?? 0,
        };
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async function copy(
    from: { bucket: string; key: string },
    to: { bucket: string; key: string },
    options: CallOptions = {},
  ): Promise<PutResult> {
    const source = await head(from.bucket, from.key, options);
    if (!source)
      throw new AppError('not-found', `“${from.key}” is not in the bucket “${from.bucket}” any more.`);
    if (source.sizeBytes > s3Capabilities.maxSinglePutBytes)
      return multipart.copyLarge({ ...from, info: source }, to, options);
    const path = [from.bucket, ...from.key.split('/')].map(encodeURIComponent).join('/');
    const answer = await ask(callOf(to.bucket, to.key), options.signal, () =>
      client.send(
        new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource: path }),
        requestOptions(options.signal),
      ),
    );
    return { etag: plainEtag(answer.CopyObjectResult?.ETag), sizeBytes: source.sizeBytes };
  }

  async function remove(bucket: string, key: string, options: CallOptions = {}): Promise<void> {
    try {
      await ask(callOf(bucket, key), options.signal, () =>
        client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), requestOptions(options.signal)),
      );
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not-found')) throw error;
    }
  }

  async function deleteMany(bucket: string, keys: string[], options: CallOptions = {}) {
    const failed: Array<{ key: string; error: unknown }> = [];
    for (let offset = 0; offset < keys.length; offset += KEYS_PER_REQUEST) {
      const batch = keys.slice(offset, offset + KEYS_PER_REQUEST);
      const answer = await ask(callOf(bucket), options.signal, () =>
        client.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: { Quiet: true, Objects: batch.map((key) => ({ Key: key })) },
          }),
          requestOptions(options.signal),
        ),
      );
      for (const { Key: key = '', Code, Message } of answer.Errors ?? []) {
        const error = translateS3Error({ name: Code, message: Message, $metadata: {} }, callOf(bucket, key));
        if (error.code !== 'not-found') failed.push({ key, error });
      }
    }
    return failed;
  }

  async function bucketExists(bucket: string, options: CallOptions = {}): Promise<boolean> {
    try {
      await askHead(bucket, undefined, options.signal, () =>
        client.send(new HeadBucketCommand({ Bucket: bucket }), requestOptions(options.signal)),
      );
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async function createBucket(bucket: string, options: CallOptions = {}): Promise<void> {
    if (!legalBucketName.test(bucket)) throw illegalBucketName(callOf(bucket));
    // Some stores answer the creation of one's own bucket with success, as if it were new. A HEAD that may not look decides nothing.
    const exists = await bucketExists(bucket, options).catch((error) => {
      if (error instanceof AppError && ['access-denied', 'wrong-region'].includes(error.code)) return false;
      throw error;
    });
    if (exists) throw bucketIsTaken(callOf(bucket));
    await ask(callOf(bucket), options.signal, () =>
      client.send(new CreateBucketCommand({ Bucket: bucket }), requestOptions(options.signal)),
    );
  }

  async function presign(
    command: GetObjectCommand | PutObjectCommand,
    bucket: string,
    key: string,
    expiresInS: number,
  ): Promise<string> {
    signingClient ??= createS3Client(config, secret, { clockOffsetMs, plain: true });
    const signing = signingClient;
    return ask(callOf(bucket, key), undefined, () =>
      getSignedUrl(signing, command, { expiresIn: expiresInS }),
    );
  }

  const multipart = createS3Multipart(client, callOf, ask);
  return {
    capabilities: s3Capabilities,
    async listBuckets(options = {}) {
      const answer = await ask(callOf(), options.signal, () =>
        client.send(new ListBucketsCommand({}), requestOptions(options.signal)),
      );
      return (answer.Buckets ?? []).map(({ Name, CreationDate }) => ({
        name: Name ?? '',
        createdAtMs: CreationDate?.getTime() ?? null,
      }));
    },
    createBucket,
    async deleteBucket(bucket, options = {}) {
      try {
        await ask(callOf(bucket), options.signal, () =>
          client.send(new DeleteBucketCommand({ Bucket: bucket }), requestOptions(options.signal)),
        );
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    bucketExists,
    head,
    get,
    put,
    list,
    copy,
    delete: remove,
    deleteMany,
    presignGet: (bucket, key, expiresInS) =>
      presign(new GetObjectCommand({ Bucket: bucket, Key: key }), bucket, key, expiresInS),
    presignPut: (bucket, key, expiresInS) =>
      presign(new PutObjectCommand({ Bucket: bucket, Key: key }), bucket, key, expiresInS),
    multipart,
    close: () => {
      client.destroy();
      signingClient?.destroy();
    },
  };
}

function infoOf(
  key: string,
  sizeBytes: number,
  answer: {
    ETag?: string | undefined;
    LastModified?: Date | undefined;
    ContentType?: string | undefined;
    Metadata?: Record<string, string> | undefined;
  },
): ObjectInfo {
  const metadata = decodeMetadata(answer.Metadata ?? {});
  return {
    key,
    sizeBytes,
    etag: plainEtag(answer.ETag),
    modifiedAtMs: answer.LastModified?.getTime() ?? 0,
    ...(answer.ContentType && { contentType: answer.ContentType }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
