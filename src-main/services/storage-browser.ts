/** The storage browser: a store as it is, beside the albums that live in it. Nothing an album needs is deleted here. */
import { AppError, toWire, type WireError } from '../../src-shared/app-error';
import { type Album, CAOS_PREFIX } from '../../src-shared/domain/album';
import { homeBucket } from '../../src-shared/domain/connection';
import type {
  BucketFacts,
  ObjectFacts,
  StorageBucket,
  StoragePage,
  StoreUsage,
} from '../../src-shared/domain/storage';
import type { AssetId, ConnectionId } from '../../src-shared/units';
import { throwIfCancelled } from '../storage/cancellation';
import type { ObjectStore } from '../storage/object-store';
import { connectionOr404 } from './connections';
import type { Core } from './core';
import { forgetAssets } from './forget-assets';

/** Buckets whose counts are asked for side by side: quick for a hundred of them, no burden for the store. */
const FACTS_AT_ONCE = 8;

const albumsIn = (core: Core, connectionId: ConnectionId, bucket: string): Album[] =>
  core.catalogue.albums
    .list()
    .filter((album) => album.connectionId === connectionId && album.bucket === bucket);

/** Albums that this key lies in, the innermost first. */
const albumsOf = (core: Core, connectionId: ConnectionId, bucket: string, key: string): Album[] =>
  albumsIn(core, connectionId, bucket)
    .filter((album) => key.startsWith(album.prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length);

/**
 * The album whose large files live of what this bucket holds: Swift keeps their parts in a second container beside the first. Nothing in
 * one says what it is needed for, and without it the album still lists every photo.
 */
const albumBeside = (core: Core, connectionId: ConnectionId, bucket: string): Album | undefined => {
  const base = /^(.+)[_+]segments$/.exec(bucket)?.[1];
  return base === undefined ? undefined : albumsIn(core, connectionId, base)[0];
};

const open = (core: Core, id: ConnectionId): Promise<ObjectStore> =>
  core.stores.open(connectionOr404(core, id).id);

export async function usageOf(
  core: Core,
  connectionId: ConnectionId,
  options: { count: boolean; signal: AbortSignal },
): Promise<StoreUsage> {
  const store = await open(core, connectionId);
  return store.admin.usage(options);
}

/** A key that may not list buckets sees at least the one its connection works in. */
export async function listBuckets(
  core: Core,
  connectionId: ConnectionId,
  signal: AbortSignal,
): Promise<StorageBucket[]> {
  const store = await open(core, connectionId);
  const home = homeBucket(connectionOr404(core, connectionId).config);
  const listed = await store.listBuckets({ signal }).catch((error: unknown) => {
    if (home !== null && error instanceof AppError && ['access-denied', 'unsupported'].includes(error.code))
      return [{ name: home, createdAtMs: null }];
    throw error;
  });
  const buckets: StorageBucket[] = listed.map(({ name, createdAtMs }) => ({
    name,
    createdAtMs,
    objectCount: null,
    totalBytes: null,
    albumIds: albumsIn(core, connectionId, name).map((album) => album.id),
  }));
  // One that keeps no counts would be asked five things of every bucket, to tell none.
  const waiting = store.capabilities.usage ? [...buckets] : [];
  const countNext = async (): Promise<void> => {
    for (let bucket = waiting.shift(); bucket; bucket = waiting.shift())
      Object.assign(bucket, await countsOf(store, bucket.name, signal));
  };
  await Promise.all(Array.from({ length: FACTS_AT_ONCE }, countNext));
  return buckets;
}

/** Counts are a courtesy: a bucket that does not tell them is listed all the same. */
async function countsOf(
  store: ObjectStore,
  bucket: string,
  signal: AbortSignal,
): Promise<Pick<StorageBucket, 'objectCount' | 'totalBytes'>> {
  try {
    const { objectCount, totalBytes } = await store.admin.bucketFacts(bucket, { signal });
    return { objectCount, totalBytes };
  } catch {
    throwIfCancelled(signal);
    return { objectCount: null, totalBytes: null };
  }
}

export async function bucketFacts(
  core: Core,
  connectionId: ConnectionId,
  bucket: string,
  signal: AbortSignal,
): Promise<BucketFacts> {
  return (await open(core, connectionId)).admin.bucketFacts(bucket, { signal });
}

export async function listObjects(
  core: Core,
  connectionId: ConnectionId,
  page: { bucket: string; prefix: string; after?: string | undefined; limit: number },
  signal: AbortSignal,
): Promise<StoragePage> {
  const store = await open(core, connectionId);
  const { folders, objects, next } = await store.listFolder(page.bucket, {
    prefix: page.prefix,
    limit: page.limit,
    ...(page.after !== undefined && { after: page.after }),
    signal,
  });
  return {
    folders,
    objects: objects.map(({ key, sizeBytes, modifiedAtMs, etag, tier }) => ({
      key,
      sizeBytes,
      modifiedAtMs,
      etag,
      tier: tier ?? null,
    })),
    next,
  };
}

/** `not-found` when there is no such object, `bucket-missing` when there is no such bucket. */
export async function statObject(
  core: Core,
  connectionId: ConnectionId,
  bucket: string,
  key: string,
  signal: AbortSignal,
): Promise<ObjectFacts> {
  const store = await open(core, connectionId);
  const held = await store.head(bucket, key, { signal });
  if (!held) {
    if (!(await store.bucketExists(bucket, { signal }))) throw noBucket(bucket);
    throw new AppError('not-found', `“${key}” is not in the bucket “${bucket}”. Look at the list again.`, {
      params: { bucket, key },
    });
  }
  return {
    key: held.key,
    sizeBytes: held.sizeBytes,
    etag: held.etag,
    modifiedAtMs: held.modifiedAtMs,
    contentType: held.contentType ?? null,
    metadata: held.metadata ?? {},
    tier: held.tier ?? null,
    archive: held.archive ?? null,
    expiresAtMs: held.expiresAtMs ?? null,
    albumId: albumsOf(core, connectionId, bucket, held.key)[0]?.id ?? null,
  };
}

const noBucket = (bucket: string): AppError =>
  new AppError('bucket-missing', `There is no bucket “${bucket}”. Look at the list again.`, {
    params: { bucket },
  });

/** Deletes these very objects. Photos of albums here leave their album once the store says that they are gone. */
export async function removeObjects(
  core: Core,
  connectionId: ConnectionId,
  bucket: string,
  keys: string[],
  signal: AbortSignal,
): Promise<{ deleted: number; failed: Array<{ key: string; error: WireError }> }> {
  for (const key of keys) {
    // At the bucket's own root lie the parts of large files, whichever album they belong to.
    const album =
      albumBeside(core, connectionId, bucket) ??
      albumsOf(core, connectionId, bucket, key).find((one) => key.startsWith(one.prefix + CAOS_PREFIX)) ??
      (key.startsWith(CAOS_PREFIX) ? albumsIn(core, connectionId, bucket)[0] : undefined);
    if (!album) continue;
    throw new AppError(
      'bad-input',
      `“${key}” belongs to the album “${album.title}”, which cannot be without it. Delete the album instead.`,
      { params: { key, title: album.title } },
    );
  }
  const store = await open(core, connectionId);
  const wanted = [...new Set(keys)];
  const failed = await store.deleteMany(bucket, wanted, { signal });
  const left = new Set(failed.map((one) => one.key));
  const gone = wanted.filter((key) => !left.has(key));
  await forgetPhotos(core, connectionId, bucket, gone);
  return {
    deleted: gone.length,
    failed: failed.map(({ key, error }) => ({ key, error: toWire(error) })),
  };
}

async function forgetPhotos(
  core: Core,
  connectionId: ConnectionId,
  bucket: string,
  keys: string[],
): Promise<void> {
  const { assets } = core.catalogue;
  const forgotten: AssetId[] = [];
  for (const album of albumsIn(core, connectionId, bucket)) {
    const ids = keys.flatMap((key) => {
      if (!key.startsWith(album.prefix)) return [];
      const asset = assets.findByKey(album.id, key.slice(album.prefix.length));
      // One that is on its way from here is stored anew.
      return asset?.state === 'stored' ? [asset.id] : [];
    });
    if (ids.length === 0) continue;
    await forgetAssets(core, ids);
    core.changes.assetsRemoved(album.id, ids);
    core.changes.album(album.id);
    forgotten.push(...ids);
  }
  if (forgotten.length === 0) return;
  core.changes.summaryOnly();
  core.changes.flush();
  await core.cache.remove(forgotten);
}

/** Only an empty one, that no album here lives in and that is not the one its connection works in. */
export async function removeBucket(
  core: Core,
  connectionId: ConnectionId,
  bucket: string,
  signal: AbortSignal,
): Promise<void> {
  const connection = connectionOr404(core, connectionId);
  const [album] = albumsIn(core, connectionId, bucket);
  if (album) {
    throw new AppError(
      'bad-input',
      `The album “${album.title}” lives in “${bucket}”. Delete the album instead.`,
      { params: { bucket, title: album.title } },
    );
  }
  const beside = albumBeside(core, connectionId, bucket);
  if (beside) {
    throw new AppError(
      'bad-input',
      `“${bucket}” holds the parts of large files of the album “${beside.title}”. Delete the album instead.`,
      { params: { bucket, title: beside.title } },
    );
  }
  if (homeBucket(connection.config) === bucket) {
    throw new AppError(
      'bad-input',
      `“${connection.name}” makes its albums in “${bucket}”. Choose another bucket in its settings first.`,
      { params: { bucket, name: connection.name } },
    );
  }
  const store = await core.stores.open(connectionId);
  if (!(await store.bucketExists(bucket, { signal }))) throw noBucket(bucket);
  await store.deleteBucket(bucket, { signal });
}

/** A signed address of an object that is there; `untilMs` is sooner than asked where the store allows no longer one. */
export async function linkTo(
  core: Core,
  connectionId: ConnectionId,
  wanted: { bucket: string; key: string; expiresInS: number; inline: boolean },
  signal: AbortSignal,
): Promise<{ url: string; untilMs: number }> {
  const { bucket, key, inline } = wanted;
  const { name } = connectionOr404(core, connectionId);
  const store = await open(core, connectionId);
  const { presign, maxLinkSeconds, inlineHtml } = store.capabilities;
  if (!presign) {
    throw new AppError(
      'unsupported',
      `“${name}” gives no links. Keep what you want to share on another connection.`,
      { params: { name } },
    );
  }
  const held = await statObject(core, connectionId, bucket, key, signal);
  if (inline && !inlineHtml && /^text\/html\b/.test(held.contentType ?? '')) {
    throw new AppError(
      'unsupported',
      `“${name}” shows no pages in a browser. Make a link that downloads instead.`,
      { params: { name } },
    );
  }
  const seconds = Math.min(wanted.expiresInS, maxLinkSeconds ?? Number.POSITIVE_INFINITY);
  const untilMs = core.now() + seconds * 1000;
  const url = await store.presignGet(bucket, held.key, seconds, {
    inline,
    fileName: held.key.split('/').at(-1) ?? held.key,
  });
  return { url, untilMs };
}
