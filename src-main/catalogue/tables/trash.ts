/** Rows of photos in the trash, and of what is still to be done for them in their stores. */
import type { AssetState } from '../../../src-shared/domain/asset';
import type { TrashedPhoto, TrashFacts } from '../../../src-shared/domain/trash';
import type { AlbumId, AssetId, ConnectionId, UnixMs } from '../../../src-shared/units';

/** A photo as an act of the trash meets it. */
export interface TrashSubject {
  id: AssetId;
  albumId: AlbumId;
  key: string;
  state: AssetState;
  origin: 'uploaded' | 'found';
  trashedAtMs: UnixMs | null;
}

/** A photo whose object is not where the catalogue wants it. */
export interface TrashWork {
  id: AssetId;
  albumId: AlbumId;
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
  /** Where its object lies now. */
  key: string;
  /** Name it had before; null: it was never moved. */
  trashedFrom: string | null;
  trashed: boolean;
  state: AssetState;
  sizeBytes: number;
  etag: string;
  md5Hex: string | null;
  /** Written down before anything is copied there; null: nothing was. */
  target: string | null;
  /** The object it was copied from: to be deleted while it is the very same. */
  leaves: { key: string; etag: string } | null;
  attempts: number;
}

/** An object in a trash that is to be deleted; its photo is forgotten already. */
export interface TrashDeletion {
  id: number;
  albumId: AlbumId;
  key: string;
  etag: string;
  sizeBytes: number;
  attempts: number;
}

export interface TrashTable {
  /** Those that are still there, in the order of the ids. */
  subjects(ids: readonly AssetId[]): TrashSubject[];
  /** Takes them out of their grids. Those with a target are to be moved there in the store, the others only do not show. */
  throwAway(photos: ReadonlyArray<{ id: AssetId; target: string | null }>, atMs: UnixMs): void;
  /** Back into their grids; what was moved in the store is to be moved back. */
  bringBack(ids: readonly AssetId[]): void;

  /** Work that is due, oldest first, of connections that are not in `except`. */
  due(nowMs: UnixMs, limit: number, except: readonly ConnectionId[]): TrashWork[];
  /** null: nothing is to be done for it any more. */
  work(id: AssetId): TrashWork | null;
  /** When the next of it is due; null: none waits. */
  nextDueAtMs(): UnixMs | null;
  /** From here on the object may be copied there. */
  setTarget(id: AssetId, target: string): void;
  /**
   * The verified copy is the photo from now on, and the object it was made of is to be deleted. False when another photo has that name by now.
   * `sums`: whether the store gave the copy another ETag, so that what was known of the old one counts no more.
   */
  moved(
    id: AssetId,
    to: { key: string; trashedFrom: string | null; etag: string; md5Hex: string | null },
  ): boolean;
  /** What it was copied from is gone, or is not ours. */
  left(id: AssetId): void;
  done(id: AssetId): void;
  putOff(id: AssetId, retryAtMs: UnixMs, attempts: number): void;
  /** Everything that waits is due. */
  hurry(): void;
  /**
   * What lies under this name was copied or forgotten and is about to be deleted, or a copy is about to be made there: nobody may take it for
   * a file of theirs, or use the name.
   */
  isTaken(albumId: AlbumId, key: string): boolean;
  /** Which of these names had a photo that is in the trash now. */
  hadNames(albumId: AlbumId, keys: readonly string[]): string[];

  /** Thrown away before that time and moved into a trash: what is deleted by itself. */
  expired(beforeMs: UnixMs, limit: number): AssetId[];
  /** It lies there no longer than since then. */
  putTime(id: AssetId, trashedAtMs: UnixMs): void;
  all(): AssetId[];
  ofAlbum(albumId: AlbumId): AssetId[];
  /** Objects of photos that are forgotten now, to be deleted in their stores. */
  addDeletions(
    objects: ReadonlyArray<{ albumId: AlbumId; key: string; etag: string; sizeBytes: number }>,
  ): void;
  dueDeletions(nowMs: UnixMs, limit: number, except: readonly ConnectionId[]): TrashDeletion[];
  putOffDeletion(id: number, retryAtMs: UnixMs, attempts: number): void;
  deleted(ids: readonly number[]): void;

  /** Photos that lie in a trash in the store and were not known here. Answers their ids. */
  addFound(
    albumId: AlbumId,
    photos: ReadonlyArray<{
      key: string;
      from: string;
      trashedAtMs: UnixMs;
      kind: 'photo' | 'video';
      contentType: string;
      sizeBytes: number;
      etag: string;
      modifiedAtMs: UnixMs;
    }>,
    nowMs: UnixMs,
  ): AssetId[];
  /** Photos of the album that lie in its trash with nothing left to do: id and key. */
  settled(albumId: AlbumId): Array<{ id: AssetId; key: string }>;

  facts(): TrashFacts;
  list(ids?: readonly AssetId[]): TrashedPhoto[];
}
