/** Resumable uploads in parts, by S3's own part commands. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { multipartEtag } from '../../multipart-etag';
import type { CallOptions, Capabilities, JoinedPart, Multipart, Part } from '../../object-store';
import { damagedOnTheWay, isCode, uploadIsGone } from './errors';
import { mustMoveBehind } from './listing-pages';
import type { DescribeNew } from './new-objects';
import type { EtagReader } from './object-facts';
import { requestBody, whileBodyHolds } from './request-body';
import type { S3Requests } from './requests';
import { base64OfHex, plainEtag, requestOptions } from './wire';

type Upload = Parameters<Multipart['listParts']>[0];

/** Parts of uneven sizes are asked for one by one up to here: a second or two. Above, nothing is told of them. */
const MOST_PARTS_ASKED = 1000;
const PARTS_ASKED_AT_ONCE = 8;

export interface S3Multipart extends Multipart {
  /** Begins with parameters as the SDK has them. */
  beginWith(
    input: CreateMultipartUploadCommandInput & { Bucket: string; Key: string },
    signal: AbortSignal | undefined,
  ): Promise<string>;
  /** Asks about an upload: there, nothing found means that the upload is gone. */
  askWithin<T>(
    upload: Upload,
    signal: AbortSignal | undefined,
    run: (client: S3Client) => Promise<T>,
  ): Promise<T>;
}

export const namedUpload = (upload: Upload) => ({
  Bucket: upload.bucket,
  Key: upload.key,
  UploadId: upload.uploadId,
});

