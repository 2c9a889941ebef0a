/** Where a share's objects lie: a bucket for shares alone where one may be made, else a hidden folder of one that is there. */

import { AppError } from '../../../src-shared/app-error';
import { CAOS_PREFIX } from '../../../src-shared/domain/album';
import { mayChange } from '../../../src-shared/domain/album-access';
import { homeBucket } from '../../../src-shared/domain/connection';
import type { ConnectionId } from '../../../src-shared/units';
import type { ShareRow } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import { changeShare, randomName, type ShareDesk } from './desk';

/** Name of the kept value: the bucket for shares of a connection. */
const bucketName = (id: ConnectionId): string => `share-bucket/${id}`;
/** A name may be somebody else's on a store that many share. */
const MOST_NAMES = 5;

/** Written down before anything is put there. */
export async function choosePlace(desk: ShareDesk, share: ShareRow): Promise<ShareRow> {
  if (share.folder !== '') return share;
  const place = {
    ...(await placeOn(desk, share.connectionId)),
    objectsFolder: `objects/${randomName(desk.primitives)}/`,
  };
  changeShare(desk, share.id, place);
  return { ...share, ...place };
}

/** A folder that nobody guesses, for a share or a photo request. */
export async function placeOn(
  desk: Pick<ShareDesk, 'core' | 'primitives'>,
  id: ConnectionId,
): Promise<{ bucket: string; folder: string }> {
  const { bucket, prefix } = await bucketFor(desk, id, await desk.core.stores.open(id));
  return { bucket, folder: `${prefix}${CAOS_PREFIX}shares/${randomName(desk.primitives)}/` };
}

async function bucketFor(
  desk: Pick<ShareDesk, 'core' | 'primitives'>,
  id: ConnectionId,
  store: ObjectStore,
): Promise<{ bucket: string; prefix: string }> {
  const { catalogue } = desk.core;
  const connection = catalogue.connections.get(id);
  const home = connection ? homeBucket(connection.config) : null;
  if (home !== null) return { bucket: home, prefix: '' };
  const kept = catalogue.settings.value(bucketName(id));
  if (kept !== null && (await store.bucketExists(kept))) return { bucket: kept, prefix: '' };
  if (store.capabilities.createBucket) {
    const bucket = await makeBucket(desk, id, store).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'access-denied') return null;
      throw error;
    });
    if (bucket !== null) return { bucket, prefix: '' };
  }
  // Nothing is ever put into a bucket that something else filled.
  const album = catalogue.albums
    .list()
    .find((one) => one.connectionId === id && one.origin === 'made' && mayChange(one.access));
  if (album) return { bucket: album.bucket, prefix: album.prefix };
  throw new AppError(
    'access-denied',
    `“${connection?.name ?? 'This connection'}” may not make a bucket, and no album of yours lies there. Make an album on it first, or share from another connection.`,
  );
}

async function makeBucket(
  desk: Pick<ShareDesk, 'core' | 'primitives'>,
  id: ConnectionId,
  store: ObjectStore,
): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    const bucket = `caos-shares-${randomName(desk.primitives).slice(0, 12)}`;
    try {
      await store.createBucket(bucket);
      desk.core.catalogue.settings.setValue(bucketName(id), bucket);
      return bucket;
    } catch (error) {
      const taken = error instanceof AppError && error.code === 'bucket-taken';
      if (!taken || tried === MOST_NAMES) throw error;
    }
  }
}
