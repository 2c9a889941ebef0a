/**
 * Signed addresses of many objects at once: one is signed by the SDK, the others differ from it in key and signature alone (Amazon S3 API
 * reference, “Authenticating Requests: Using Query Parameters”). The SDK takes a millisecond for each; and addresses of several seconds
 * cannot be written short in a page.
 */
import { createHash, createHmac } from 'node:crypto';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
/** RFC 3986, but for the slashes. */
const encoded = (key: string): string =>
  key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');

/** `signed`: the address of `key`. null: it is not made as this knows it, so each has to be signed by itself. */
export function signerLike(
  signed: string,
  key: string,
  secretAccessKey: string,
): ((key: string) => string) | null {
  const { origin, host, pathname, searchParams } = new URL(signed);
  const ofKey = encoded(key);
  const signature = searchParams.get('X-Amz-Signature');
  const time = searchParams.get('X-Amz-Date') ?? '';
  const [, date = '', region = '', service = ''] = (searchParams.get('X-Amz-Credential') ?? '').split('/');
  if (signature === null || !pathname.endsWith(ofKey) || searchParams.get('X-Amz-SignedHeaders') !== 'host')
    return null;
  const before = pathname.slice(0, pathname.length - ofKey.length);
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encoded(value).replaceAll('/', '%2F')}`)
    .sort()
    .join('&');
  const signingKey = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date));
  const signatureOf = (path: string): string => {
    const canonical = ['GET', path, query, `host:${host}\n`, 'host', 'UNSIGNED-PAYLOAD'].join('\n');
    const digest = createHash('sha256').update(canonical).digest('hex');
    const text = ['AWS4-HMAC-SHA256', time, `${date}/${region}/${service}/aws4_request`, digest].join('\n');
    return hmac(signingKey, text).toString('hex');
  };
  if (signatureOf(before + ofKey) !== signature) return null;
  return (other) => {
    const path = before + encoded(other);
    return `${origin}${path}?${query}&X-Amz-Signature=${signatureOf(path)}`;
  };
}
