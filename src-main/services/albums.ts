/** Creating, describing and deleting albums. An album describes itself in its own `.caos/album.json`. */
import { randomUUID } from 'node:crypto';
import { AppError, toWire } from '../../src-shared/app-error';
import { type Album, AlbumFile, bucketNameFor, CAOS_PREFIX } from '../../src-shared/domain/album';
import {
  type AlbumId,
  AlbumId as AlbumIdSchema,
  type AssetId,
  type ConnectionId,
} from '../../src-shared/units';
import type { AlbumRow } from '../catalogue/catalogue';
import type { ObjectStore } from '../storage/object-store';
import type { Core } from './core';

/** Rows of assets removed in one go; with what hangs on them that holds the main thread for some 10 ms. */
const ROWS_PER_SLICE = 200;

const albumFileKey = (prefix: string): string => `${prefix}${CAOS_PREFIX}album.json`;

export const albumOr404 = (core: Pick<Core, 'catalogue'>, id: AlbumId): Album => {
  const album = core.catalogue.albums.get(id);
  if (!album) throw new AppError('not-found', 'That album is not here any more. Choose another one.');
  return album;
};

/** Makes the bucket, writes the album's description into it, and only then knows it here. */
export async function createAlbum(
  core: Core,
  given: {
    title: string;
    note?: string | undefined;
    connectionId?: ConnectionId | undefined;
    bucket?: string | undefined;
  },
): Promise<Album> {
  const { catalogue } = core;
  const connection = given.connectionId
    ? catalogue.connections.get(given.connectionId)
    : catalogue.connections.list().find((known) => known.builtIn);
  if (!connection)
    throw new AppError('not-found', 'That connection is not here any more. Choose another one in Storage.');

  const id = AlbumIdSchema.parse(randomUUID());
  const bucket = given.bucket ?? bucketNameFor(given.title, id.slice(0, 6));
  const row: AlbumRow = {
    id,
    title: given.title,
    note: given.note ?? '',
    connectionId: connection.id,
    bucket,
    prefix: '',
    createdAtMs: core.now(),
  };
  const store = await core.stores.open(connection.id);
  await store.createBucket(bucket);
  try {
    await writeAlbumFile(store, row, core.now());
    catalogue.albums.insert(row);
  } catch (error) {
    // Leaves nothing half made behind; a failure of this clean-up is less important than the reason for it.
    await store.delete(bucket, albumFileKey('')).catch(() => undefined);
    await store.deleteBucket(bucket).catch(() => undefined);
    throw error;
  }
  core.changes.album(id);
  core.changes.connections();
  core.changes.flush();
  return albumOr404(core, id);
}

async function writeAlbumFile(store: ObjectStore, album: AlbumRow, nowMs: number): Promise<void> {
  const file = AlbumFile.parse({
    format: 'caos-album',
    version: 1,
    id: album.id,
    title: album.title,
    note: album.note,
    createdAt: new Date(album.createdAtMs).toISOString(),
    updatedAt: new Date(nowMs).toISOString(),
  });
  const body = Buffer.from(`${JSON.stringify(file, null, 2)}\n`);
  await store.put(album.bucket, albumFileKey(album.prefix), body, { contentType: 'application/json' });
}

/** The store hears of it first: a title that only this computer knew would be lost with it. */
export async function editAlbum(
  core: Core,
  id: AlbumId,
  change: { title?: string; note?: string },
): Promise<Album> {
  const album = albumOr404(core, id);
  const store = await core.stores.open(album.connectionId);
  await writeAlbumFile(store, { ...album, ...change }, core.now());
  core.catalogue.albums.edit(id, change);
  core.changes.album(id);
  core.changes.flush();
  return albumOr404(core, id);
}

/**
 * Forgets an album; with `objects` first deletes what the album itself put into the bucket. Objects of others are counted and kept,
 * and with them the bucket.
 */
export async function deleteAlbum(
  core: Core,
  id: AlbumId,
  options: { objects: boolean; cancelTransfers: () => Promise<void> },
): Promise<{ deletedObjects: number; keptObjects: number }> {
  const album = albumOr404(core, id);
  await options.cancelTransfers();
  const deleted = options.objects ? await deleteObjects(core, album) : { deletedObjects: 0, keptObjects: 0 };
  // An import may have begun meanwhile.
  await options.cancelTransfers();
  const ids = Array.from(core.catalogue.assets.index(id).ids, (assetId) => assetId as AssetId);
  for (let at = 0; at < ids.length; at += ROWS_PER_SLICE) {
    forgetAssets(core, ids.slice(at, at + ROWS_PER_SLICE));
    await new Promise((resolve) => setImmediate(resolve));
  }
  core.catalogue.albums.remove(id);
  core.changes.albumRemoved(id);
  core.changes.connections();
  core.changes.summaryOnly();
  core.changes.flush();
  await core.cache.remove(ids);
  return deleted;
}

async function deleteObjects(
  core: Core,
  album: Album,
): Promise<{ deletedObjects: number; keptObjects: number }> {
  const store = await core.stores.open(album.connectionId);
  const stored = core.catalogue.assets.storedObjects(album.id);
  let deletedObjects = 0;
  for (let at = 0; at < stored.length; at += ROWS_PER_SLICE) {
    const slice = stored.slice(at, at + ROWS_PER_SLICE);
    const keys = slice.map((object) => album.prefix + object.key);
    const failed = await store.deleteMany(album.bucket, keys);
    const left = new Set(failed.map((one) => one.key));
    // What the store deleted must not be called stored here any more, whatever fails next.
    const gone = slice.filter((object) => !left.has(album.prefix + object.key)).map((object) => object.id);
    forgetAssets(core, gone);
    core.changes.assetsRemoved(album.id, gone);
    core.changes.album(album.id);
    await core.cache.remove(gone);
    deletedObjects += gone.length;
    if (failed[0]) throw failed[0].error;
  }
  const ownFiles: string[] = [];
  for await (const object of store.list(album.bucket, { prefix: `${album.prefix}${CAOS_PREFIX}` }))
    ownFiles.push(object.key);
  const failed = await store.deleteMany(album.bucket, ownFiles);
  if (failed[0]) throw failed[0].error;
  let keptObjects = 0;
  for await (const _ of store.list(album.bucket, { prefix: album.prefix })) keptObjects += 1;
  if (keptObjects === 0 && album.prefix === '') {
    // An empty bucket that may not be deleted is no reason to keep an album without photos.
    await store
      .deleteBucket(album.bucket)
      .catch((error: unknown) =>
        core.log.warn('delete-bucket', { bucket: album.bucket, error: toWire(error) }),
      );
  }
  return { deletedObjects: deletedObjects + ownFiles.length, keptObjects };
}

function forgetAssets(core: Core, ids: AssetId[]): void {
  core.catalogue.transaction(() => {
    for (const id of ids) core.catalogue.assets.remove(id);
  });
}
