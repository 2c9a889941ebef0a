/** Brings an album's rows in step with what its bucket holds: one pass over the listing, in key order on both sides. */

import { toWire } from '../../src-shared/app-error';
import { type Album, CAOS_PREFIX } from '../../src-shared/domain/album';
import { mayChange } from '../../src-shared/domain/album-access';
import { isSidecarName, MAX_SIDECAR_BYTES } from '../../src-shared/domain/sidecar-names';
import { readTrashKey } from '../../src-shared/domain/trash';
import type { AlbumId, AssetId } from '../../src-shared/units';
import type { ListedObject, PackedAsset } from '../catalogue/catalogue';
import { mediaTypeByName } from '../media/media-type';
import { isSystemLitter } from '../media/system-litter';
import { throwIfCancelled } from '../storage/cancellation';
import type { ObjectInfo, ObjectStore } from '../storage/object-store';
import { albumOr404 } from './albums';
import type { Core } from './core';
import { forgetAssets } from './forget-assets';
import { packsRead, setPacksRead } from './listing-memory';
import { PACKS_PREFIX } from './pack-format';
import { listPacks, type PackObject, readPackHeader } from './read-derivatives';

/** Objects compared and written in one go: some 3 ms of the main thread. */
const WINDOW_OBJECTS = 200;
/** What is told before the photos it belongs to are listed, so that the grid has their shapes and dates at once; some 40 MB. */
const MOST_HELD_ENTRIES = 25_000;
const ROWS_PER_SLICE = 1000;
const PACKS_AT_ONCE = 4;
const ASKED_AT_ONCE = 16;
/** A listing may lag behind the store (Swift says eventually): younger packs are not judged by it. */
const PACK_MIN_AGE_MS = 24 * 3600 * 1000;

export interface ListingCounts {
  seenObjects: number;
  addedAssets: number;
  removedAssets: number;
}

interface Listing {
  core: Core;
  store: ObjectStore;
  album: Album;
  signal: AbortSignal;
  counts: ListingCounts;
  /** What packs tell of objects (by `toldKey`) that were not listed yet. */
  told: Map<string, { pack: string; asset: PackedAsset }>;
  /** Something is new of which nothing was told. */
  untold: boolean;
  /** What lies in the album's trash. */
  trash: Set<string>;
  /** Packs that could not be read this time. */
  unreadable: Set<string>;
}
const toldKey = ({ key, etag }: Pick<PackedAsset, 'key' | 'etag'>): string => `${key}\0${etag}`;

/**
 * New objects become assets, changed ones are read again, those that the store says are gone leave with their cached images. Nothing is
 * removed before the whole listing came through. Rejects with the store's errors.
 */
export async function listAlbum(
  core: Core,
  albumId: AlbumId,
  options: { signal: AbortSignal; onProgress: (counts: ListingCounts) => void },
): Promise<ListingCounts> {
  const { signal, onProgress } = options;
  const album = albumOr404(core, albumId);
  const store = await core.stores.open(album.connectionId);
  const counts = { seenObjects: 0, addedAssets: 0, removedAssets: 0 };
  const listing: Listing = {
    core,
    store,
    album,
    signal,
    counts,
    told: new Map(),
    untold: false,
    trash: new Set(),
    unreadable: new Set(),
  };

  const packs = await listPacks(store, album, signal);
  const { unread, known } = sortPacks(core, album, packs);
  await readPacks(listing, unread, () => listing.told.size < MOST_HELD_ENTRIES, holdPack);
  const missing = await compareAll(listing, () => onProgress({ ...counts }));
  listing.told.clear();
  // An object that came back, or became again what it was, is one that an older pack tells of.
  await readPacks(listing, listing.untold ? [...unread, ...known] : unread, () => true, applyPack);

  await removeGone(listing, [...missing, ...goneFromTrash(listing)]);
  setPacksRead(
    core,
    albumId,
    packs.map((pack) => pack.name).filter((name) => !listing.unreadable.has(name)),
  );
  core.catalogue.albums.setListed(albumId, core.now());
  core.changes.album(albumId);
  if (album.origin === 'made' && mayChange(album.access)) await deleteDeadPacks(listing, packs);
  return { ...counts };
}

