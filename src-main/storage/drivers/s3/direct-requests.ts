/**
 * The three requests that a transfer consists of (PUT of bytes, PUT of a part, HEAD), signed and sent without the SDK: the SDK takes four
 * times the CPU for each (docs/benchmarks.md), and a thousand small files are three thousand requests. Whatever is out of the ordinary is
 * answered `null`, and the SDK asks again: regions that moved, refusals, keys of a profile, names it would treat in its own way.
 */
import { isIP } from 'node:net';
import { throwIfCancelled } from '../../cancellation';
import type { HttpClient } from '../../http-client';
import type { PutOptions } from '../../object-store';
import type { S3Keys } from './credentials';
import { translateS3Error } from './errors';
import type { NewObjectParams } from './new-objects';
import type { EncryptionFacts } from './object-facts';
import { createSigner } from './sign-request';
import { base64OfHex } from './wire';

/** As the SDK names what a store answers. */
export interface DirectAnswer extends EncryptionFacts {
  ETag?: string | undefined;
  VersionId?: string | undefined;
}
export interface DirectHead extends DirectAnswer {
  ContentLength: number;
  LastModified: Date;
  ContentType?: string | undefined;
  Metadata: Record<string, string>;
  StorageClass?: string | undefined;
  ArchiveStatus?: string | undefined;
  Restore?: string | undefined;
  Expiration?: string | undefined;
}
/** `IfMatch` without quotes: Ceph compares it as it stands, AWS and MinIO take both. */
type About = NewObjectParams & { Bucket: string; Key: string; IfNoneMatch?: string; IfMatch?: string };
interface Body {
  bytes: Uint8Array;
  md5Hex: string;
  onProgress?: PutOptions['onProgress'] | undefined;
  pace?: PutOptions['pace'] | undefined;
  signal?: AbortSignal | undefined;
}

export interface DirectRequests {
  /** Rejects with what the network or an overloaded store says; null: the SDK has to ask. */
  put(about: About, body: Body): Promise<DirectAnswer | null>;
  putPart(
    at: { bucket: string; key: string; uploadId: string; number: number },
    body: Body,
  ): Promise<DirectAnswer | null>;
  /** `absent`: there is no such object (or no such bucket). */
  head(bucket: string, key: string, signal: AbortSignal | undefined): Promise<DirectHead | 'absent' | null>;
  close(): void;
}

/** Names that are the same in a host, in a path and in a signature (S3 bucket naming rules, without dots). */
const plainBucket = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
/** A path with these would be changed on its way, or by the store before it checks the signature. */
const unsafeKey = /(^|\/)\.{0,2}(\/|$)/;

/** Answers that say all by their number, as the store's own code would: asking again by the SDK would send the bytes once more. */
const settled: Readonly<Record<number, string>> = {
  412: 'PreconditionFailed',
  429: 'TooManyRequests',
  500: 'InternalError',
  502: 'InternalError',
  503: 'SlowDown',
  504: 'InternalError',
};

