/** What the bytes of an object are compared with before its file gets a name. */
import type { DownloadJob } from '../../catalogue/catalogue';
import type { EtagKind, ObjectStore } from '../../storage/object-store';

export type ExpectedDigest =
  | { type: 'whole'; md5Hex: string }
  /** Sizes of the parts; MD5 of each where it is known, else all together make the ETag. */
  | { type: 'parts'; sizes: number[]; md5Hex: Array<string | null>; etag: string }
  /** Parts whose size nobody tells: if these are the ones, the ETag proves it; if not, it says nothing. */
  | { type: 'guess'; sizes: number[]; etag: string }
  /** Nothing tells: size, and the same ETag with every answer. */
  | { type: 'none' };

/** What the catalogue knows of an object that still has this ETag. */
export function digestByCatalogue(job: DownloadJob): ExpectedDigest {
  if (job.md5Hex !== null) return { type: 'whole', md5Hex: job.md5Hex };
  const { parts } = job;
  if (parts === null || parts.md5Hex.length !== Math.ceil(job.sizeBytes / parts.partBytes))
    return { type: 'none' };
  const sizes = parts.md5Hex.map((_, index) =>
    Math.min(parts.partBytes, job.sizeBytes - index * parts.partBytes),
  );
  return { type: 'parts', sizes, md5Hex: [...parts.md5Hex], etag: job.etag };
}

/** What the store tells, where the catalogue knows nothing. Rejects as `multipart.partsOf` does. */
export async function digestByStore(
  store: ObjectStore,
  object: { bucket: string; key: string; sizeBytes: number },
  { etag, etagKind }: { etag: string; etagKind: EtagKind | undefined },
  signal: AbortSignal,
): Promise<ExpectedDigest> {
  const isMd5 = etagKind === undefined ? store.capabilities.etagIsMd5 : etagKind === 'md5';
  if (isMd5 && /^[0-9a-f]{32}$/.test(etag)) return { type: 'whole', md5Hex: etag };
  if (etagKind === 'opaque' || etagKind === 'md5') return { type: 'none' };
  const parts = await store.multipart.partsOf(object.bucket, object.key, { signal });
  const total = parts?.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (!parts || total !== object.sizeBytes) return guessParts(object.sizeBytes, etag) ?? { type: 'none' };
  const sizes = parts.map((part) => part.sizeBytes);
  return { type: 'parts', sizes, md5Hex: parts.map((part) => part.md5Hex), etag };
}

/** The lengths whose MD5s are needed. */
export function cutsOf(digest: ExpectedDigest, sizeBytes: number): number[] {
  if (digest.type === 'whole') return [sizeBytes];
  return digest.type === 'parts' || digest.type === 'guess' ? digest.sizes : [];
}

const MiB = 1024 * 1024;
/** What clients make parts of unless told otherwise, in mebibytes. */
const usualParts = [8, 5, 16, 15, 6, 10, 32, 64, 100, 128, 256, 512];

/**
 * Some stores tell how many parts there were (`…-12`) and not how large. Clients make all but the last alike, of whole mebibytes: of the
 * sizes that give that number, the most usual one is worth a try.
 */
function guessParts(sizeBytes: number, etag: string): ExpectedDigest | null {
  const count = Number(/^[0-9a-f]{32}-(\d{1,5})$/.exec(etag)?.[1] ?? 0);
  if (count < 1) return null;
  const least = Math.ceil(sizeBytes / count / MiB);
  const most = count === 1 ? least : Math.ceil(sizeBytes / (count - 1) / MiB) - 1;
  if (most < least) return null;
  const partBytes = (usualParts.find((size) => size >= least && size <= most) ?? most) * MiB;
  const sizes = Array.from({ length: count }, (_, index) =>
    Math.min(partBytes, sizeBytes - index * partBytes),
  );
  return { type: 'guess', sizes, etag };
}

export type Verdict =
  | { type: 'same' }
  /** Nothing to compare with. */
  | { type: 'unproven' }
  /** Indexes of the parts that differ; [] when it cannot be told which. */
  | { type: 'differs'; parts: number[] };

/** `sums`: MD5 of each of `cutsOf`. */
export function judge(digest: ExpectedDigest, sums: readonly string[], store: ObjectStore): Verdict {
  if (digest.type === 'none') return { type: 'unproven' };
  if (digest.type === 'guess')
    return store.multipart.etagOf(sums) === digest.etag ? { type: 'same' } : { type: 'unproven' };
  if (digest.type === 'whole')
    return sums[0] === digest.md5Hex ? { type: 'same' } : { type: 'differs', parts: [] };
  const wrong = digest.md5Hex.flatMap((md5Hex, index) =>
    md5Hex !== null && md5Hex !== sums[index] ? [index] : [],
  );
  if (wrong.length > 0) return { type: 'differs', parts: wrong };
  if (digest.md5Hex.every((md5Hex) => md5Hex !== null)) return { type: 'same' };
  const etag = store.multipart.etagOf(sums);
  if (etag === null) return { type: 'unproven' };
  return etag === digest.etag ? { type: 'same' } : { type: 'differs', parts: [] };
}
