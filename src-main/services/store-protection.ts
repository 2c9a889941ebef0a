/**
 * Where the store itself can keep others out of a private album: who may read and write its bucket is taken back (Swift), or all but its owner
 * are denied (Ceph's gateway), and given again when the album is open. Proven before it counts: an owner who would be locked out gets
 * everything back as it was.
 */
import { AppError, toWire } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { BucketAccess, BucketChange, BucketFacts } from '../../src-shared/domain/storage';
import type { ObjectStore } from '../storage/object-store';
import { albumFileKey } from './album-file';
import type { Core } from './core';

/** Nobody but the account itself. */
const NOBODY: BucketAccess = { publicRead: false, readers: [], writers: [] };

/** What is set, what undoes it, and what tells that the store took it; null: the store has neither way. */
function ruleOf(store: ObjectStore, { access, onlyOwner }: BucketFacts) {
  const by = (set: BucketChange, undo: BucketChange, isSet: (facts: BucketFacts) => boolean) => ({
    ...{ set, undo, isSet },
  });
  if (onlyOwner !== undefined)
    return by({ onlyOwner: true }, { onlyOwner: false }, (now) => now.onlyOwner === true);
  if (!store.capabilities.perUserRead || access === null) return null;
  return by({ access: NOBODY }, { access }, ({ access: now }) =>
    Boolean(now && !now.publicRead && now.readers.length === 0 && (now.writers ?? []).length === 0),
  );
}

/**
 * null: the store cannot, and CAOS alone honours it (a folder of a shared bucket, a store without lists of users). `before`: what `openInStore`
 * is to be given; null where it needs nothing. `prove`: writes into the album once more, as its owner.
 */
export async function protectInStore(
  core: Pick<Core, 'log'>,
  store: ObjectStore,
  album: Album,
  prove: () => Promise<void>,
): Promise<{ before: BucketAccess | null } | null> {
  if (album.prefix !== '') return null;
  let undo: BucketChange | null = null;
  try {
    const rule = ruleOf(store, await store.admin.bucketFacts(album.bucket));
    if (rule === null) return null;
    undo = rule.undo;
    await store.admin.updateBucket(album.bucket, rule.set);
    if (!rule.isSet(await store.admin.bucketFacts(album.bucket)))
      throw new AppError('precondition', 'The store did not take the rule.');
    await prove();
    await store.head(album.bucket, albumFileKey(album.prefix));
    return { before: undo.access ?? null };
  } catch (error) {
    core.log.warn('protect-album', { album: album.id, error: toWire(error) });
    if (undo !== null) await store.admin.updateBucket(album.bucket, undo);
    return null;
  }
}

/** Also what another computer set, or what was set by one that was killed before it wrote that down. */
export async function openInStore(
  store: ObjectStore,
  album: Album,
  before: BucketAccess | null,
): Promise<void> {
  if (before) await store.admin.updateBucket(album.bucket, { access: before });
  else if (album.prefix === '' && (await store.admin.bucketFacts(album.bucket)).onlyOwner)
    await store.admin.updateBucket(album.bucket, { onlyOwner: false });
}
