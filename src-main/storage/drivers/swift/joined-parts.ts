/** What a large object was joined of, as its manifest or the listing of its segments tells. */
import { createHash } from 'node:crypto';
import type { JoinedPart, Multipart } from '../../object-store';
import { objectIsMissing } from './errors';
import type { LargeObjects } from './large-objects';
import type { SwiftRequests } from './requests';
import { listedPages } from './segment-layout';
import { headerOf, isStaticLarge, type ListedEntry, plainEtag, splitPath } from './wire';

/** An entry of a manifest as `multipart-manifest=get` shows it. */
interface ManifestEntry {
  hash?: string;
  bytes?: number;
  /** `first-last`, both counted: only that much of the segment. */
  range?: string;
  /** Base64 of bytes that lie in the manifest itself. */
  data?: string;
  sub_slo?: boolean;
}

/** As many as S3 joins at most; a dynamic large object of more is not told of. */
const MOST_SEGMENTS = 10_000;

export function createJoinedParts(requests: SwiftRequests, large: LargeObjects): Multipart['partsOf'] {
  async function ofListing(manifest: string, signal: AbortSignal | undefined): Promise<JoinedPart[] | null> {
    const { bucket, key: prefix } = splitPath(`/${decodeURIComponent(manifest)}`);
    const parts: JoinedPart[] = [];
    for await (const page of listedPages(requests, { bucket, prefix }, { ...(signal && { signal }) })) {
      parts.push(...page.map(partOfListed));
      if (parts.length > MOST_SEGMENTS) return null;
    }
    return parts;
  }

  return async (bucket, key, { signal } = {}) => {
    const head = await large.headOf(bucket, key, { ...(signal && { signal }) });
    if (!head) throw objectIsMissing(requests.callOf(bucket, key));
    const dynamic = headerOf(head, 'x-object-manifest');
    if (dynamic !== undefined) return ofListing(dynamic, signal);
    if (!isStaticLarge(head)) return null;
    const query = { 'multipart-manifest': 'get' };
    const entries = await requests.json<ManifestEntry[]>({ method: 'GET', bucket, key, query, signal });
    return (entries ?? []).map(partOfManifest);
  };
}

const md5OrNull = (hash: string | undefined): string | null => {
  const etag = plainEtag(hash);
  return /^[0-9a-f]{32}$/.test(etag) ? etag : null;
};

function partOfManifest({ hash, bytes = 0, range, data, sub_slo }: ManifestEntry): JoinedPart {
  if (data !== undefined) {
    const held = Buffer.from(data, 'base64');
    return { sizeBytes: held.length, md5Hex: createHash('md5').update(held).digest('hex') };
  }
  const [, first, last] = /^(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (first !== undefined) return { sizeBytes: Number(last) - Number(first) + 1, md5Hex: null };
  // A manifest within a manifest has the ETag of its own parts.
  return { sizeBytes: bytes, md5Hex: sub_slo ? null : md5OrNull(hash) };
}

const partOfListed = (entry: ListedEntry): JoinedPart => ({
  sizeBytes: entry.bytes ?? 0,
  md5Hex: entry.slo_etag === undefined ? md5OrNull(entry.hash) : null,
});
