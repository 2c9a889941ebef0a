/** Deletes from an album's bucket what our apps put there, and nothing else. */
import { AppError, toWire } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import { isSidecarName } from '../../src-shared/domain/sidecar-names';
import { isTrashKey, TRASH_CLOCK_KEY } from '../../src-shared/domain/trash';
import type { AssetTable } from '../catalogue/catalogue';
import type { ObjectStore } from '../storage/object-store';
import { albumFileKey } from './album-file';
import type { Core } from './core';
import { forgetAssets } from './forget-assets';
import { isSelectionFile } from './library/selection-files';
import { assetsInPackName, PACKS_PREFIX } from './pack-format';

const OBJECTS_PER_SLICE = 200;
const ASKED_AT_ONCE = 16;

type StoredObject = ReturnType<AssetTable['storedObjects']>[number];

/**
 * Photos that an app of ours stored and that are still as they were stored, the packs of their derivatives and the album's description.
 * Everything else is counted and kept, and with it the bucket. Rejects at the first object the store will not delete; what is gone by
 * then is forgotten here too.
 */
export async function deleteAlbumObjects(
  core: Core,
  album: Album,
): Promise<{ deletedObjects: number; keptObjects: number }> {
  const store = await core.stores.open(album.connectionId);
  const held = await objectsHeld(store, album);
  const ours =
    held.size > 0 ? core.catalogue.assets.storedObjects(album.id).filter((object) => object.ours) : [];
  // Read before the rows that name them go.
  const own = [...ownFiles(core, album, held), ...ownSidecars(core, album, held)];
  let deletedObjects = 0;
  for (let at = 0; at < ours.length; at += OBJECTS_PER_SLICE) {
    const slice = await stillOurs(store, album, ours.slice(at, at + OBJECTS_PER_SLICE), held);
    const failed = await store.deleteMany(
      album.bucket,
      slice.map((object) => album.prefix + object.key),
    );
    const left = new Set(failed.map((one) => one.key));
    // What the store deleted must not be called stored here any more, whatever fails next.
    const gone = slice.filter((object) => !left.has(album.prefix + object.key)).map((object) => object.id);
    await forgetAssets(core, gone);
    core.changes.assetsRemoved(album.id, gone);
    core.changes.album(album.id);
    await core.cache.remove(gone);
    deletedObjects += gone.length;
    if (failed[0]) throw failed[0].error;
  }
  const failed = await store.deleteMany(album.bucket, own);
  if (failed[0]) throw failed[0].error;
  const keptObjects = (await objectsHeld(store, album)).size;
  if (held.size > 0 && keptObjects === 0 && album.prefix === '' && album.origin === 'made') {
    // An empty bucket that may not be deleted is no reason to keep an album without photos.
    await store
      .deleteBucket(album.bucket)
      .catch((error: unknown) =>
        core.log.warn('delete-bucket', { bucket: album.bucket, error: toWire(error) }),
      );
  }
  return { deletedObjects: deletedObjects + own.length, keptObjects };
}

/** Full key -> what tells whether it is still the object that we know. */
async function objectsHeld(
  store: ObjectStore,
  album: Album,
): Promise<Map<string, { sizeBytes: number; etag: string }>> {
  const held = new Map<string, { sizeBytes: number; etag: string }>();
  try {
    for await (const { key, sizeBytes, etag } of store.list(album.bucket, { prefix: album.prefix }))
      held.set(key, { sizeBytes, etag });
  } catch (error) {
    // Somebody deleted it before us: there is nothing left to delete.
    if (error instanceof AppError && error.code === 'bucket-missing') return new Map();
    throw error;
  }
  return held;
}

/** Somebody may have written another object under our key since: where the listing does not show ours, the store is asked for it. */
async function stillOurs(
  store: ObjectStore,
  album: Album,
  slice: StoredObject[],
  held: Map<string, { sizeBytes: number; etag: string }>,
): Promise<StoredObject[]> {
  const same = (object: StoredObject, found: { sizeBytes: number; etag: string } | null | undefined) =>
    found?.sizeBytes === object.sizeBytes && found.etag === object.etag;
  const sure = slice.filter((object) => same(object, held.get(album.prefix + object.key)));
  const unsure = slice.filter((object) => !sure.includes(object));
  const asked: StoredObject[] = [];
  const ask = async (): Promise<void> => {
    for (let object = unsure.pop(); object; object = unsure.pop())
      if (same(object, await store.head(album.bucket, album.prefix + object.key))) asked.push(object);
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return [...sure, ...asked];
}

/** Thrown away with its photo, or left by a question for the time. */
const isTrashLitter = (key: string): boolean =>
  key === TRASH_CLOCK_KEY || (isTrashKey(key) && isSidecarName(key));

/** Those that we wrote and nobody changed since. */
const ownSidecars = (core: Core, album: Album, held: ReadonlyMap<string, { etag: string }>): string[] =>
  core.catalogue.sidecars
    .written(album.id)
    .filter(({ key, etag }) => held.get(album.prefix + key)?.etag === etag)
    .map(({ key }) => album.prefix + key);

/** An opened album is not described by us; of its packs only those that tell of photos known here are certainly ours. */
function ownFiles(core: Core, album: Album, held: ReadonlyMap<string, unknown>): string[] {
  const packsPrefix = album.prefix + PACKS_PREFIX;
  const known = new Set(core.catalogue.assets.packs(album.id).map(({ pack }) => packsPrefix + pack));
  return [...held.keys()].filter((key) => {
    if (album.origin === 'opened') return known.has(key);
    const name = key.slice(album.prefix.length);
    if (key === albumFileKey(album.prefix) || isSelectionFile(name) || isTrashLitter(name)) return true;
    return key.startsWith(packsPrefix) && assetsInPackName(key.slice(packsPrefix.length)) !== null;
  });
}
