/**
 * Which photos have lain in a trash for their days.
 *
 * [Note: whose clock] This computer's clock may be years ahead, and the one of the computer that threw a photo away (its time is in the name
 * of the folder) years behind: either would delete at once what is to be kept for a month. So nothing goes before the clock of the store
 * says it, too: what it tells of an object that is written now, and of the one in the trash.
 */
import { toWire } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { leavesTrashAtMs } from '../../../src-shared/domain/photo-list';
import { TRASH_CLOCK_KEY, TRASH_PREFIX } from '../../../src-shared/domain/trash';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import type { ObjectStore } from '../../storage/object-store';
import type { Core } from '../core';

/** Of these, which are past their days by this computer's clock; a time that was wrong is put right. Stores that are away only make it wait. */
export async function lyingLongEnough(
  core: Core,
  ids: readonly AssetId[],
  signal: AbortSignal,
): Promise<AssetId[]> {
  const photos = core.catalogue.assets.get([...ids]);
  // What never came to a store is no object.
  const sure = photos.filter(({ state }) => state !== 'stored').map(({ id }) => id);
  const byAlbum = new Map<AlbumId, Map<string, AssetId>>();
  for (const { id, albumId, key, state } of photos) {
    if (state !== 'stored') continue;
    const keys = byAlbum.get(albumId) ?? new Map<string, AssetId>();
    byAlbum.set(albumId, keys.set(key, id));
  }
  for (const [albumId, keys] of byAlbum) {
    const album = core.catalogue.albums.get(albumId);
    if (!album) continue;
    try {
      sure.push(...(await oldInStore(core, album, keys, signal)));
    } catch (error) {
      signal.throwIfAborted();
      core.log.warn('trash-clock', { album: albumId, error: toWire(error) });
    }
  }
  return sure;
}

async function oldInStore(
  core: Core,
  album: Album,
  keys: ReadonlyMap<string, AssetId>,
  signal: AbortSignal,
): Promise<AssetId[]> {
  const store = await core.stores.open(album.connectionId);
  const nowMs = await clockOf(store, album, signal);
  const old: AssetId[] = [];
  if (nowMs === null) return old;
  const prefix = album.prefix + TRASH_PREFIX;
  for await (const { key, modifiedAtMs } of store.list(album.bucket, { prefix, signal })) {
    const id = keys.get(key.slice(album.prefix.length));
    if (id === undefined) continue;
    if (leavesTrashAtMs(modifiedAtMs) <= nowMs) old.push(id);
    else core.catalogue.trash.putTime(id, modifiedAtMs);
  }
  return old;
}

/** What the store takes for now; null: another computer asks it at this moment. */
async function clockOf(store: ObjectStore, album: Album, signal: AbortSignal): Promise<number | null> {
  const key = album.prefix + TRASH_CLOCK_KEY;
  await store.put(album.bucket, key, Buffer.from('CAOS asks what time it is here.\n'), { signal });
  const held = await store.head(album.bucket, key, { signal });
  await store.delete(album.bucket, key, { signal });
  return held?.modifiedAtMs ?? null;
}
