/** Asks the store what it holds, and says what that proves. */
import { AppError } from '../../../src-shared/app-error';
import type { PartRow, StoredFacts } from '../../catalogue/catalogue';
import type { EtagKind, ObjectInfo, ObjectStore } from '../../storage/object-store';
import { kindOf, storeKey, type Upload, type UploadOutcome } from './upload';

/** What was sent, and what the store said when it took it. */
export interface Sent {
  etag: string;
  md5Hex: string | null;
  /** Sent in parts. */
  parts: PartRow[] | null;
}

type Held = Pick<ObjectInfo, 'sizeBytes' | 'etag'> & { etagKind?: EtagKind };

/**
 * The ETag of an object joined of these parts; null without parts, where the store has no rule, and where a part's own ETag is not the
 * MD5 of its bytes (encrypted buckets).
 */
export function joinedEtag(
  store: ObjectStore,
  parts: ReadonlyArray<{ etag: string; md5Hex: string }>,
): string | null {
  if (parts.length === 0 || parts.some(({ etag, md5Hex }) => etag !== md5Hex)) return null;
  return store.multipart.etagOf(parts.map(({ etag }) => etag));
}

/**
 * `held`: what a fresh HEAD told after the sending; null: nothing is there; undefined: not asked yet. Size always counts, the checksum
 * where the ETag is one; where it is none it must be the one that the store gave to what we sent, and the store must have verified the
 * MD5s it was told: else the bytes are read back. Rejects with `integrity`.
 */
export async function confirm(
  upload: Upload,
  sent: Sent,
  held: Held | null | undefined,
): Promise<UploadOutcome> {
  const { core, job, access, source, signal } = upload;
  // A connection that was changed meanwhile may lead to another account, which has nothing of it.
  const now = await core.stores.access(job.connectionId);
  const store = await core.stores.open(job.connectionId);
  const fresh =
    held === undefined || now.storeKey !== access.storeKey
      ? await store.head(job.bucket, storeKey(job), { signal })
      : held;
  const expected = (fresh && checksumOf(store, fresh, sent)) ?? sent.etag;
  if (!fresh || fresh.sizeBytes !== source.sizeBytes || (expected !== '' && fresh.etag !== expected)) {
    throw new AppError(
      'integrity',
      `The store does not hold “${job.key}” as it was sent. CAOS sends it again.`,
      {
        details: `sent ${source.sizeBytes} bytes, etag ${expected}; held ${fresh ? `${fresh.sizeBytes} bytes, etag ${fresh.etag}` : 'nothing'}`,
      },
    );
  }
  const { etag, sizeBytes } = fresh;
  const parts = sent.parts && {
    partBytes: sent.parts[0]?.sizeBytes ?? sizeBytes,
    md5Hex: sent.parts.map((part) => part.md5Hex),
  };
  const verified = checksumOf(store, fresh, sent) !== null || store.capabilities.verifiesMd5;
  const proof = verified ? (parts ? 'parts' : 'md5') : await readBack(upload, sent, now);
  core.log.info('stored', { transfer: job.id, key: job.key, sizeBytes, proof });
  return { type: 'stored', facts: { etag, sizeBytes, md5Hex: sent.md5Hex, parts, proof } };
}

/** What the ETag of an object has to be that holds exactly what was sent; null where it says nothing of the bytes. */
function checksumOf(store: ObjectStore, held: Held, sent: Sent): string | null {
  const kind = kindOf(store, held);
  if (kind === 'opaque') return null;
  if (sent.parts) return joinedEtag(store, sent.parts);
  return kind === 'md5' ? sent.md5Hex : null;
}

/** The store verified nothing: the bytes themselves are asked. */
async function readBack(
  { core, job, signal }: Upload,
  sent: Sent,
  access: Upload['access'],
): Promise<StoredFacts['proof']> {
  const partBytes = sent.parts?.[0]?.sizeBytes;
  const back = await core.uploads.run(
    {
      type: 'hash-object',
      store: access,
      bucket: job.bucket,
      key: storeKey(job),
      ...(partBytes !== undefined && { partBytes }),
    },
    { signal },
  );
  const same = sent.parts
    ? back.partSums?.length === sent.parts.length &&
      sent.parts.every((part, index) => part.md5Hex === back.partSums?.[index])
    : back.md5Hex === sent.md5Hex;
  if (same) return 'read-back';
  throw new AppError(
    'integrity',
    `“${job.key}” was read back from the store and is not what was sent. CAOS sends it again.`,
    { details: `sent md5 ${sent.md5Hex ?? 'of parts'}; read back ${back.md5Hex}` },
  );
}
