/** Creating, describing and deleting albums. An album describes itself in its own `.caos/album.json`. */
import { randomUUID } from 'node:crypto';
import { AppError, toWire } from '../../src-shared/app-error';
import { type Album, bucketNameFor } from '../../src-shared/domain/album';
import { type Connection, homeBucket } from '../../src-shared/domain/connection';
import {
  type AlbumId,
  AlbumId as AlbumIdSchema,
  type AssetId,
  type ConnectionId,
  type TransferId,
} from '../../src-shared/units';
import type { AlbumRow } from '../catalogue/catalogue';
import type { ObjectStore } from '../storage/object-store';
import { adoptAccess } from './album-access';
import { albumFileKey, readAlbumFile, writeAlbumFile } from './album-file';
import { requireMayChange } from './album-owner';
import type { Core } from './core';
import { deleteAlbumObjects } from './delete-album-objects';
import { forgetAssets } from './forget-assets';
import { keepSelected } from './library/keep-selected';
import { forgetListings } from './listing-memory';

export const albumOr404 = (core: Pick<Core, 'catalogue'>, id: AlbumId): Album => {
  const album = core.catalogue.albums.get(id);
  if (!album) throw new AppError('not-found', 'That album is not here any more. Choose another one.');
  return album;
};

/** Makes its place, writes the album's description into it, and only then knows it here. */
export async function createAlbum(
  core: Core,
  given: {
    title: string;
    note?: string | undefined;
    connectionId?: ConnectionId | undefined;
    bucket?: string | undefined;
    /** The album that this one is a copy of. */
    copyOf?: AlbumId | undefined;
    /** Chosen beforehand and written down: a place that an interrupted try of the same id made is gone on with. */
    id?: AlbumId | undefined;
  },
): Promise<Album> {
  const { catalogue } = core;
  const connection = given.connectionId
    ? catalogue.connections.get(given.connectionId)
    : catalogue.connections.list().find((known) => known.builtIn);
  if (!connection)
    throw new AppError('not-found', 'That connection is not here any more. Choose another one in Storage.');

  const id = given.id ?? AlbumIdSchema.parse(randomUUID());
  const store = await core.stores.open(connection.id);
  const name = bucketNameFor(given.title, id.slice(0, 6));
  const place = await takePlace(store, connection, given.bucket, name).catch(async (error: unknown) => {
    if (given.id === undefined || !(error instanceof AppError && error.code === 'bucket-taken')) throw error;
    const begun = await placeBegunBefore(store, connection, name, id);
    if (begun === null) throw error;
    return begun;
  });
  const me = catalogue.identity.get();
  const access = me && {
    owner: { email: me.email, name: me.name },
    visibility: 'open' as const,
    protection: 'app' as const,
    storeBefore: null,
  };
  const row: AlbumRow = {
    id,
    title: given.title,
    note: given.note ?? '',
    connectionId: connection.id,
    ...place,
    createdAtMs: core.now(),
    copyOf: given.copyOf ?? null,
  };
  try {
    await writeAlbumFile(store, { ...row, access }, core.now());
    catalogue.transaction(() => {
      catalogue.albums.insert(row);
      if (access) catalogue.access.put(id, access);
    });
  } catch (error) {
    // Leaves nothing half made behind; a failure of this clean-up is less important than the reason for it.
    await store.delete(place.bucket, albumFileKey(place.prefix)).catch(() => undefined);
    if (place.prefix === '') await store.deleteBucket(place.bucket).catch(() => undefined);
    throw error;
  }
  core.changes.album(id);
  core.changes.connections();
  core.changes.flush();
  return albumOr404(core, id);
}

/** A bucket of its own; or an empty folder of the bucket that the connection works in, which is never made or deleted by us. */
async function takePlace(
  store: ObjectStore,
  connection: Connection,
  wantedBucket: string | undefined,
  name: string,
): Promise<Pick<AlbumRow, 'bucket' | 'prefix'>> {
  const { config } = connection;
  const home = homeBucket(config);
  if (home === null) {
    const bucket = wantedBucket ?? name;
    const tier = config.kind === 'local' || store.capabilities.tierOf !== 'bucket' ? undefined : config.tier;
    if (!store.capabilities.createBucket) throw mayNotCreate(connection);
    await store.createBucket(bucket, tier === undefined ? {} : { tier }).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'access-denied'
        ? mayNotCreate(connection, error)
        : error;
    });
    return { bucket, prefix: '' };
  }
  if (wantedBucket !== undefined && wantedBucket !== home) {
    throw new AppError(
      'bad-input',
      `“${connection.name}” makes its albums as folders in “${home}”. Leave the bucket out, or choose another connection.`,
      { params: { name: connection.name, bucket: home } },
    );
  }
  const prefix = `${name}/`;
  const there = await store.listFolder(home, { prefix, limit: 1 });
  if (there.objects.length + there.folders.length > 0)
    throw new AppError(
      'bucket-taken',
      `There is a folder “${name}” in “${home}” already. Choose another title.`,
    );
  return { bucket: home, prefix };
}

