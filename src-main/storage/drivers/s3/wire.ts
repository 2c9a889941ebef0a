/** Small differences of S3 servers in how values are written. */

/** Most keys one DeleteObjects takes (S3 API reference); also the page size of listings. */
export const KEYS_PER_REQUEST = 1000;

/** Without quotes and weak mark; some servers leave the quotes out themselves. */
export const plainEtag = (etag: string | undefined): string =>
  (etag ?? '').replace(/^W\//, '').replace(/^"|"$/g, '');

export const base64OfHex = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** A name in a listing that was asked for with `encoding-type=url`; servers that ignore that do not echo it. */
export function decodeListed(name: string, encodingType: string | undefined): string {
  if (encodingType !== 'url') return name;
  try {
    return decodeURIComponent(name.replace(/\+/g, ' '));
  } catch {
    return name; // bytes of another program that are no UTF-8: shown as they came
  }
}

/** Value of x-amz-copy-source. */
export const copySource = (from: { bucket: string; key: string }): string =>
  [from.bucket, ...from.key.split('/')].map(encodeURIComponent).join('/');

export const requestOptions = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal ? { abortSignal: signal } : {};
