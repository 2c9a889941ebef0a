/**
 * Signature version 4 in the headers of a request whose body is not part of it (UNSIGNED-PAYLOAD): Amazon S3 API reference,
 * “Authenticating Requests: Using the Authorization Header”. The body is guarded by Content-MD5, which is signed.
 */
import { createHash, createHmac } from 'node:crypto';
import type { S3Keys } from './credentials';

export interface RequestToSign {
  method: string;
  /** Host and port as the Host header says them. */
  host: string;
  /** Decoded: `/`, then the key, with the bucket before it where it is in the path. */
  path: string;
  query: Record<string, string>;
  /** Lower-case names; all of them are signed. */
  headers: Record<string, string>;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986: all but the unreserved characters; `encodeURIComponent` leaves five more. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export interface Signer {
  /** Address to ask for, and all headers. */
  sign(
    request: RequestToSign,
    keys: S3Keys,
    nowMs: number,
  ): { path: string; headers: Record<string, string> };
}

/** Keeps the key of the day: deriving it costs four hashes. */
export function createSigner(region: string): Signer {
  let kept: { date: string; secret: string; key: Buffer } | null = null;
  const keyOf = (secret: string, date: string): Buffer => {
    if (kept?.date !== date || kept.secret !== secret) {
      const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, date));
      kept = { date, secret, key };
    }
    return kept.key;
  };
  return {
    sign({ method, host, path, query, headers }, keys, nowMs) {
      const time = `${new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
      const date = time.slice(0, 8);
      const all: Record<string, string> = {
        ...headers,
        host,
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'x-amz-date': time,
        ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
      };
      const names = Object.keys(all).sort();
      const signed = names.join(';');
      const address = path.split('/').map(encode).join('/');
      const asked = Object.keys(query)
        .map((name) => [encode(name), encode(query[name] ?? '')] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`)
        .join('&');
      const lines = names.map((name) => `${name}:${(all[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
      const canonical = [method, address, asked, lines.join(''), signed, 'UNSIGNED-PAYLOAD'].join('\n');
      const scope = `${date}/${region}/s3/aws4_request`;
      const toSign = [
        'AWS4-HMAC-SHA256',
        time,
        scope,
        createHash('sha256').update(canonical).digest('hex'),
      ].join('\n');
      const signature = createHmac('sha256', keyOf(keys.secretAccessKey, date)).update(toSign).digest('hex');
      return {
        path: asked ? `${address}?${asked}` : address,
        headers: {
          ...all,
          authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
        },
      };
    },
  };
}
