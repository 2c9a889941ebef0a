/** Resumable uploads in parts, by S3's own part commands. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { AppError } from '../../../../src-shared/app-error';
import type { CallOptions, Multipart, ObjectInfo, Part, PutResult } from '../../object-store';
import { countedSlices } from './bodies';
import { type S3Call, uploadIsGone } from './errors';
import { encodeMetadata } from './metadata';
import { base64OfHex, decodeListed, plainEtag, requestOptions } from './wire';

type Upload = Parameters<Multipart['listParts']>[0];
type Ask = <T>(call: S3Call, signal: AbortSignal | undefined, run: () => Promise<T>) => Promise<T>;

/** 10,000 of these are 10 TB, above the largest object any store takes. */
const COPY_PART_BYTES = 1024 ** 3;

export function createS3Multipart(
  client: S3Client,
  callOf: (bucket?: string, key?: string) => S3Call,
  ask: Ask,
): Multipart & {
  /** Copies within the store what one request cannot copy. */
  copyLarge(
    from: { bucket: string; key: string; info: ObjectInfo },
    to: { bucket: string; key: string },
    options: CallOptions,
  ): Promise<PutResult>;
} {
  const named = (upload: Upload) => ({ Bucket: upload.bucket, Key: upload.key, UploadId: upload.uploadId });

  /** Within an upload, `not-found` means the upload: radosgw says NoSuchKey, AWS says NoSuchUpload. */
  async function askWithin<T>(
    upload: Upload,
    signal: AbortSignal | undefined,
    run: () => Promise<T>,
  ): Promise<T> {
    const call = callOf(upload.bucket, upload.key);
    try {
      return await ask(call, signal, run);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') throw uploadIsGone(call, error);
      throw error;
    }
  }

  const begin: Multipart['begin'] = async (bucket, key, options = {}) => {
    const answer = await ask(callOf(bucket, key), options.signal, () =>
      client.send(
        new CreateMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          ...(options.contentType && { ContentType: options.contentType }),
          ...(options.metadata && { Metadata: encodeMetadata(options.metadata) }),
        }),
        requestOptions(options.signal),
      ),
    );
    return answer.UploadId ?? '';
  };

  const complete: Multipart['complete'] = async (upload, parts, options = {}) => {
    const answer = await askWithin(upload, options.signal, () =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...named(upload),
          MultipartUpload: {
            Parts: parts.map((part) => ({ PartNumber: part.number, ETag: `"${part.etag}"` })),
          },
        }),
        requestOptions(options.signal),
      ),
    );
    return { etag: plainEtag(answer.ETag), sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0) };
  };

  const abort: Multipart['abort'] = async (upload, options = {}) => {
    try {
      await askWithin(upload, options.signal, () =>
        client.send(new AbortMultipartUploadCommand(named(upload)), requestOptions(options.signal)),
      );
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'upload-gone')) throw error;
    }
  };

  return {
    begin,
    complete,
    abort,
    async putPart(upload, part, options = {}) {
      const answer = await askWithin(upload, options.signal, () =>
        client.send(
          new UploadPartCommand({
            ...named(upload),
            PartNumber: part.number,
            Body: options.onProgress ? countedSlices(part.body, options.onProgress) : part.body,
            ContentLength: part.body.byteLength,
            ContentMD5: base64OfHex(part.md5Hex),
          }),
          requestOptions(options.signal),
        ),
      );
      return { number: part.number, etag: plainEtag(answer.ETag), sizeBytes: part.body.byteLength };
    },
    async listParts(upload, options = {}) {
      const parts: Part[] = [];
      let marker: string | undefined;
      do {
        const after = marker;
        const page = await askWithin(upload, options.signal, () =>
          client.send(
            new ListPartsCommand({ ...named(upload), ...(after && { PartNumberMarker: after }) }),
            requestOptions(options.signal),
          ),
        );
        for (const part of page.Parts ?? []) {
          parts.push({ number: part.PartNumber ?? 0, etag: plainEtag(part.ETag), sizeBytes: part.Size ?? 0 });
        }
        marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } while (marker !== undefined);
      return parts.sort((a, b) => a.number - b.number);
    },
    async *list(bucket, prefix, options = {}) {
      let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
      while (marker) {
        const after: { KeyMarker?: string; UploadIdMarker?: string } = marker;
        const page = await ask(callOf(bucket), options.signal, () =>
          client.send(
            new ListMultipartUploadsCommand({
              Bucket: bucket,
              Prefix: prefix,
              EncodingType: 'url',
              ...after,
            }),
            requestOptions(options.signal),
          ),
        );
        const decoded = (name: string | undefined): string => decodeListed(name ?? '', page.EncodingType);
        for (const upload of page.Uploads ?? []) {
          yield {
            key: decoded(upload.Key),
            uploadId: upload.UploadId ?? '',
            startedAtMs: upload.Initiated?.getTime() ?? null,
          };
        }
        marker = page.IsTruncated
          ? { KeyMarker: decoded(page.NextKeyMarker), UploadIdMarker: page.NextUploadIdMarker ?? '' }
          : undefined;
      }
    },
    async copyLarge(from, to, options) {
      const { contentType, metadata, sizeBytes, etag } = from.info;
      const uploadId = await begin(to.bucket, to.key, {
        ...options,
        ...(contentType && { contentType }),
        ...(metadata && { metadata }),
      });
      const upload = { ...to, uploadId };
      const source = [from.bucket, ...from.key.split('/')].map(encodeURIComponent).join('/');
      try {
        const parts: Part[] = [];
        for (let start = 0; start < sizeBytes; start += COPY_PART_BYTES) {
          const end = Math.min(start + COPY_PART_BYTES, sizeBytes);
          const number = parts.length + 1;
          const answer = await askWithin(upload, options.signal, () =>
            client.send(
              new UploadPartCopyCommand({
                ...named(upload),
                PartNumber: number,
                CopySource: source,
                CopySourceRange: `bytes=${start}-${end - 1}`,
                CopySourceIfMatch: `"${etag}"`,
              }),
              requestOptions(options.signal),
            ),
          );
          parts.push({ number, etag: plainEtag(answer.CopyPartResult?.ETag), sizeBytes: end - start });
        }
        return await complete(upload, parts, options);
      } catch (error) {
        await abort(upload, {});
        throw error;
      }
    },
  };
}
