/**
 * Brings the object of one photo to where the catalogue wants it: into the trash of its album, or back.
 *
 * [Note: moving to the trash] A store cannot move. The object is copied within the store (its target is written down first), the copy is
 * compared, the row names the copy from then on, and only then what it was copied from is deleted, if it is still the very same. Killed
 * between any two of these, it goes on where it was: nothing is lost, and at worst a copy is made again. Until the copy is there the row
 * names the object where it lies, so that a picture can still be made of it. Nothing that is not the object we know is ever deleted.
 */
import { AppError } from '../../../src-shared/app-error';
import { isRawName } from '../../../src-shared/domain/raw-formats';
import { baseOf, sidecarKeysOf } from '../../../src-shared/domain/sidecar-names';
import { isTrashKey, readTrashKey } from '../../../src-shared/domain/trash';
import type { AssetId } from '../../../src-shared/units';
import type { TrashWork } from '../../catalogue/catalogue';
import { disambiguate } from '../../media/object-key';
import type { ObjectInfo, ObjectStore } from '../../storage/object-store';
import type { Core } from '../core';

/** Copying more takes a store minutes, and leaves no checksum to compare: larger objects stay where they are and only do not show. */
const MOST_BYTES_MOVED = 1024 ** 3;
/** More names than this that differ only in their "(n)" are a sign of something else. */
const MOST_SAME_NAMES = 1000;
/** Objects of one name with different extensions that are looked through for its sidecars. */
const MOST_BESIDE = 50;

interface Move {
  core: Core;
  store: ObjectStore;
  work: TrashWork;
  signal: AbortSignal;
}
type Held = Pick<ObjectInfo, 'sizeBytes' | 'etag' | 'etagKind'>;

interface Sidecar {
  key: string;
  of: string;
  etag: string;
}

/** Resolves when nothing is left to be done for it, or what is left waits for something else. Rejects with the store's errors. */
export async function moveTrashed(core: Core, id: AssetId, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const work = core.catalogue.trash.work(id);
    if (!work) return;
    const store = await core.stores.open(work.connectionId);
    if (!(await step({ core, store, work, signal }))) return;
  }
}

/** False: that was all. */
async function step(move: Move): Promise<boolean> {
  const { core, work } = move;
  const { trash } = core.catalogue;
  if (work.leaves) {
    await deleteLeft(move, work.leaves);
    trash.left(work.id);
    return true;
  }
  const lies = isTrashKey(work.key);
  if (work.state === 'stored' && work.trashed && !lies) return moveAway(move);
  if (work.state === 'stored' && !work.trashed && lies) return moveBack(move);
  // Taken back before it was moved: a copy may be there that no row names.
  if (work.target !== null && work.target !== work.key) await deleteStray(move, work.target);
  trash.done(work.id);
  return false;
}

async function moveAway(move: Move): Promise<boolean> {
  const { core, store, work, signal } = move;
  const { target } = work;
  const stays = (): false => {
    core.catalogue.trash.done(work.id);
    core.changes.asset(work.albumId, work.id);
    return false;
  };
  const fits = target !== null && Buffer.byteLength(work.prefix + target) <= store.capabilities.maxKeyBytes;
  if (!fits || work.sizeBytes > MOST_BYTES_MOVED) return stays();
  const held = await store.head(work.bucket, work.prefix + work.key, { signal });
  if (!held || !isSame(held, work)) {
    // Somebody deleted or replaced it: there is nothing of ours to keep.
    core.log.warn('trash-gone', { asset: work.id, key: work.key });
    core.catalogue.assets.remove(work.id);
    core.changes.assetsRemoved(work.albumId, [work.id]);
    await core.cache.remove([work.id]);
    return false;
  }
  try {
    if (await moveTo(move, held, target, work.key)) return true;
    await deleteStray(move, target); // deleted for good meanwhile
    return false;
  } catch (error) {
    const never =
      error instanceof AppError && (error.code === 'unsupported' || error.code === 'access-denied');
    if (!never) throw error;
    await deleteStray(move, target).catch(() => undefined);
    return stays();
  }
}

async function moveBack(move: Move): Promise<boolean> {
  const { core, store, work, signal } = move;
  const { trash } = core.catalogue;
  const held = await store.head(work.bucket, work.prefix + work.key, { signal });
  if (!held) {
    core.log.warn('trash-gone', { asset: work.id, key: work.key });
    core.catalogue.assets.remove(work.id);
    core.changes.assetsRemoved(work.albumId, [work.id]);
    core.changes.album(work.albumId);
    return false;
  }
  const wanted =
    work.trashedFrom ?? readTrashKey(work.key)?.from ?? work.key.slice(work.key.lastIndexOf('/') + 1);
  const limits = { maxKeyBytes: store.capabilities.maxKeyBytes - Buffer.byteLength(work.prefix) };
  for (let n = 1; n < MOST_SAME_NAMES; n += 1) {
    const key = n === 1 ? wanted : disambiguate(wanted, n, limits);
    if (core.catalogue.assets.findByKey(work.albumId, key) || trash.isLeaving(work.albumId, key)) continue;
    const there = await store.head(work.bucket, work.prefix + key, { signal });
    // An earlier try of ours may have copied it there already.
    const ours = work.target === key && there !== null && there.sizeBytes === work.sizeBytes;
    if (there && !ours) continue;
    trash.setTarget(work.id, key);
    if (!(await moveTo(move, held, key, null))) return true; // the name was taken meanwhile: looked for anew
    if (key !== wanted)
      core.journal({ type: 'restored-as', title: key, albumId: work.albumId, params: { from: wanted } });
    return true;
  }
  throw new AppError(
    'already-exists',
    `Too many photos are called “${wanted}”. Rename one of them in its store.`,
  );
}

