/** Whether a copy within a store is, byte for byte, what it was made of: as the store's checksums say, and where they say nothing, by reading. */
import type { ConfirmableAsset } from '../../catalogue/catalogue';
import type { ObjectInfo, ObjectStore } from '../../storage/object-store';
import type { StoreAccess } from '../../workers/jobs';
import type { Core } from '../core';
import { kindOf } from '../upload/upload';

export type HeldObject = Pick<ObjectInfo, 'sizeBytes' | 'etag' | 'etagKind'>;

/** What is known here of the bytes that were copied. */
export type KnownSums = Pick<ConfirmableAsset, 'md5Hex' | 'parts'>;

/** The MD5 of an object's bytes, where its store tells it. */
export const md5Told = (store: ObjectStore, held: HeldObject): string | null =>
  kindOf(store, held) === 'md5' && /^[0-9a-f]{32}$/.test(held.etag) ? held.etag : null;

/** By what the store says alone; null: it does not say. */
export function isCopyByEtag(
  store: ObjectStore,
  from: HeldObject,
  copy: HeldObject,
  known: KnownSums,
): boolean | null {
  if (copy.sizeBytes !== from.sizeBytes) return false;
  const told = md5Told(store, copy);
  const wanted = md5Told(store, from) ?? known.md5Hex;
  if (told !== null && wanted !== null) return told === wanted;
  // The ETag of an object of parts stands for their checksums; another one may only mean that it has other parts.
  const bothOfParts = kindOf(store, from) === 'parts' && kindOf(store, copy) === 'parts';
  return bothOfParts && from.etag !== '' && from.etag === copy.etag ? true : null;
}

/** The size of the parts that an object was joined of, as far as the store says it; undefined: it was not, or of uneven ones. */
export async function partBytesOf(
  store: ObjectStore,
  at: { bucket: string; key: string; held: HeldObject },
  known: KnownSums,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (kindOf(store, at.held) !== 'parts') return undefined;
  if (known.parts) return known.parts.partBytes;
  const parts = await store.multipart.partsOf(at.bucket, at.key, { signal });
  const [first] = parts ?? [];
  const even = parts?.slice(0, -1).every(({ sizeBytes }) => sizeBytes === first?.sizeBytes);
  return first && even && first.sizeBytes > 0 ? first.sizeBytes : undefined;
}

interface Copied {
  bucket: string;
  from: HeldObject & { key: string };
  copy: HeldObject & { key: string };
  known: KnownSums;
}

/** Reads at most both of them back, once each. Rejects with the store's errors. */
export async function isProvenCopy(
  core: Core,
  { store, access }: { store: ObjectStore; access: StoreAccess },
  { bucket, from, copy, known }: Copied,
  signal: AbortSignal,
): Promise<boolean> {
  const told = isCopyByEtag(store, from, copy, known);
  if (told !== null) return told;
  const hash = (key: string, partBytes?: number) =>
    core.uploads.run(
      { type: 'hash-object', store: access, bucket, key, ...(partBytes !== undefined && { partBytes }) },
      { signal },
    );
  const wanted = md5Told(store, from) ?? known.md5Hex;
  if (wanted !== null) return (await hash(copy.key)).md5Hex === wanted;
  if (known.parts) {
    const { partSums = [] } = await hash(copy.key, known.parts.partBytes);
    return partSums.length > 0 && partSums.join() === known.parts.md5Hex.join();
  }
  const source = await hash(from.key);
  return source.md5Hex === (md5Told(store, copy) ?? (await hash(copy.key)).md5Hex);
}
