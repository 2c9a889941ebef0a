/** Single objects: told of, read, written, deleted. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { AppError } from '../../../../src-shared/app-error';
import { hashingStream, pacedSlices, translatedBody } from '../../bodies';
import type { CallOptions, Capabilities, ObjectStore, PutOptions, PutResult } from '../../object-store';
import { damagedOnTheWay, isCode, translateS3Error } from './errors';
import type { DescribeNew, NewObjectParams } from './new-objects';
import { type EncryptionFacts, type EtagReader, infoOf } from './object-facts';
import { requestBody, whileBodyHolds } from './request-body';
import type { S3Requests } from './requests';
import { base64OfHex, KEYS_PER_REQUEST, plainEtag, requestOptions } from './wire';

/** Parts of a stream of unknown length: 10,000 of them reach 160 GB, and only few are held in memory at once. */
const UNKNOWN_LENGTH_PART_BYTES = 16 * 1024 ** 2;
/** Deletes one by one, where the store takes no list: enough to hide the way there and back. */
const SINGLE_DELETES_AT_ONCE = 8;
/** XML cannot carry these, not even escaped: such a key is deleted alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are meant
const notInXml = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** An object to be stored, without its bytes. */
type About = NewObjectParams & { Bucket: string; Key: string; IfNoneMatch?: string; IfMatch?: string };
/** What the store said of an object it took. */
interface Stored extends EncryptionFacts {
  ETag?: string | undefined;
  VersionId?: string | undefined;
}

export type S3Objects = Pick<ObjectStore, 'head' | 'get' | 'put' | 'delete' | 'deleteMany'> & {
  deleteVersion: ObjectStore['admin']['deleteVersion'];
};

