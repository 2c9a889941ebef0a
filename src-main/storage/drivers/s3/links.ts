/** Signed addresses of single objects. */
import { setImmediate as breathe } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AppError } from '../../../../src-shared/app-error';
import type { LinkOptions, ObjectStore } from '../../object-store';
import { MAX_LINK_SECONDS } from './limits';
import type { S3Requests } from './requests';
import { signerLike } from './sign-many';

const SIGNED_IN_ONE_GO = 8;

export type S3Links = Pick<ObjectStore, 'presignGet' | 'presignPut' | 'presignPrefix' | 'presignSlots'>;

/**
 * An address serves the method it was signed for and no other: one for GET refuses HEAD. With temporary keys (session token, role) it
 * ends with those keys, however long it was signed for.
 */
export function createS3Links(requests: S3Requests): S3Links {
  const { ask, callOf } = requests;

  async function presign(
    command: GetObjectCommand | PutObjectCommand,
    bucket: string,
    key: string,
    expiresInS: number,
    signedHeaders: readonly string[] = [],
  ): Promise<string> {
    if (expiresInS > MAX_LINK_SECONDS) {
      throw new AppError(
        'bad-input',
        `${callOf(bucket).host} signs links for seven days at most. Choose a shorter time.`,
        { params: { maxLinkSeconds: MAX_LINK_SECONDS } },
      );
    }
    await requests.settleRegion(bucket, undefined);
    return ask(callOf(bucket, key), undefined, () =>
      getSignedUrl(requests.signingClient(bucket), command, {
        expiresIn: expiresInS,
        ...(signedHeaders.length > 0 && { signableHeaders: new Set(['host', ...signedHeaders]) }),
      }),
    );
  }

  return {
    presignGet: (bucket, key, expiresInS, options = {}) => {
      const disposition = contentDisposition(options);
      return presign(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(disposition && { ResponseContentDisposition: disposition }),
        }),
        bucket,
        key,
        expiresInS,
      );
    },
    presignPut: (bucket, key, expiresInS) =>
      presign(new PutObjectCommand({ Bucket: bucket, Key: key }), bucket, key, expiresInS),
    async presignSlots(bucket, prefix, names, { sizeBytes, expiresInS }) {
      const addresses: Record<string, string> = {};
      for (const [at, name] of names.entries()) {
        // Signing waits for nothing: all in one go would hold the thread.
        if (at % SIGNED_IN_ONE_GO === 0) await breathe();
        // The length is part of what is signed: the store takes exactly so many bytes.
        const put = new PutObjectCommand({ Bucket: bucket, Key: prefix + name, ContentLength: sizeBytes });
        addresses[name] = await presign(put, bucket, prefix + name, expiresInS, ['content-length']);
      }
      return { kind: 'put', addresses, headers: {} };
    },
    async presignPrefix(bucket, prefix, expiresInS) {
      const [key, command] = [`${prefix}any`, new GetObjectCommand({ Bucket: bucket, Key: `${prefix}any` })];
      const signed = await presign(command, bucket, key, expiresInS);
      const { secretAccessKey } = await requests.signingClient(bucket).config.credentials();
      const addressOf = signerLike(signed, key, secretAccessKey);
      if (addressOf) return addressOf;
      throw new AppError(
        'unsupported',
        `${callOf(bucket).host} signs links for single objects only. Make one link for each.`,
      );
    },
  };
}

/** RFC 6266: the name in UTF-8 (RFC 5987) and, for what does not read that, as far as ASCII can say it. null: as the object says. */
export function contentDisposition({ inline, fileName }: LinkOptions): string | null {
  const kind = inline ? 'inline' : fileName === undefined ? null : 'attachment';
  if (kind === null || fileName === undefined) return kind;
  const ascii = fileName.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '_');
  const utf8 = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