export function createDirectRequests(
  http: HttpClient,
  how: {
    endpoint: string;
    /** For sentences. */
    host: string;
    region: string;
    pathStyle: boolean;
    keys: S3Keys;
    /** Milliseconds, with the offset of the connection. */
    now: () => number;
  },
): DirectRequests {
  const { region, keys, pathStyle } = how;
  const signer = createSigner(region);
  /** They live in another region, as the store said: the SDK's path knows its way there. */
  const elsewhere = new Set<string>();

  async function ask(
    method: 'PUT' | 'HEAD',
    bucket: string,
    key: string,
    given: {
      query?: Record<string, string>;
      headers?: Record<string, string>;
      body?: Body;
      signal?: AbortSignal | undefined;
    },
  ): Promise<{ status: number; headers: Record<string, string | undefined> } | null> {
    if (!plainBucket.test(bucket) || unsafeKey.test(key) || elsewhere.has(bucket)) return null;
    throwIfCancelled(given.signal);
    const call = { host: how.host, region, bucket, key };
    const origin = new URL(how.endpoint);
    // An address with a path of its own (behind a proxy) is left to the SDK.
    if (origin.pathname !== '/') return null;
    // No host name can be put before a number.
    if (!pathStyle && isIP(origin.hostname.replace(/^\[|\]$/g, ''))) return null;
    if (!pathStyle) origin.hostname = `${bucket}.${origin.hostname}`;
    const { path, headers } = signer.sign(
      {
        method,
        host: origin.host,
        path: pathStyle ? `/${bucket}/${key}` : `/${key}`,
        query: given.query ?? {},
        headers: given.headers ?? {},
      },
      keys,
      how.now(),
    );
    try {
      const answer = await http.request({
        method,
        origin,
        path,
        headers,
        ...(given.body && {
          body: given.body.bytes,
          onProgress: given.body.onProgress,
          pace: given.body.pace,
        }),
        signal: given.signal,
      });
      answer.body.resume();
      const { status } = answer;
      const told = answer.headers as Record<string, string | undefined>;
      const name = settled[status];
      if (name !== undefined)
        throw Object.assign(new Error('the store did not take it'), {
          name,
          $metadata: { httpStatusCode: status, requestId: told['x-amz-request-id'] ?? told['x-trans-id'] },
          $response: { statusCode: status, headers: told },
        });
      if (status === 400 || (status >= 300 && status < 400)) elsewhere.add(bucket);
      return { status, headers: told };
    } catch (error) {
      throw translateS3Error(error, call);
    }
  }

  async function send(
    bucket: string,
    key: string,
    query: Record<string, string>,
    headers: Record<string, string>,
    body: Body,
  ): Promise<DirectAnswer | null> {
    const answer = await ask('PUT', bucket, key, {
      query,
      headers: { ...headers, 'content-md5': base64OfHex(body.md5Hex) },
      body,
      signal: body.signal,
    });
    return answer?.status === 200 ? told(answer.headers) : null;
  }

  return {
    put(about, body) {
      const headers = headersOf(about);
      return headers ? send(about.Bucket, about.Key, {}, headers, body) : Promise.resolve(null);
    },
    putPart: ({ bucket, key, uploadId, number }, body) =>
      send(bucket, key, { partNumber: `${number}`, uploadId }, {}, body),
    async head(bucket, key, signal) {
      const answer = await ask('HEAD', bucket, key, { signal });
      if (answer?.status === 404) return 'absent';
      if (answer?.status !== 200) return null;
      const { headers } = answer;
      const sizeBytes = Number(headers['content-length']);
      const modified = new Date(headers['last-modified'] ?? '');
      if (!Number.isSafeInteger(sizeBytes) || Number.isNaN(modified.getTime())) return null;
      return {
        ...told(headers),
        ContentLength: sizeBytes,
        LastModified: modified,
        ContentType: headers['content-type'],
        Metadata: metadataOf(headers),
        StorageClass: headers['x-amz-storage-class'],
        ArchiveStatus: headers['x-amz-archive-status'],
        Restore: headers['x-amz-restore'],
        Expiration: headers['x-amz-expiration'],
      };
    },
    close: () => http.close(),
  };
}

/** null for what is not known here. */
function headersOf({ Bucket, Key, ...about }: About): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(about)) {
    if (name === 'Metadata') {
      for (const [meta, text] of Object.entries(about.Metadata ?? {})) headers[`x-amz-meta-${meta}`] = text;
    } else {
      const header = headerNames[name as keyof typeof headerNames];
      if (!header) return null;
      headers[header] = value as string;
    }
  }
  return headers;
}
const headerNames = {
  ContentType: 'content-type',
  StorageClass: 'x-amz-storage-class',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  IfNoneMatch: 'if-none-match',
  IfMatch: 'if-match',
};

const told = (headers: Record<string, string | undefined>): DirectAnswer => ({
  ETag: headers.etag,
  VersionId: headers['x-amz-version-id'],
  ServerSideEncryption: headers['x-amz-server-side-encryption'],
  SSECustomerAlgorithm: headers['x-amz-server-side-encryption-customer-algorithm'],
});

function metadataOf(headers: Record<string, string | undefined>): Record<string, string> {
  const prefix = 'x-amz-meta-';
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}
