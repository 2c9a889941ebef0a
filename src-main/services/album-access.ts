/** Whose an album is, and who may see it: said in the album's own file, kept here, and set in the store where it can enforce it. */
import { AppError } from '../../src-shared/app-error';
import type { Album, AlbumFile } from '../../src-shared/domain/album';
import { isSamePerson, type Person, type Visibility } from '../../src-shared/domain/album-access';
import type { AlbumId } from '../../src-shared/units';
import type { AlbumAccessRow } from '../catalogue/catalogue';
import { readAlbumFile, writeAlbumFile } from './album-file';
import { notOwner, privateOf, requireMayChange } from './album-owner';
import type { Core } from './core';
import { openInStore, protectInStore } from './store-protection';

/** What the album's file says, as a row; null: it is nobody's. A private one whose owner cannot be read is somebody's all the same. */
export function accessOf(file: AlbumFile, storeBefore: AlbumAccessRow['storeBefore']): AlbumAccessRow | null {
  const { owner, visibility = 'open', protection = 'app' } = file;
  if (!owner && visibility === 'open') return null;
  return { owner: owner ?? { email: '', name: '' }, visibility, protection, storeBefore };
}

/** Takes over what the bucket says now; answers whether anything is different here. */
export function adoptAccess(
  core: Pick<Core, 'catalogue' | 'changes'>,
  id: AlbumId,
  file: AlbumFile,
): boolean {
  const known = core.catalogue.access.get(id);
  const told = accessOf(file, known?.storeBefore ?? null);
  if (JSON.stringify(told) === JSON.stringify(known)) return false;
  if (told) core.catalogue.access.put(id, told);
  else core.catalogue.access.remove(id);
  core.changes.album(id);
  return true;
}

/** Before an album is listed: its owner may have said something since. Rejects with `not-owner` for a private one of somebody else. */
export async function refreshAccess(core: Core, id: AlbumId, signal: AbortSignal): Promise<void> {
  const album = core.catalogue.albums.get(id);
  if (album?.origin !== 'made') return;
  const store = await core.stores.open(album.connectionId);
  const found = await readAlbumFile(store, album, signal);
  if (found.type === 'album' && adoptAccess(core, id, found.file)) core.changes.flush();
  const now = core.catalogue.albums.get(id);
  if (now?.access?.visibility === 'private' && !now.access.mine)
    throw privateOf({ title: now.title, owner: now.access.owner });
}

/** Refused before anything of a private album of somebody else is listed. */
export function requireOpenTo(core: Pick<Core, 'catalogue'>, file: AlbumFile): void {
  const told = accessOf(file, null);
  const me = core.catalogue.identity.get();
  if (told?.visibility !== 'private' || (me && isSamePerson(me.email, told.owner.email))) return;
  throw privateOf({ title: file.title, owner: told.owner });
}

export interface AccessChange {
  visibility?: Visibility | undefined;
  /** Gives the album to somebody else. */
  owner?: Person | undefined;
}

/**
 * The bucket hears of it first. Of an album of nobody, whoever is signed in becomes the owner. Rejects with `not-owner`, `bad-input`, and
 * the store's errors; then everything is as it was.
 */
export async function setAccess(core: Core, album: Album, change: AccessChange): Promise<void> {
  requireMayChange(album);
  const me = core.catalogue.identity.get();
  if (!me)
    throw new AppError(
      'not-owner',
      'Nobody is signed in here, so the album would have no owner. Sign in with your e-mail address first.',
      { retry: 'after-user' },
    );
  if (album.origin !== 'made')
    throw new AppError(
      'bad-input',
      `“${album.bucket}” was filled by something else, and CAOS writes nothing into it: it cannot say there whose the album is. Make an album of your own of these photos first.`,
    );
  const store = await core.stores.open(album.connectionId);
  const found = await readAlbumFile(store, album);
  if (found.type === 'unreadable') throw found.error;
  if (found.type === 'album') {
    adoptAccess(core, album.id, found.file);
    const told = accessOf(found.file, null);
    if (told && !isSamePerson(told.owner.email, me.email))
      throw notOwner({ title: album.title, owner: told.owner });
  }
  const known = core.catalogue.access.get(album.id);
  const row: AlbumAccessRow = {
    owner: change.owner ?? known?.owner ?? { email: me.email, name: me.name },
    visibility: change.visibility ?? known?.visibility ?? 'open',
    protection: 'app',
    storeBefore: known?.storeBefore ?? null,
  };
  const described = {
    ...album,
    ...(found.type === 'album' && { id: found.file.id, createdAtMs: Date.parse(found.file.createdAt) }),
  };
  const write = (access: AlbumAccessRow): Promise<void> =>
    writeAlbumFile(store, { ...described, access }, core.now());

  // In the store its rule would stay on who gives it away: they may not change it any more, and its new owner could not open it.
  if (row.visibility === 'open' || !isSamePerson(row.owner.email, me.email)) {
    await openInStore(store, album, row.storeBefore);
    row.storeBefore = null;
    await write(row);
  } else {
    await write(row);
    const guarded = await protectInStore(core, store, album, () => write({ ...row, protection: 'store' }));
    if (guarded) {
      row.protection = 'store';
      row.storeBefore = known?.storeBefore ?? guarded.before;
    } else if (known?.protection === 'store') await write(row);
  }
  core.catalogue.access.put(album.id, row);
  core.changes.album(album.id);
  core.changes.flush();
}
