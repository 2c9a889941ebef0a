/** Small differences of S3 servers in how values are written. */

/** Without quotes and weak mark; some servers leave the quotes out themselves. */
export const plainEtag = (etag: string | undefined): string =>
  (etag ?? '').replace(/^W\//, '').replace(/^"|"$/g, '');

export const base64OfHex = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** A name in a listing that was asked for with `encoding-type=url`; servers that ignore that do not echo it. */
export const decodeListed = (name: string, encodingType: string | undefined): string =>
  encodingType === 'url' ? decodeURIComponent(name.replace(/\+/g, ' ')) : name;

export const requestOptions = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal ? { abortSignal: signal } : {};
