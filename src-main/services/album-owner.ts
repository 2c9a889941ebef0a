/** Who may change an album: the few places through which every change goes ask here. */
import { AppError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import { mayChange, mayLook, nameOf, type Person } from '../../src-shared/domain/album-access';
import type { AlbumId, AssetId, ConnectionId } from '../../src-shared/units';
import type { UploadPool, WorkerJob } from '../workers/jobs';
import type { Core } from './core';

type Known = Pick<Core, 'catalogue'>;

export const notOwner = ({ title, owner }: { title: string; owner: Person }): AppError =>
  new AppError(
    'not-owner',
    `“${title}” belongs to ${nameOf(owner)}, so it stays as it is. Sign in as ${nameOf(owner)} to change it, or ask them.`,
    { retry: 'after-user', params: { title, name: nameOf(owner) } },
  );

export const privateOf = ({ title, owner }: { title: string; owner: Person }): AppError =>
  new AppError(
    'not-owner',
    `“${title}” is a private album of ${nameOf(owner)}. Sign in as ${nameOf(owner)} to open it, or ask them to share it with you.`,
    { retry: 'after-user', params: { title, name: nameOf(owner) } },
  );

export const requireMayChange = ({ title, access }: Pick<Album, 'title' | 'access'>): void => {
  if (access && !mayChange(access)) throw notOwner({ title, owner: access.owner });
};
export const requireMayLook = ({ title, access }: Pick<Album, 'title' | 'access'>): void => {
  if (access && !mayLook(access)) throw privateOf({ title, owner: access.owner });
};

/** Before something is done to these photos: all of it, or none. What names no photo any more is passed over. */
export function requirePhotosMayChange({ catalogue }: Known, ids: readonly AssetId[]): void {
  if (catalogue.access.owned().length === 0) return;
  const albumIds = new Set<AlbumId>();
  for (let at = 0; at < ids.length; at += 500)
    for (const { albumId } of catalogue.trash.subjects(ids.slice(at, at + 500))) albumIds.add(albumId);
  for (const id of albumIds) {
    const album = catalogue.albums.get(id);
    if (album) requireMayChange(album);
  }
}

/** What is asked before every write into a store. `keys` null: the bucket itself. */
export type AlbumGuard = (connectionId: ConnectionId, bucket: string, keys: readonly string[] | null) => void;

/** Galleries lie in hidden folders under unguessable names: those that we put into somebody else's album are ours to end. */
const isOfShare = (key: string): boolean => /(^|\/)\.caos\/shares\//.test(key);
/** Parts of large files lie beside the bucket that shows them (Swift). */
const shownBucket = (bucket: string): string => /^(.+)[_+]segments$/.exec(bucket)?.[1] ?? bucket;

export const createAlbumGuard =
  ({ catalogue }: Known): AlbumGuard =>
  (connectionId, bucket, keys) => {
    const beside = shownBucket(bucket);
    const others = catalogue.access.ofOthers(connectionId, bucket);
    const hit =
      others.find(({ prefix }) =>
        keys === null ? prefix === '' : keys.some((key) => key.startsWith(prefix) && !isOfShare(key)),
      ) ??
      (beside === bucket
        ? undefined
        : catalogue.access.ofOthers(connectionId, beside).find(({ prefix }) => prefix === ''));
    if (hit) throw notOwner(hit);
  };

const writes: Record<WorkerJob['type'], boolean> = {
  'put-file': true,
  'put-part': true,
  'hash-file': false,
  'hash-object': false,
  'fetch-range': false,
  'seal-file': false,
  'stretch-code': false,
};

/** Worker threads open stores of their own: what they are to send is looked at here. */
export const guardUploads = (pool: UploadPool, guard: AlbumGuard): UploadPool => ({
  size: pool.size,
  run: async (job, options) => {
    if (writes[job.type] && 'bucket' in job)
      guard(job.store.storeKey.split('#')[0] as ConnectionId, job.bucket, [job.key]);
    return pool.run(job, options);
  },
  forget: (storeKey) => pool.forget(storeKey),
  close: () => pool.close(),
});