/** Copies, compares, and lets the row name the copy. False: another photo has that name by now. */
async function moveTo(move: Move, from: Held, target: string, trashedFrom: string | null): Promise<boolean> {
  const { core, store, work, signal } = move;
  const { bucket, prefix } = work;
  const to = { bucket, key: prefix + target };
  await store.copy({ bucket, key: prefix + work.key }, to, { signal });
  const copy = await store.head(bucket, to.key, { signal });
  if (!copy || !isCopy(store, from, work, copy)) {
    throw new AppError('integrity', `The store did not copy “${work.key}” as it is. CAOS tries it again.`, {
      details: `${work.sizeBytes} bytes, etag ${from.etag}; copied ${copy ? `${copy.sizeBytes} bytes, etag ${copy.etag}` : 'nothing'}`,
    });
  }
  await copySidecars(move, target);
  const md5Hex = kindOf(store, copy) === 'md5' ? copy.etag : null;
  const moved = core.catalogue.trash.moved(work.id, { key: target, trashedFrom, etag: copy.etag, md5Hex });
  if (moved) core.changes.asset(work.albumId, work.id);
  return moved;
}

const kindOf = (store: ObjectStore, { etagKind }: Held): string =>
  etagKind ?? (store.capabilities.etagIsMd5 ? 'md5' : 'opaque');

const isSame = (held: Held, known: { etag: string; sizeBytes: number }): boolean =>
  held.sizeBytes === known.sizeBytes && held.etag === known.etag;

/** The same size, and the same MD5 wherever both sides tell one. */
function isCopy(store: ObjectStore, from: Held, work: TrashWork, copy: Held): boolean {
  if (copy.sizeBytes !== work.sizeBytes) return false;
  if (kindOf(store, copy) !== 'md5') return true;
  const md5 = kindOf(store, from) === 'md5' ? from.etag : work.md5Hex;
  return md5 === null || md5 === copy.etag;
}

/** Only the very object that was copied, and only while no photo here goes by that name. */
async function deleteLeft(move: Move, left: { key: string; etag: string }): Promise<void> {
  const { core, store, work, signal } = move;
  const { bucket, prefix } = work;
  const taken = core.catalogue.assets.findByKey(work.albumId, left.key);
  if (taken?.state === 'stored') return;
  if (taken && taken.state !== 'failed' && taken.state !== 'cancelled') {
    throw new AppError(
      'store-busy',
      `“${left.key}” is being uploaded. What it was before is deleted afterwards.`,
    );
  }
  const held = await store.head(bucket, prefix + left.key, { signal });
  if (held && isSame(held, { etag: left.etag, sizeBytes: work.sizeBytes }))
    await store.delete(bucket, prefix + left.key, { signal });
  const copies = new Map((await beside(move, work.key)).map((object) => [object.of, object]));
  for (const object of await beside(move, left.key)) {
    if (copies.get(object.of)?.etag !== object.etag) continue;
    await store.delete(bucket, prefix + object.key, { signal });
  }
}

/** A copy that nobody names: in our trash anything goes, elsewhere only what is our own object by its checksum. */
async function deleteStray({ core, store, work, signal }: Move, key: string): Promise<void> {
  const at = work.prefix + key;
  if (!isTrashKey(key)) {
    const held = await store.head(work.bucket, at, { signal });
    if (!held || !isSame(held, work) || core.catalogue.assets.findByKey(work.albumId, key)) return;
  }
  await store.delete(work.bucket, at, { signal });
}

async function copySidecars(move: Move, target: string): Promise<void> {
  const { store, work, signal } = move;
  const { bucket, prefix } = work;
  for (const { key, of } of await beside(move, work.key))
    await store.copy(
      { bucket, key: prefix + key },
      { bucket, key: prefix + sidecarAt(target, of) },
      { signal },
    );
}

/** The sidecars that go where this photo goes: its own, and of a RAW file the one that bears only its base. */
async function beside({ store, work, signal }: Move, photoKey: string): Promise<Sidecar[]> {
  const mine = sidecarKeysOf(photoKey).slice(0, isRawName(photoKey) ? undefined : 2);
  const found: Sidecar[] = [];
  let seen = 0;
  for await (const object of store.list(work.bucket, {
    prefix: `${work.prefix}${baseOf(photoKey)}.`,
    signal,
  })) {
    const key = object.key.slice(work.prefix.length);
    if (mine.includes(key)) found.push({ key, of: placeOf(photoKey, key), etag: object.etag });
    seen += 1;
    if (seen >= MOST_BESIDE) break;
  }
  return found;
}

/** What makes the name of a sidecar out of the photo's: `.xmp` behind the whole name (`name.xmp`), or behind its base (`base.xmp`). */
const placeOf = (photoKey: string, key: string): string =>
  key.startsWith(`${photoKey}.`)
    ? `name${key.slice(photoKey.length)}`
    : `base${key.slice(baseOf(photoKey).length)}`;
const sidecarAt = (photoKey: string, of: string): string =>
  of.startsWith('name') ? photoKey + of.slice('name'.length) : baseOf(photoKey) + of.slice('base'.length);
