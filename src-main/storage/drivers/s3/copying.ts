/** Copies within a store, and changes to what is known of an object: on S3 that is a copy onto itself. */
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type StorageClass,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { AppError } from '../../../../src-shared/app-error';
import type { CallOptions, ObjectChange, ObjectStore, Part, PutResult } from '../../object-store';
import { isCode, objectIsMissing } from './errors';
import { encodeMetadata } from './metadata';
import { namedUpload, type S3Multipart } from './multipart';
import type { DescribeNew, NewObjectParams } from './new-objects';
import type { EtagReader } from './object-facts';
import type { S3Requests } from './requests';
import { copySource, plainEtag, requestOptions } from './wire';

/** What one request cannot copy is copied in parts. */
export interface LargeCopy {
  /** Objects above this are copied in parts. */
  aboveBytes: number;
  partBytes: number;
}

/** CopyObject takes 5 GiB (S3 API reference); 10,000 parts of this are 10 TiB, above the largest object any store takes. */
export const largeCopy: LargeCopy = { aboveBytes: 5 * 1024 ** 3, partBytes: 1024 ** 3 };

interface Place {
  bucket: string;
  key: string;
}
/** Nothing else than what was looked at is copied. */
type Guard = Pick<CopyObjectCommandInput, 'CopySourceIfMatch'>;
/** What the new object is told to be. */
type Described = Omit<CopyObjectCommandInput, 'Bucket' | 'Key' | 'CopySource'>;

interface CopyJob {
  from: Place;
  to: Place;
  source: HeadObjectCommandOutput;
  described: Described;
  /** `described` is all there is to know of the new object; else what is known of the old one comes along. */
  replaces: boolean;
  /** What was joined of parts of this size is copied in the same ones. */
  partBytes?: number | undefined;
}

export type S3Copying = Pick<ObjectStore, 'copy'> & { updateObject: ObjectStore['admin']['updateObject'] };

