/** The ETag that S3 stores give an object made of parts: MD5 over the parts' MD5s, then `-` and their count. */
import { createHash } from 'node:crypto';

/** null when a part's ETag is no MD5 (encrypted buckets), so that nothing can be said. */
export function multipartEtag(partEtags: readonly string[]): string | null {
  const hash = createHash('md5');
  for (const etag of partEtags) {
    if (!/^[0-9a-f]{32}$/.test(etag)) return null;
    hash.update(Buffer.from(etag, 'hex'));
  }
  return `${hash.digest('hex')}-${partEtags.length}`;
}
