/**
 * Where the store itself can keep others out of a private album: who may read and write its bucket is taken back, and given again when the
 * album is open. Proven before it counts: an owner who would be locked out gets everything back as it was.
 */
import { AppError, toWire } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { BucketAccess } from '../../src-shared/domain/storage';
import type { ObjectStore } from '../storage/object-store';
import { albumFileKey } from './album-file';
import type { Core } from './core';

/** Nobody but the account itself. */
const NOBODY: BucketAccess = { publicRead: false, readers: [], writers: [] };

/**
 * null: the store cannot, and CAOS alone honours it (a folder of a shared bucket, a store without lists of users). `prove`: writes into the
 * album once more, as its owner.
 */
export async function protectInStore(
  core: Pick<Core, 'log'>,
  store: ObjectStore,
  album: Album,
  prove: () => Promise<void>,
): Promise<{ before: BucketAccess } | null> {
  if (album.prefix !== '' || !store.capabilities.perUserRead) return null;
  let before: BucketAccess | null = null;
  try {
    before = (await store.admin.bucketFacts(album.bucket)).access;
    if (before === null) return null;
    await store.admin.updateBucket(album.bucket, { access: NOBODY });
    const now = (await store.admin.bucketFacts(album.bucket)).access;
    if (now === null || now.publicRead || now.readers.length > 0 || (now.writers ?? []).length > 0)
      throw new AppError('precondition', 'The store did not take the rule.');
    await prove();
    await store.head(album.bucket, albumFileKey(album.prefix));
    return { before };
  } catch (error) {
    core.log.warn('protect-album', { album: album.id, error: toWire(error) });
    if (before !== null) await store.admin.updateBucket(album.bucket, { access: before });
    return null;
  }
}

export const openInStore = (store: ObjectStore, album: Album, before: BucketAccess): Promise<void> =>
  store.admin.updateBucket(album.bucket, { access: before });