export function createS3Multipart(
  { ask, askHead, callOf }: S3Requests,
  {
    capabilities,
    describeNew,
    etags,
  }: {
    capabilities: Capabilities;
    describeNew: DescribeNew;
    etags: EtagReader;
  },
): S3Multipart {
  /** radosgw says NoSuchKey of an upload, AWS NoSuchUpload. */
  const askWithin: S3Multipart['askWithin'] = async (upload, signal, run) => {
    const call = callOf(upload.bucket, upload.key);
    try {
      return await ask(call, signal, run);
    } catch (error) {
      if (isCode(error, 'not-found')) throw uploadIsGone(call, error);
      throw error;
    }
  };

  const beginWith: S3Multipart['beginWith'] = async (input, signal) => {
    const answer = await ask(callOf(input.Bucket, input.Key), signal, (client) =>
      client.send(new CreateMultipartUploadCommand(input), requestOptions(signal)),
    );
    etags.kindOf(input.Bucket, '', answer); // a bucket that encrypts by itself says so here first
    return answer.UploadId ?? '';
  };

  const listParts: Multipart['listParts'] = async (upload, options = {}) => {
    const parts: Part[] = [];
    let marker: string | undefined;
    do {
      const after = marker;
      const page = await askWithin(upload, options.signal, (client) =>
        client.send(
          new ListPartsCommand({ ...namedUpload(upload), ...(after && { PartNumberMarker: after }) }),
          requestOptions(options.signal),
        ),
      );
      for (const part of page.Parts ?? []) {
        const etag = plainEtag(part.ETag);
        const kind = etags.listedKind(upload.bucket, etag);
        parts.push({ number: part.PartNumber ?? 0, etag, sizeBytes: part.Size ?? 0, ...kind });
      }
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts.sort((a, b) => a.number - b.number);
  };

  async function join(
    upload: Upload,
    parts: Part[],
    options: CallOptions,
  ): Promise<CompleteMultipartUploadCommandOutput> {
    const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` }));
    try {
      return await askWithin(upload, options.signal, (client) =>
        client.send(
          new CompleteMultipartUploadCommand({ ...namedUpload(upload), MultipartUpload: { Parts } }),
          requestOptions(options.signal),
        ),
      );
    } catch (error) {
      // Ceph has a problem of its own, as it says, with an upload that is gone: its parts tell.
      if (isCode(error, 'store-busy')) {
        await listParts(upload, options).catch((reason) => {
          if (isCode(reason, 'upload-gone')) throw reason;
        });
      }
      throw error;
    }
  }

  async function heldEtag({ bucket, key }: Upload, { signal }: CallOptions): Promise<string> {
    const answer = await askHead(bucket, key, signal, (client) =>
      client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), requestOptions(signal)),
    );
    return plainEtag(answer.ETag);
  }

  /** [Note: Parts that are asked for] The size of one part, and how many there are; null where the store does not tell. */
  async function partSize(
    { bucket, key }: { bucket: string; key: string },
    number: number,
    { signal }: CallOptions,
  ): Promise<{ sizeBytes: number; count: number } | null> {
    const answer = await askHead(bucket, key, signal, (client) =>
      client.send(
        new HeadObjectCommand({ Bucket: bucket, Key: key, PartNumber: number }),
        requestOptions(signal),
      ),
    ).catch((error) => {
      // Some stores take the number for a fault; what else is wrong with the object was asked before.
      if (isCode(error, 'unsupported', 'bad-input', 'precondition')) return null;
      throw error;
    });
    if (!answer?.PartsCount) return null;
    return { sizeBytes: answer.ContentLength ?? 0, count: answer.PartsCount };
  }

  /**
   * The first part tells the size of all but the last as programs send them; the last one and one in the middle have to agree. Only when
   * they do not is each asked for.
   */
  const partsOf: Multipart['partsOf'] = async (bucket, key, options = {}) => {
    const at = { bucket, key };
    const whole = await askHead(bucket, key, options.signal, (client) =>
      client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), requestOptions(options.signal)),
    );
    const etag = plainEtag(whole.ETag);
    if (etags.kindOf(bucket, etag, whole).etagKind !== 'parts') return null;
    const count = Number(etag.split('-')[1]);
    const wholeBytes = whole.ContentLength ?? 0;
    if (count === 1) return [{ sizeBytes: wholeBytes, md5Hex: null }];
    const first = await partSize(at, 1, options);
    if (first?.count !== count) return null;
    const lastBytes = wholeBytes - (count - 1) * first.sizeBytes;
    const expected = (number: number): number => (number === count ? lastBytes : first.sizeBytes);
    const looked = await Promise.all(
      [...new Set([Math.ceil((count + 1) / 2), count])].map(async (number) => {
        const part = await partSize(at, number, options);
        return part?.sizeBytes === expected(number);
      }),
    );
    const sizes = looked.every(Boolean)
      ? Array.from({ length: count }, (_, index) => expected(index + 1))
      : await unevenSizes(at, count, options);
    if (sizes?.reduce((sum, size) => sum + size, 0) !== wholeBytes) return null;
    return sizes.map((sizeBytes): JoinedPart => ({ sizeBytes, md5Hex: null }));
  };

  async function unevenSizes(
    at: { bucket: string; key: string },
    count: number,
    options: CallOptions,
  ): Promise<number[] | null> {
    if (count > MOST_PARTS_ASKED) return null;
    const sizes = new Array<number>(count).fill(-1);
    const numbers = sizes.keys();
    const askNext = async (): Promise<void> => {
      for (const index of numbers) sizes[index] = (await partSize(at, index + 1, options))?.sizeBytes ?? -1;
    };
    await Promise.all(Array.from({ length: PARTS_ASKED_AT_ONCE }, askNext));
    return sizes.includes(-1) ? null : sizes;
  }

  return {
    beginWith,
    askWithin,
    begin: (bucket, key, options = {}) =>
      beginWith({ Bucket: bucket, Key: key, ...describeNew(options) }, options.signal),
    etagOf: (partEtags) => (etags.mayBeOpaque() ? null : multipartEtag(partEtags)),

    async putPart(upload, part, options = {}) {
      const { body: bytes, md5Hex, number } = part;
      const answer = await askWithin(upload, options.signal, (client) =>
        whileBodyHolds(requestBody(bytes, options), options.signal, (body, signal) =>
          client.send(
            new UploadPartCommand({
              ...namedUpload(upload),
              PartNumber: number,
              Body: body,
              ContentLength: bytes.byteLength,
              ContentMD5: base64OfHex(md5Hex),
            }),
            requestOptions(signal),
          ),
        ),
      );
      const etag = plainEtag(answer.ETag);
      const kind = etags.kindOf(upload.bucket, etag, answer);
      const comparable = capabilities.etagIsMd5 && kind.etagKind === undefined;
      if (!capabilities.verifiesMd5 && comparable && etag !== part.md5Hex)
        throw damagedOnTheWay(callOf(upload.bucket, upload.key));
      return { number: part.number, etag, sizeBytes: part.body.byteLength, ...kind };
    },

    listParts,

    async complete(upload, parts, options = {}) {
      const answer = await join(upload, parts, options);
      const etag = plainEtag(answer.ETag) || (await heldEtag(upload, options)); // Ceph says nothing here
      const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
      return { etag, sizeBytes, ...etags.madeKind(upload.bucket, etag, answer) };
    },

    partsOf,
    isWhole: async () => true,

    async abort(upload, options = {}) {
      try {
        await askWithin(upload, options.signal, (client) =>
          client.send(new AbortMultipartUploadCommand(namedUpload(upload)), requestOptions(options.signal)),
        );
      } catch (error) {
        if (!isCode(error, 'upload-gone')) throw error;
      }
    },

    /** Without `encoding-type`: Ceph then writes some names in one way and some in the other, and tells of neither. */
    async *list(bucket, prefix, options = {}) {
      type Markers = { KeyMarker?: string; UploadIdMarker?: string };
      let marker: Markers | undefined = {};
      while (marker) {
        const after: Markers = marker;
        const page = await ask(callOf(bucket), options.signal, (client) =>
          client.send(
            new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...after }),
            requestOptions(options.signal),
          ),
        );
        for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? [])
          yield { key: Key, uploadId: UploadId, startedAtMs: Initiated?.getTime() ?? null };
        const next = { KeyMarker: page.NextKeyMarker ?? '', UploadIdMarker: page.NextUploadIdMarker ?? '' };
        marker = page.IsTruncated ? mustMoveBehind<Markers>(next, after, callOf(bucket)) : undefined;
      }
    },
  };
}