export function createS3Copying(
  requests: S3Requests,
  how: { multipart: S3Multipart; describeNew: DescribeNew; etags: EtagReader; large: LargeCopy },
): S3Copying {
  const { ask, askHead, callOf } = requests;
  const { multipart, describeNew, etags, large } = how;

  /** Everything the store tells of the object, undecoded. */
  async function factsOf(at: Place, options: CallOptions): Promise<HeadObjectCommandOutput> {
    try {
      return await askHead(at.bucket, at.key, options.signal, (client) =>
        client.send(
          new HeadObjectCommand({ Bucket: at.bucket, Key: at.key }),
          requestOptions(options.signal),
        ),
      );
    } catch (error) {
      if (isCode(error, 'not-found')) throw objectIsMissing(callOf(at.bucket, at.key));
      throw error;
    }
  }

  const copy: ObjectStore['copy'] = async (from, to, options = {}) => {
    const source = await factsOf(from, options);
    const { partBytes } = options;
    const joined = /^[0-9a-f]{32}-\d+$/.test(plainEtag(source.ETag)) && partBytes !== undefined;
    return runCopy(
      { from, to, source, described: describeNew({}), replaces: false, ...(joined && { partBytes }) },
      options,
    );
  };

  async function updateObject(
    bucket: string,
    key: string,
    change: ObjectChange,
    options: CallOptions = {},
  ): Promise<void> {
    const at = { bucket, key };
    if (change.expiresAtMs !== undefined) {
      throw new AppError(
        'unsupported',
        `${callOf(bucket).host} cannot give one object a time to end. Set a rule for its bucket instead.`,
      );
    }
    const source = await factsOf(at, options);
    const described = keptDescription(source, change, describeNew({}));
    await runCopy({ from: at, to: at, source, described, replaces: true }, options);
  }

  async function runCopy(job: CopyJob, options: CallOptions): Promise<PutResult> {
    const { from, source } = job;
    const inParts = job.partBytes !== undefined || (source.ContentLength ?? 0) > large.aboveBytes;
    const copyWith = inParts ? copyInParts : copyWhole;
    try {
      return await copyWith(job, { CopySourceIfMatch: source.ETag }, options);
    } catch (error) {
      if (!isCode(error, 'precondition')) throw error;
      // Swift's s3api compares an object of parts with another ETag than it tells: look whether it is really another one now.
      const now = await factsOf(from, options);
      if (now.ETag !== source.ETag || now.LastModified?.getTime() !== source.LastModified?.getTime())
        throw changedMeanwhile(from, error);
      return copyWith(job, {}, options);
    }
  }

  async function copyWhole(job: CopyJob, guard: Guard, options: CallOptions): Promise<PutResult> {
    const { from, to, source, described, replaces } = job;
    await requests.settleRegion(to.bucket, options.signal);
    const answer = await ask(callOf(to.bucket, to.key), options.signal, (client) =>
      client.send(
        new CopyObjectCommand({
          Bucket: to.bucket,
          Key: to.key,
          CopySource: copySource(from),
          ...guard,
          ...(replaces && { MetadataDirective: 'REPLACE' }),
          ...described,
        }),
        requestOptions(options.signal),
      ),
    );
    const etag = plainEtag(answer.CopyObjectResult?.ETag);
    const sizeBytes = source.ContentLength ?? 0;
    return { etag, sizeBytes, ...etags.madeKind(to.bucket, etag, answer) };
  }

  async function copyInParts(job: CopyJob, guard: Guard, options: CallOptions): Promise<PutResult> {
    const { from, to, source, replaces } = job;
    const sizeBytes = source.ContentLength ?? 0;
    const { partBytes = large.partBytes } = job;
    const described = replaces ? job.described : { ...documentFacts(source), ...job.described };
    const uploadId = await multipart.beginWith(
      { Bucket: to.bucket, Key: to.key, ...described },
      options.signal,
    );
    const upload = { ...to, uploadId };
    try {
      const parts: Part[] = [];
      for (let start = 0; start < sizeBytes; start += partBytes) {
        const end = Math.min(start + partBytes, sizeBytes);
        const number = parts.length + 1;
        const answer = await multipart.askWithin(upload, options.signal, (client) =>
          client.send(
            new UploadPartCopyCommand({
              ...namedUpload(upload),
              PartNumber: number,
              CopySource: copySource(from),
              CopySourceRange: `bytes=${start}-${end - 1}`,
              ...guard,
            }),
            requestOptions(options.signal),
          ),
        );
        parts.push({ number, etag: plainEtag(answer.CopyPartResult?.ETag), sizeBytes: end - start });
      }
      return await multipart.complete(upload, parts, options);
    } catch (error) {
      await multipart.abort(upload, {});
      throw error;
    }
  }

  return { copy, updateObject };
}

const changedMeanwhile = (from: Place, cause: unknown): AppError =>
  new AppError(
    'precondition',
    `“${from.key}” was changed by someone else meanwhile, so it was left as it is. Look at it again.`,
    { params: { bucket: from.bucket, key: from.key }, cause },
  );

/** What a copy in one request takes along by itself. */
function documentFacts(source: HeadObjectCommandOutput) {
  return defined({
    ContentType: source.ContentType,
    Metadata: source.Metadata,
    CacheControl: source.CacheControl,
    ContentDisposition: source.ContentDisposition,
    ContentEncoding: source.ContentEncoding,
    ContentLanguage: source.ContentLanguage,
    Expires: dateOf(source.ExpiresString),
    WebsiteRedirectLocation: source.WebsiteRedirectLocation,
  });
}

/** Everything the object has, with the change: storage class and encryption would fall back to the bucket's default otherwise. */
function keptDescription(
  source: HeadObjectCommandOutput,
  change: ObjectChange,
  asked: NewObjectParams,
): Described {
  const { StorageClass: _ofNewOnes, ...seal } = asked;
  const sealed = seal.ServerSideEncryption
    ? seal
    : defined({ ServerSideEncryption: source.ServerSideEncryption, SSEKMSKeyId: source.SSEKMSKeyId });
  return {
    ...documentFacts(source),
    ...sealed,
    ...defined({ StorageClass: (change.tier as StorageClass | undefined) ?? source.StorageClass }),
    ...(change.contentType !== undefined && { ContentType: change.contentType }),
    ...(change.metadata && { Metadata: encodeMetadata(change.metadata) }),
  };
}

const dateOf = (text: string | undefined): Date | undefined => {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms);
};

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const defined = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