/** The place that an earlier try of this very album took before it was interrupted; null: it is somebody else's, or not there. */
async function placeBegunBefore(
  store: ObjectStore,
  { config }: Connection,
  name: string,
  id: AlbumId,
): Promise<Pick<AlbumRow, 'bucket' | 'prefix'> | null> {
  const home = homeBucket(config);
  const place = home === null ? { bucket: name, prefix: '' } : { bucket: home, prefix: `${name}/` };
  if (home === null && !(await store.bucketExists(place.bucket))) return null;
  const found = await readAlbumFile(store, place);
  if (found.type === 'album') return found.file.id === id ? place : null;
  if (found.type === 'unreadable') return null;
  const there = await store.listFolder(place.bucket, { prefix: place.prefix, limit: 1 });
  return there.objects.length + there.folders.length === 0 ? place : null;
}

const mayNotCreate = ({ name }: Connection, cause?: AppError): AppError =>
  new AppError(
    'access-denied',
    `The key of “${name}” may not make buckets. Enter a bucket that is there already in its settings: albums become folders inside it.`,
    { params: { name }, ...(cause?.details && { details: cause.details }), cause },
  );

/**
 * The store hears of it first: a title that only this computer knew would be lost with it. Only where the album is not ours to describe
 * (something else filled the bucket, or its account may not write) it stays in the catalogue.
 */
export async function editAlbum(
  core: Core,
  id: AlbumId,
  change: { title?: string; note?: string },
): Promise<Album> {
  const album = albumOr404(core, id);
  requireMayChange(album);
  const isDescribed = change.title !== undefined || change.note !== undefined;
  if (album.origin === 'made' && isDescribed) {
    await describeAnew(core, { ...album, ...change }).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'access-denied')) throw error;
      core.log.warn('edit-album', { album: id, error: toWire(error) });
    });
  }
  core.catalogue.albums.edit(id, change);
  core.changes.album(id);
  core.changes.flush();
  return albumOr404(core, id);
}

/** The id in the bucket stays: here it is another one when the same album was opened through a second connection. */
async function describeAnew(core: Core, album: Album): Promise<void> {
  const store = await core.stores.open(album.connectionId);
  const found = await readAlbumFile(store, album);
  if (found.type === 'unreadable') {
    core.log.warn('edit-album', { album: album.id, error: toWire(found.error) });
    return;
  }
  // Its owner may have said so since it was looked at.
  if (found.type === 'album' && adoptAccess(core, album.id, found.file))
    requireMayChange(albumOr404(core, album.id));
  const { access } = albumOr404(core, album.id);
  const known =
    found.type === 'album'
      ? { id: found.file.id, createdAtMs: Date.parse(found.file.createdAt) }
      : { id: album.id, createdAtMs: album.createdAtMs };
  await writeAlbumFile(store, { ...album, ...known, access }, core.now());
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
  // What is only forgotten here stays what it is for everybody else.
  if (options.objects) requireMayChange(album);
  await options.cancelTransfers();
  const deleted = options.objects
    ? await deleteAlbumObjects(core, album)
    : { deletedObjects: 0, keptObjects: 0 };
  // An import may have begun meanwhile.
  await options.cancelTransfers();
  const shown = Array.from(core.catalogue.assets.index(id).ids, (assetId) => assetId as AssetId);
  const ids = [...shown, ...core.catalogue.trash.ofAlbum(id)];
  const transferIds = transfersOf(core, id);
  await keepSelected(core, ids);
  await forgetAssets(core, ids);
  core.catalogue.albums.remove(id);
  forgetListings(core, id);
  core.changes.albumRemoved(id);
  core.changes.transfersRemoved(transferIds);
  core.changes.connections();
  core.changes.summaryOnly();
  core.changes.flush();
  await core.cache.remove(ids);
  return deleted;
}

const TRANSFERS_PER_PAGE = 10_000;

function transfersOf({ catalogue }: Core, albumId: AlbumId): TransferId[] {
  const ids: TransferId[] = [];
  for (;;) {
    const { total, items } = catalogue.transfers.list({
      albumId,
      offset: ids.length,
      limit: TRANSFERS_PER_PAGE,
    });
    for (const { id } of items) ids.push(id);
    if (items.length === 0 || ids.length >= total) return ids;
  }
}