export function createS3Objects(
  requests: S3Requests,
  how: {
    capabilities: Capabilities;
    /** The capabilities were seen by a probe: what they say is not tried otherwise. */
    seen: boolean;
    describeNew: DescribeNew;
    etags: EtagReader;
  },
): S3Objects {
  const { ask, askHead, callOf } = requests;
  const { capabilities, describeNew, etags } = how;
  let takesLists = capabilities.bulkDelete;

  const head: ObjectStore['head'] = async (bucket, key, options = {}) => {
    try {
      const answer = await askHead(bucket, key, options.signal, (client) =>
        client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), requestOptions(options.signal)),
      );
      return infoOf({ bucket, key }, answer.ContentLength ?? 0, answer, etags);
    } catch (error) {
      if (isCode(error, 'not-found', 'bucket-missing')) return null;
      throw error;
    }
  };

  const get: ObjectStore['get'] = async (bucket, key, options = {}) => {
    const call = callOf(bucket, key);
    const { start = 0, end } = options;
    if (end !== undefined && end <= start)
      throw new AppError('bad-input', `The range that was asked for is not in “${key}”.`);
    const range =
      start === 0 && end === undefined ? undefined : `bytes=${start}-${end === undefined ? '' : end - 1}`;
    const answer = await ask(call, options.signal, (client) =>
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
    return { info: infoOf({ bucket, key }, wholeBytes, answer, etags), body };
  };

  const put: ObjectStore['put'] = async (bucket, key, body, options = {}) => {
    if (options.ifAbsent && !capabilities.conditionalPut) {
      throw new AppError(
        'unsupported',
        `${callOf(bucket).host} is not known to keep what is there already. Use another name.`,
      );
    }
    if (options.ifAbsent && !(body instanceof Uint8Array) && options.sizeBytes === undefined) {
      // It would be joined of parts, and joining overwrites at most stores whatever condition it is given.
      throw new AppError(
        'unsupported',
        `“${key}” has no known length, so it cannot be kept from overwriting.`,
      );
    }
    const about: About = {
      Bucket: bucket,
      Key: key,
      ...describeNew(options),
      ...((options.ifAbsent || (options.keepOther && capabilities.keepsOther)) && { IfNoneMatch: '*' }),
      ...(options.ifMatch !== undefined && capabilities.keepsOther && { IfMatch: options.ifMatch }),
    };
    return body instanceof Uint8Array ? putBytes(about, body, options) : putStream(about, body, options);
  };

  async function putBytes(about: About, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    const at = placeOf(about);
    const md5Hex = options.md5Hex ?? createHash('md5').update(body).digest('hex');
    const onProgress = options.onProgress && onlyForward(options.onProgress);
    const answer = await ask(callOf(at.bucket, at.key), options.signal, (client) =>
      whileBodyHolds(requestBody(body, { ...options, onProgress }), options.signal, (sent, signal) =>
        client.send(
          new PutObjectCommand({
            ...about,
            ContentMD5: base64OfHex(md5Hex),
            Body: sent,
            ContentLength: body.byteLength,
          }),
          requestOptions(signal),
        ),
      ),
    );
    return stored(at, answer, capabilities.verifiesMd5 ? null : md5Hex, body.byteLength);
  }

  async function putStream(about: About, body: Readable, options: PutOptions): Promise<PutResult> {
    const at = placeOf(about);
    const call = callOf(at.bucket, at.key);
    const source = options.pace ? pacedSlices(body, options.pace, { signal: options.signal }) : body;
    const hashed = hashingStream(source, options.onProgress);
    try {
      await requests.settleRegion(at.bucket, options.signal);
      const answer = await ask<Stored>(
        call,
        options.signal,
        (client) => {
          if (options.sizeBytes === undefined)
            return sendUnknownLength(client, { ...about, Body: hashed.stream }, options.signal);
          const command = new PutObjectCommand({
            ...about,
            ...(options.md5Hex && { ContentMD5: base64OfHex(options.md5Hex) }),
            Body: hashed.stream,
            ContentLength: options.sizeBytes,
          });
          return client.send(command, requestOptions(options.signal));
        },
        { once: true },
      );
      const md5Hex = hashed.md5Hex();
      if (options.md5Hex !== undefined && options.md5Hex !== md5Hex) await refuse(at, answer);
      return await stored(at, answer, md5Hex, hashed.sizeBytes());
    } finally {
      hashed.stream.destroy();
    }
  }

  /**
   * Not every store verifies the MD5 it is told, and of a stream it could not be told in advance: then it is compared here with what the
   * store says it holds. null: the store did it.
   */
  async function stored(
    at: { bucket: string; key: string },
    answer: Stored,
    md5Hex: string | null,
    sizeBytes: number,
  ): Promise<PutResult> {
    const etag = plainEtag(answer.ETag);
    const kind = etags.kindOf(at.bucket, etag, answer);
    const comparable = capabilities.etagIsMd5 && kind.etagKind === undefined;
    if (comparable && md5Hex !== null && etag !== md5Hex) await refuse(at, answer);
    return { etag, sizeBytes, ...kind };
  }

  async function refuse(at: { bucket: string; key: string }, answer: Stored): Promise<never> {
    await erase(at.bucket, at.key, answer.VersionId, {});
    throw damagedOnTheWay(callOf(at.bucket, at.key));
  }

  async function erase(
    bucket: string,
    key: string,
    versionId: string | undefined,
    options: CallOptions,
  ): Promise<void> {
    try {
      await ask(callOf(bucket, key), options.signal, (client) =>
        client.send(
          new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) }),
          requestOptions(options.signal),
        ),
      );
    } catch (error) {
      if (!isCode(error, 'not-found')) throw error;
    }
  }

  /** One request for up to a thousand; answers the keys that stay. */
  async function eraseList(bucket: string, keys: string[], options: CallOptions): Promise<Failed[]> {
    const answer = await ask(callOf(bucket), options.signal, (client) =>
      client.send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          Delete: { Quiet: true, Objects: keys.map((key) => ({ Key: key })) },
        }),
        requestOptions(options.signal),
      ),
    );
    return (answer.Errors ?? []).flatMap(({ Key: key = '', Code, Message }) => {
      const error = translateS3Error({ name: Code, message: Message, $metadata: {} }, callOf(bucket, key));
      return error.code === 'not-found' ? [] : [{ key, error }];
    });
  }

  /** What would befall every other key just the same is thrown: the connection, the bucket, or the store is the matter. */
  async function eraseEach(bucket: string, keys: string[], options: CallOptions): Promise<Failed[]> {
    const failed: Failed[] = [];
    const waiting = keys.values();
    const worker = async (): Promise<void> => {
      for (const key of waiting) {
        try {
          await erase(bucket, key, undefined, options);
        } catch (error) {
          const ofAll = isCode(error, 'cancelled', 'key-refused', 'bucket-missing', 'wrong-region', 'tls');
          if (ofAll || !(error instanceof AppError) || error.retry === 'later') throw error;
          failed.push({ key, error });
        }
      }
    };
    await Promise.all(Array.from({ length: SINGLE_DELETES_AT_ONCE }, worker));
    return failed;
  }

  const deleteMany: ObjectStore['deleteMany'] = async (bucket, keys, options = {}) => {
    const failed: Failed[] = [];
    const listed = takesLists ? keys.filter((key) => !notInXml.test(key)) : [];
    const single = takesLists ? keys.filter((key) => notInXml.test(key)) : [...keys];
    for (let offset = 0; offset < listed.length; offset += KEYS_PER_REQUEST) {
      const batch = listed.slice(offset, offset + KEYS_PER_REQUEST);
      try {
        if (takesLists) failed.push(...(await eraseList(bucket, batch, options)));
        else single.push(...batch);
      } catch (error) {
        if (how.seen || !isCode(error, 'unsupported')) throw error;
        takesLists = false;
        single.push(...batch);
      }
    }
    failed.push(...(await eraseEach(bucket, single, options)));
    return failed;
  };

  return {
    head,
    get,
    put,
    delete: (bucket, key, options = {}) => erase(bucket, key, undefined, options),
    deleteMany,
    deleteVersion: (bucket, key, versionId, options = {}) => erase(bucket, key, versionId, options),
  };
}

interface Failed {
  key: string;
  error: unknown;
}

const placeOf = ({ Bucket, Key }: About): { bucket: string; key: string } => ({ bucket: Bucket, key: Key });

/** A request that is sent again begins anew; what was told of it does not go back. */
function onlyForward(onProgress: (sentBytes: number) => void): (sentBytes: number) => void {
  let highest = 0;
  return (sentBytes) => {
    if (sentBytes <= highest) return;
    highest = sentBytes;
    onProgress(sentBytes);
  };
}

/** In parts by the SDK's Upload, which cannot resume; it removes its parts when it fails. */
async function sendUnknownLength(
  client: S3Client,
  params: PutObjectCommandInput,
  signal: AbortSignal | undefined,
): Promise<Stored> {
  const upload = new Upload({ client, params, queueSize: 2, partSize: UNKNOWN_LENGTH_PART_BYTES });
  const stop = () => void upload.abort();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await upload.done();
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
