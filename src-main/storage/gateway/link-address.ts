/** Addresses of objects that the gateway serves: made under a key, and read back only when nothing in them was changed. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface GatewayLink {
  method: 'GET' | 'PUT';
  connectionId: string;
  bucket: string;
  /** NFC. */
  key: string;
  /** Unix milliseconds; counted in whole seconds. */
  expiresAtMs: number;
  inline?: boolean;
  fileName?: string;
  /** Of a PUT: it must be of exactly so many bytes. */
  sizeBytes?: number;
}

/** Every part for itself, so that none can reach into the next. */
function signatureOf(link: GatewayLink, signingKey: Buffer): string {
  const parts = [
    'caos gateway 1',
    link.method,
    Math.floor(link.expiresAtMs / 1000),
    link.connectionId,
    link.bucket,
    link.key,
    link.inline === true,
    link.fileName ?? null,
    // Absent as before, so that addresses made without it go on.
    ...(link.sizeBytes === undefined ? [] : [link.sizeBytes]),
  ];
  return createHmac('sha256', signingKey).update(JSON.stringify(parts)).digest('hex');
}

/** Path and query of a signed address: `/<connection>/<bucket>/<key>?expires=…&sig=…`. */
export function signedPath(link: GatewayLink, signingKey: Buffer): string {
  const segments = [link.connectionId, link.bucket, ...link.key.split('/')].map(encodeURIComponent);
  const query = new URLSearchParams({
    expires: String(Math.floor(link.expiresAtMs / 1000)),
    sig: signatureOf(link, signingKey),
  });
  if (link.inline) query.set('inline', '1');
  if (link.fileName !== undefined) query.set('filename', link.fileName);
  if (link.sizeBytes !== undefined) query.set('bytes', String(link.sizeBytes));
  return `/${segments.join('/')}?${query}`;
}

/** What an address asks for; null when none of ours looks like it. Nothing of it is believed before `isSigned`. */
export function parseLink(
  method: string | undefined,
  target: string,
): { link: GatewayLink; signature: string } | null {
  const [path = '', ...rest] = target.split('?');
  const query = new URLSearchParams(rest.join('?'));
  const expires = query.get('expires') ?? '';
  if (!path.startsWith('/') || !/^\d{1,12}$/.test(expires)) return null;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'PUT') return null;
  try {
    const [connectionId = '', bucket = '', ...key] = path.slice(1).split('/').map(decodeURIComponent);
    const fileName = query.get('filename');
    const bytes = query.get('bytes');
    if (bytes !== null && !/^\d{1,12}$/.test(bytes)) return null;
    const link: GatewayLink = {
      method: method === 'PUT' ? 'PUT' : 'GET',
      connectionId,
      bucket: bucket.normalize('NFC'),
      key: key.join('/').normalize('NFC'),
      expiresAtMs: Number(expires) * 1000,
      ...(query.get('inline') === '1' && { inline: true }),
      ...(fileName !== null && { fileName }),
      ...(bytes !== null && { sizeBytes: Number(bytes) }),
    };
    return { link, signature: query.get('sig') ?? '' };
  } catch {
    return null; // not UTF-8
  }
}

/** Takes the same time whichever character differs. */
export function isSigned(link: GatewayLink, signature: string, signingKey: Buffer): boolean {
  const expected = Buffer.from(signatureOf(link, signingKey));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
