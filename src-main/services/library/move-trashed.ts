/**
 * Brings the object of one photo to where the catalogue wants it: into the trash of its album, or back.
 *
 * [Note: moving to the trash] A store cannot move. The object is copied within the store (its target is written down first), the copy is
 * proven (prove-copy.ts), the row names the copy from then on, and only then what it was copied from is deleted, if it is still the very
 * same. Killed between any two of these, it goes on where it was: nothing is lost, and at worst a copy is made again. Until the copy is
 * there the row names the object where it lies, so that a picture can still be made of it. Nothing that is not the object we know is ever
 * deleted. A target that is written down is taken: no import takes that name, and no listing takes the copy for a new photo.
 */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../src-shared/app-error';
import { isTrashKey, readTrashKey, trashFolder } from '../../../src-shared/domain/trash';
import type { AssetId } from '../../../src-shared/units';
import { disambiguate } from '../../media/object-key';
import type { Core } from '../core';
import { copySidecars, deleteLeftSidecars, type Move } from './move-sidecars';
import {
  type HeldObject,
  isCopyByEtag,
  isProvenCopy,
  type KnownSums,
  md5Told,
  partBytesOf,
} from './prove-copy';

/** Copying more takes a store minutes, and reading it back hours: larger objects stay where they are and only do not show. */
const MOST_BYTES_MOVED = 1024 ** 3;
/** More names than this that differ only in their "(n)" are a sign of something else. */
const MOST_SAME_NAMES = 1000;

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
  // Thrown away again while it was on its way back: what was written down then was where it came back to.
  const known = work.target !== null && isTrashKey(work.target) ? work.target : null;
  const target = known ?? trashFolder(core.now(), randomUUID().slice(0, 8)) + work.key;
  const stays = (): false => {
    core.catalogue.trash.done(work.id);
    core.changes.asset(work.albumId, work.id);
    return false;
  };
  const fits = Buffer.byteLength(work.prefix + target) <= store.capabilities.maxKeyBytes;
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
  if (target !== known) core.catalogue.trash.setTarget(work.id, target);
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
    const isTaken = (): boolean =>
      core.catalogue.assets.findByKey(work.albumId, key) !== null ||
      (work.target !== key && trash.isTaken(work.albumId, key));
    if (isTaken()) continue;
    const there = await store.head(work.bucket, work.prefix + key, { signal });
    // An earlier try of ours may have copied it there already. Photos of one camera may well be of one size.
    const ours = work.target === key && there && isCopyByEtag(store, held, there, sumsOf(move)) === true;
    if (there && !ours) continue;
    if (isTaken()) continue; // meanwhile
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

/** Copies, proves the copy, and lets the row name it. False: another photo has that name by now. */
async function moveTo(
  move: Move,
  from: HeldObject,
  target: string,
  trashedFrom: string | null,
): Promise<boolean> {
  const { core, store, work, signal } = move;
  const { bucket, prefix } = work;
  const [source, to] = [prefix + work.key, prefix + target];
  const known = sumsOf(move);
  const partBytes = await partBytesOf(store, { bucket, key: source, held: from }, known, signal);
  await store.copy(
    { bucket, key: source },
    { bucket, key: to },
    { signal, ...(partBytes !== undefined && { partBytes }) },
  );
  const copy = await store.head(bucket, to, { signal });
  const access = await core.stores.access(work.connectionId);
  const copied = copy && { bucket, known, from: { ...from, key: source }, copy: { ...copy, key: to } };
  if (!copied || !(await isProvenCopy(core, { store, access }, copied, signal))) {
    throw new AppError('integrity', `The store did not copy “${work.key}” as it is. CAOS tries it again.`, {
      details: `${work.sizeBytes} bytes, etag ${from.etag}; copied ${copy ? `${copy.sizeBytes} bytes, etag ${copy.etag}` : 'nothing'}`,
    });
  }
  await copySidecars(move, target);
  const { etag } = copied.copy;
  const moved = core.catalogue.trash.moved(work.id, {
    key: target,
    trashedFrom,
    etag,
    md5Hex: md5Told(store, copied.copy),
  });
  if (moved) core.changes.asset(work.albumId, work.id);
  return moved;
}

const sumsOf = ({ core, work }: Move): KnownSums =>
  core.catalogue.assets.confirmable([work.id])[0] ?? { md5Hex: null, parts: null };

const isSame = (held: HeldObject, known: { etag: string; sizeBytes: number }): boolean =>
  held.sizeBytes === known.sizeBytes && held.etag === known.etag;

/** Only the very object that was copied, only while the copy is there, and while no photo here goes by that name. */
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
  // A kill may lie between, and long days: whoever emptied the trash there meanwhile did not mean the only one that is left.
  const copy = await store.head(bucket, prefix + work.key, { signal });
  if (!copy || !isSame(copy, work)) return;
  const held = await store.head(bucket, prefix + left.key, { signal });
  if (held && isSame(held, { etag: left.etag, sizeBytes: work.sizeBytes }))
    await store.delete(bucket, prefix + left.key, { signal });
  await deleteLeftSidecars(move, left.key);
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