async function compareAll(
  listing: Listing,
  onProgress: () => void,
): Promise<Array<{ id: AssetId; key: string }>> {
  const { core, store, album, signal, counts } = listing;
  const missing: Array<{ id: AssetId; key: string }> = [];
  let window: ObjectInfo[] = [];
  let after: string | null = null;
  const flush = async (upTo: string | null): Promise<void> => {
    const seen = new Set(window.map((object) => object.key));
    for await (const row of storedRows(core, album.id, after, upTo))
      if (!seen.has(row.key)) missing.push(row);
    const media = await asTheStoreSays(
      listing,
      window.flatMap((object) => asMedia(object, listing.told.get(toldKey(object))?.asset)),
    );
    throwIfCancelled(signal);
    core.catalogue.sidecars.noteListed(album.id, window.filter(isSidecar));
    showTrash(listing, window);
    await writeWindow(listing, media);
    onProgress();
    after = upTo;
    window = [];
    await new Promise((resolve) => setImmediate(resolve));
  };
  for await (const object of store.list(album.bucket, { prefix: album.prefix, signal })) {
    counts.seenObjects += 1;
    const key = object.key.slice(album.prefix.length);
    window.push({ ...object, key });
    if (window.length >= WINDOW_OBJECTS) await flush(key);
  }
  await flush(null);
  return missing;
}

