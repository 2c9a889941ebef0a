/** What the answers of a store tell of an object: what its ETag is, whether it lies in an archive, when it ends. */
import type { ArchiveState } from '../../../../src-shared/domain/storage';
import type { EtagKind, ObjectInfo } from '../../object-store';
import { decodeMetadata } from './metadata';
import { plainEtag } from './wire';

/** The part of an answer that tells how the bytes are encrypted. */
export interface EncryptionFacts {
  ServerSideEncryption?: string | undefined;
  SSECustomerAlgorithm?: string | undefined;
}
interface ObjectAnswer extends EncryptionFacts {
  ETag?: string | undefined;
  LastModified?: Date | undefined;
  ContentType?: string | undefined;
  Metadata?: Record<string, string> | undefined;
  StorageClass?: string | undefined;
  ArchiveStatus?: string | undefined;
  Restore?: string | undefined;
  Expiration?: string | undefined;
}

export interface EtagReader {
  /** Of an answer about one object or part. Without a kind: an MD5 of the bytes, as far as the store makes ETags of that. */
  kindOf(bucket: string, etag: string, encryption: EncryptionFacts): { etagKind?: EtagKind };
  /** Of what was just joined or copied: Ceph does not tell there how it encrypted. */
  madeKind(bucket: string, etag: string, encryption: EncryptionFacts): { etagKind?: EtagKind };
  /** Of a listing, which says nothing of encryption: by what other answers about this bucket told. */
  listedKind(bucket: string, etag: string): { etagKind?: EtagKind };
  /** Whether parts may have ETags that look like an MD5 and are none. */
  mayBeOpaque(): boolean;
}

/**
 * With SSE-KMS, DSSE and SSE-C the ETag is not the MD5 although it may look like one (Amazon S3 API reference, “Object”); a bucket may
 * encrypt so by itself, which only its answers tell. `alwaysOpaque`: the connection asks for such encryption.
 */
export function createEtagReader(alwaysOpaque: boolean): EtagReader {
  const opaqueBuckets = new Set<string>();
  const byShape = (etag: string): { etagKind?: EtagKind } => {
    if (/^[0-9a-f]{32}$/.test(etag)) return {};
    return { etagKind: /^[0-9a-f]{32}-\d+$/.test(etag) ? 'parts' : 'opaque' };
  };
  const kindOf: EtagReader['kindOf'] = (bucket, etag, encryption) => {
    const { ServerSideEncryption: sealed, SSECustomerAlgorithm: customer } = encryption;
    if (!customer && (!sealed || sealed === 'AES256')) return byShape(etag);
    opaqueBuckets.add(bucket);
    return { etagKind: 'opaque' };
  };
  const listedKind: EtagReader['listedKind'] = (bucket, etag) =>
    alwaysOpaque || opaqueBuckets.has(bucket) ? { etagKind: 'opaque' } : byShape(etag);
  return {
    kindOf,
    madeKind: (bucket, etag, encryption) => ({
      ...kindOf(bucket, etag, encryption),
      ...listedKind(bucket, etag),
    }),
    listedKind,
    mayBeOpaque: () => alwaysOpaque || opaqueBuckets.size > 0,
  };
}

/** `answer` is that of a HEAD or GET; `sizeBytes` is the size of the whole object. */
export function infoOf(
  at: { bucket: string; key: string },
  sizeBytes: number,
  answer: ObjectAnswer,
  etags: EtagReader,
): ObjectInfo {
  const metadata = decodeMetadata(answer.Metadata ?? {});
  const etag = plainEtag(answer.ETag);
  const archive = archiveOf(answer);
  const expiresAtMs = expiryOf(answer.Expiration);
  return {
    key: at.key,
    sizeBytes,
    etag,
    ...etags.kindOf(at.bucket, etag, answer),
    modifiedAtMs: answer.LastModified?.getTime() ?? 0,
    ...(answer.ContentType && { contentType: answer.ContentType }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(answer.StorageClass && { tier: answer.StorageClass }),
    ...(archive && { archive }),
    ...(expiresAtMs !== null && { expiresAtMs }),
  };
}

/** Glacier Instant Retrieval is no archive: it is read like any other. */
const archivedTiers = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** From x-amz-storage-class, x-amz-archive-status (Intelligent-Tiering) and x-amz-restore. */
export function archiveOf(answer: ObjectAnswer): ArchiveState | null {
  const away = answer.ArchiveStatus !== undefined || archivedTiers.has(answer.StorageClass ?? '');
  if (/ongoing-request="true"/.test(answer.Restore ?? '')) return 'restoring';
  if (/ongoing-request="false"/.test(answer.Restore ?? '')) return 'restored';
  return away ? 'archived' : null;
}

/** From x-amz-expiration: `expiry-date="Fri, 21 Dec 2012 00:00:00 GMT", rule-id="…"`. */
function expiryOf(expiration: string | undefined): number | null {
  const date = /expiry-date="([^"]+)"/.exec(expiration ?? '')?.[1];
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? null : ms;
}
