/** The scratch place of a probe: a bucket of its own or a folder inside a given one, always taken away again. */
import { AppError, toWire } from '../../src-shared/app-error';
import { bucketNameFor, CAOS_PREFIX } from '../../src-shared/domain/album';
import { throwIfCancelled } from '../storage/cancellation';
import type { ObjectStore } from '../storage/object-store';

export interface ScratchPlace {
  bucket: string;
  /** Everything of the probe lies under this prefix. Ends with '/'. */
  base: string;
  /** The bucket itself is the probe's: its settings may be tried and it is deleted at the end. */
  own: boolean;
}

/** What a killed probe left is taken away after this time; a younger one may still be running on another computer. */
const LEFTOVER_AFTER_MS = 3_600_000;
const OWN_BASE = 'caos-probe/';
/** The name tells its own age: not every store tells when a bucket was made. */
const stampPattern = '([0-9a-f]{8})[0-9a-f]{8}';
/** Tiers of buckets are tried with further buckets: `-0`, `-1`, … */
const bucketPattern = new RegExp(`^caos-test-${stampPattern}(-\\d{1,3})?$`);
const folderPattern = new RegExp(`^${CAOS_PREFIX.replace('.', '\\.')}probe-${stampPattern}/$`);

/** Such buckets hold nothing that lasts. */
export const isScratchBucket = (name: string): boolean => bucketPattern.test(name);

/** Eight hex digits of seconds since 1970, eight of chance. */
function stamp(nowMs: number, random: () => number): string {
  const hex = (value: number): string => Math.floor(value).toString(16).padStart(8, '0').slice(-8);
  return hex(nowMs / 1000) + hex(random() * 2 ** 32);
}

export const ownScratch = (nowMs: number, random: () => number): ScratchPlace => ({
  bucket: bucketNameFor('caos-test', stamp(nowMs, random)),
  base: OWN_BASE,
  own: true,
});
export const homeScratch = (home: string, nowMs: number, random: () => number): ScratchPlace => ({
  bucket: home,
  base: `${CAOS_PREFIX}probe-${stamp(nowMs, random)}/`,
  own: false,
});

/** Removes all of it: unfinished uploads, objects, their versions, the bucket. Rejects with the first thing that stays. */
export async function clearScratch(
  store: ObjectStore,
  place: ScratchPlace,
  signal: AbortSignal,
): Promise<void> {
  const { bucket, base } = place;
  await abortUploads(store, place, signal);
  await deleteVersions(store, place, signal);
  const keys: string[] = [];
  for await (const object of store.list(bucket, { prefix: base, signal })) keys.push(object.key);
  // One by one: whether many go at once is what the probe is about to find out.
  for (const key of keys) await store.delete(bucket, key, { signal });
  if (place.own) await store.deleteBucket(bucket, { signal });
}

/**
 * Where versions are or were kept. Before the objects, whose deletion would only leave more of them; and the oldest first: Swift's s3api
 * never answers when the newest of several goes, although it does it.
 */
async function deleteVersions(
  store: ObjectStore,
  { bucket, base }: ScratchPlace,
  signal: AbortSignal,
): Promise<void> {
  const facts = await store.admin.bucketFacts(bucket, { signal }).catch(() => null);
  if (facts?.versioning !== 'on' && facts?.versioning !== 'suspended') return;
  const versions: Array<{ key: string; versionId: string }> = [];
  for await (const version of store.admin.versions(bucket, { prefix: base, signal })) versions.push(version);
  for (const { key, versionId } of versions.reverse())
    await store.admin.deleteVersion(bucket, key, versionId, { signal });
}

/** A store that cannot list unfinished uploads is no reason to leave the rest. */
async function abortUploads(store: ObjectStore, place: ScratchPlace, signal: AbortSignal): Promise<void> {
  const { bucket, base } = place;
  try {
    for await (const upload of store.multipart.list(bucket, base, { signal }))
      await store.multipart.abort({ bucket, ...upload }, { signal });
  } catch (error) {
    throwIfCancelled(signal);
    if (!(error instanceof AppError)) throw error;
  }
}

/** Takes away what a killed probe left longer than an hour ago. Only names of our exact pattern; what cannot be removed stays. */
export async function sweepLeftovers(
  store: ObjectStore,
  where: { bucketNames: readonly string[]; home: string | null },
  nowMs: number,
  signal: AbortSignal,
): Promise<string[]> {
  const old = (match: RegExpMatchArray | null): boolean =>
    match !== null && Number.parseInt(match[1] ?? '', 16) * 1000 < nowMs - LEFTOVER_AFTER_MS;
  const places: ScratchPlace[] = where.bucketNames
    .filter((name) => old(name.match(bucketPattern)))
    .map((bucket) => ({ bucket, base: OWN_BASE, own: true }));
  if (where.home !== null) {
    const bucket = where.home;
    const page = await store.listFolder(bucket, { prefix: CAOS_PREFIX, signal }).catch(() => null);
    for (const base of page?.folders ?? [])
      if (old(base.match(folderPattern))) places.push({ bucket, base, own: false });
  }
  const stayed: string[] = [];
  for (const place of places)
    await clearScratch(store, place, signal).catch((error) =>
      stayed.push(`${place.bucket}/${place.own ? '' : place.base}: ${toWire(error).message}`),
    );
  return stayed;
}