/** Of keys after the one and up to the other, in slices: of a bucket that was emptied all of them lie between two objects. */
async function* storedRows(
  core: Core,
  albumId: AlbumId,
  after: string | null,
  upTo: string | null,
): AsyncGenerator<{ id: AssetId; key: string }> {
  for (let from = after; ; ) {
    const rows = core.catalogue.assets.storedKeys(albumId, from, upTo, ROWS_PER_SLICE);
    yield* rows;
    if (rows.length < ROWS_PER_SLICE) return;
    from = rows.at(-1)?.key ?? null;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Photos that were thrown away on another computer lie in the trash here, too. */
function showTrash({ core, album, trash }: Listing, window: ObjectInfo[]): void {
  const lying = window.flatMap(({ key, sizeBytes, etag, modifiedAtMs }) => {
    const was = readTrashKey(key);
    const type = was && mediaTypeByName(was.from.split('/').at(-1) ?? '');
    if (!type) return [];
    trash.add(key);
    const { kind, contentType } = type;
    return [{ key, from: was.from, trashedAtMs: was.atMs, kind, contentType, sizeBytes, etag, modifiedAtMs }];
  });
  if (lying.length === 0) return;
  for (const id of core.catalogue.trash.addFound(album.id, lying, core.now()))
    core.changes.asset(album.id, id);
}

/** Brought back or deleted for good by another computer. */
const goneFromTrash = ({ core, album, trash }: Listing): Array<{ id: AssetId; key: string }> =>
  core.catalogue.trash.settled(album.id).filter(({ key }) => !trash.has(key));

/**
 * A photo or video by its name, or because a pack tells of it: our apps know some without an extension by their bytes. Our own folders
 * never show, at whatever depth, nor what systems leave behind.
 */
function asMedia(object: ObjectInfo, told: PackedAsset | undefined): ListedObject[] {
  const { key, sizeBytes, etag, modifiedAtMs } = object;
  const segments = key.split('/');
  const type = mediaTypeByName(segments.at(-1) ?? '') ?? told;
  if (!type || segments.some(isSystemLitter)) return [];
  const contentType = 'contentType' in type ? type.contentType : 'application/octet-stream';
  return [{ key, kind: type.kind, contentType, sizeBytes, etag, modifiedAtMs }];
}

/** What it says is read later (sidecars.ts): once the photos are there that it is about. */
const isSidecar = ({ key, sizeBytes }: ObjectInfo): boolean =>
  isSidecarName(key) &&
  sizeBytes > 0 &&
  sizeBytes <= MAX_SIDECAR_BYTES &&
  !key.split('/').some((segment) => isSystemLitter(segment) || `${segment}/` === CAOS_PREFIX);

/**
 * A listing may tell another size or ETag than the object itself (one that is put together of others may count as empty, and lists lag
 * behind): before anything is read again or left out for that, the store is asked for the object.
 */
async function asTheStoreSays(listing: Listing, media: ListedObject[]): Promise<ListedObject[]> {
  const { core, store, album, signal } = listing;
  const doubtful = new Set([
    ...core.catalogue.assets.changedKeys(album.id, media),
    // Moved to the trash: a listing may be older than that.
    ...core.catalogue.trash.hadNames(
      album.id,
      media.map(({ key }) => key),
    ),
  ]);
  const asked = media.filter((object) => object.sizeBytes === 0 || doubtful.has(object.key));
  if (asked.length === 0) return media;
  const answers = new Map<string, ObjectInfo | null>();
  await forEachAtOnce(ASKED_AT_ONCE, asked, async ({ key }) => {
    answers.set(key, await store.head(album.bucket, album.prefix + key, { signal }));
  });
  return media.flatMap((object) => {
    const answer = answers.get(object.key);
    if (answer === undefined) return [object];
    if (answer === null || answer.sizeBytes === 0) return [];
    const { sizeBytes, etag, modifiedAtMs } = answer;
    return [{ ...object, sizeBytes, etag, modifiedAtMs }];
  });
}

async function writeWindow(listing: Listing, found: ListedObject[]): Promise<void> {
  const { core, album, counts, told } = listing;
  // What was copied to the trash or from there, or is about to be deleted, is no new photo.
  const media = found.filter(({ key }) => !core.catalogue.trash.isTaken(album.id, key));
  if (media.length === 0) return;
  const { assets } = core.catalogue;
  const byPack = new Map<string, PackedAsset[]>();
  for (const object of media) {
    const entry = told.get(toldKey(object));
    if (entry) byPack.set(entry.pack, [...(byPack.get(entry.pack) ?? []), entry.asset]);
  }
  const { addedIds, changedIds, toldIds } = core.catalogue.transaction(() => ({
    ...assets.addListed(album.id, media, core.now()),
    toldIds: [...byPack].flatMap(([pack, entries]) => assets.applyPack(album.id, pack, entries)),
  }));
  counts.addedAssets += addedIds.length;
  if (addedIds.length + changedIds.length > toldIds.length) listing.untold = true;
  for (const id of [...addedIds, ...changedIds, ...toldIds]) core.changes.asset(album.id, id);
  if (addedIds.length + changedIds.length > 0) core.changes.album(album.id);
  // What the cache shows of a changed object is not that object any more.
  await core.cache.remove(changedIds);
}

/**
 * Packs that are gone from the store are forgotten. Of the others those in which every asset still belongs to its pack need no reading;
 * the rest is `unread`, or `known`: applied by an earlier listing, and some of its photos went since.
 */
function sortPacks(
  core: Core,
  album: Album,
  packs: PackObject[],
): { unread: PackObject[]; known: PackObject[] } {
  const { assets } = core.catalogue;
  const applied = new Map(assets.packs(album.id).map(({ pack, assetCount }) => [pack, assetCount]));
  const there = new Set(packs.map((pack) => pack.name));
  for (const pack of applied.keys()) if (!there.has(pack)) assets.dropPack(album.id, pack);
  const open = packs.filter((pack) => applied.get(pack.name) !== pack.assetCount);
  const read = packsRead(core, album.id);
  return {
    unread: open.filter((pack) => !read.has(pack.name)),
    known: open.filter((pack) => read.has(pack.name)),
  };
}

/** Takes packs off the list and reads them while `more` holds. A pack that cannot be read costs only what it tells. */
async function readPacks(
  listing: Listing,
  packs: PackObject[],
  more: () => boolean,
  use: (listing: Listing, pack: string, assets: PackedAsset[]) => void,
): Promise<void> {
  const { store, album, signal } = listing;
  const readNext = async (): Promise<void> => {
    for (let pack = more() ? packs.shift() : undefined; pack; pack = more() ? packs.shift() : undefined) {
      const assets = await readPackHeader(store, album, pack.name, signal);
      throwIfCancelled(signal);
      if (assets) use(listing, pack.name, assets);
      else listing.unreadable.add(pack.name);
    }
  };
  await Promise.all(Array.from({ length: PACKS_AT_ONCE }, readNext));
}

/** Of two that tell of the same object (after a crash between a pack and its rows) one suffices: the one that was written last. */
function holdPack({ told }: Listing, pack: string, assets: PackedAsset[]): void {
  for (const asset of assets) {
    const known = told.get(toldKey(asset));
    if (!known || known.pack < pack) told.set(toldKey(asset), { pack, asset });
  }
}

function applyPack({ core, album }: Listing, pack: string, assets: PackedAsset[]): void {
  for (const id of core.catalogue.assets.applyPack(album.id, pack, assets)) core.changes.asset(album.id, id);
}

/** A listing that lacks an object is a hint; only the store's own no takes a photo out of the album. */
async function removeGone(listing: Listing, missing: Array<{ id: AssetId; key: string }>): Promise<void> {
  const { core, store, album, signal, counts } = listing;
  const gone: AssetId[] = [];
  await forEachAtOnce(ASKED_AT_ONCE, missing, async ({ id, key }) => {
    if (!(await store.head(album.bucket, album.prefix + key, { signal }))) gone.push(id);
  });
  for (let at = 0; at < gone.length; at += ROWS_PER_SLICE) {
    const slice = gone.slice(at, at + ROWS_PER_SLICE);
    await forgetAssets(core, slice);
    counts.removedAssets += slice.length;
    core.changes.assetsRemoved(album.id, slice);
    core.changes.album(album.id);
    await core.cache.remove(slice);
  }
}

/** Packs all of whose photos are gone or others by now. Failing is quiet: they only cost a little space. */
async function deleteDeadPacks(listing: Listing, packs: PackObject[]): Promise<void> {
  const { core, store, album, signal } = listing;
  const living = new Set(core.catalogue.assets.packs(album.id).map(({ pack }) => pack));
  const youngest = core.now() - PACK_MIN_AGE_MS;
  const idle = packs.filter((pack) => !living.has(pack.name) && pack.modifiedAtMs < youngest);
  try {
    for (const pack of idle) {
      // Only what is a pack by its bytes as well is deleted.
      const told = await readPackHeader(store, album, pack.name, signal);
      if (!told || told.some((asset) => isHere(core, album.id, asset))) continue;
      await store.delete(album.bucket, album.prefix + PACKS_PREFIX + pack.name, { signal });
      core.log.info('pack-deleted', { album: album.id, pack: pack.name });
    }
  } catch (error) {
    if (!signal.aborted) core.log.warn('delete-packs', { album: album.id, error: toWire(error) });
  }
}

/** By another connection the same object may have another ETag (large ones by S3 and by Swift): its pack lives all the same. */
function isHere({ catalogue }: Core, albumId: AlbumId, told: PackedAsset): boolean {
  const asset = catalogue.assets.findByKey(albumId, told.key);
  return asset?.state === 'stored' && asset.sizeBytes === told.sizeBytes;
}

/** Resolves when all are done, rejects with the first error; then no further one is begun. */
async function forEachAtOnce<T>(
  atOnce: number,
  items: readonly T[],
  act: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    try {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await act(item);
    } catch (error) {
      next = items.length;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
}
