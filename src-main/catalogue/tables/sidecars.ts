/** Rows of sidecars (XMP objects beside photos) and of the photos whose words wait to go into theirs. */
import type { WireError } from '../../../src-shared/app-error';
import type { AssetMetadata } from '../../../src-shared/domain/asset';
import type { AssetEdits } from '../../../src-shared/domain/edits';
import type { AlbumId, AssetId, ConnectionId, ImportId, UnixMs } from '../../../src-shared/units';

export interface Sidecar {
  key: string;
  /** Of the version whose words are `fields`; null: none was read or written yet. */
  etag: string | null;
  fields: AssetEdits;
  /** Came with an import and is not stored yet. */
  body: Uint8Array | null;
}

/** A photo whose words may have to go out. */
export interface PendingSidecar {
  id: AssetId;
  albumId: AlbumId;
  /** Key of the photo, without the album's prefix. */
  key: string;
  isStored: boolean;
  metadata: AssetMetadata;
  edits: AssetEdits | null;
  editedAtMs: UnixMs | null;
  attempts: number;
}

/** A photo that a sidecar is about. */
export interface SidecarSubject {
  id: AssetId;
  key: string;
  edits: AssetEdits | null;
  editedAtMs: UnixMs | null;
}

export interface SidecarTable {
  /** Of these keys, the ones that are known. */
  get(albumId: AlbumId, keys: readonly string[]): Sidecar[];
  /** Objects that a listing named. */
  noteListed(albumId: AlbumId, objects: ReadonlyArray<{ key: string; etag: string }>): void;
  /** Listed in another version than the one that was read; by album, then key. `after`: past that one. */
  unread(
    after: { albumId: AlbumId; key: string } | null,
    limit: number,
  ): Array<{ albumId: AlbumId; key: string; etag: string | null; listedEtag: string }>;
  /** The store's version with this ETag says these words. `written`: an app of ours wrote it. Bytes that waited are done with. */
  setRead(
    albumId: AlbumId,
    key: string,
    version: { etag: string; fields: AssetEdits; written?: boolean },
  ): void;
  /** Bytes that go out as they are, unless something else is set until then. */
  setBody(albumId: AlbumId, key: string, body: Uint8Array, fields: AssetEdits): void;
  /** Bytes that wait under the one name wait under the other now; quiet when there are none, or some there. */
  moveBody(albumId: AlbumId, from: string, to: string): void;
  remove(albumId: AlbumId, key: string): void;
  /** Sidecars that were written from here and are still as they were, to be deleted with their album. */
  written(albumId: AlbumId): Array<{ key: string; etag: string }>;

  /** Photos of the album that a sidecar of this key is about, whether or not one of them has its own. */
  subjects(albumId: AlbumId, sidecarKey: string): SidecarSubject[];
  /** Photos that came from files of this folder and name, with any extension: `/card/IMG_1` or `/card/IMG_1.JPG`. */
  fromFiles(
    subjectPath: string,
  ): Array<SidecarSubject & { albumId: AlbumId; importId: ImportId | null; sourcePath: string }>;
  /** Words from a sidecar: they are not sent back. */
  applyEdits(id: AssetId, edits: AssetEdits | null): void;

  /** Due now, the longest waiting first. */
  due(nowMs: UnixMs, limit: number): PendingSidecar[];
  nextDueAtMs(): UnixMs | null;
  pendingCount(): number;
  /** That many wait for a person because of an error; the first of these errors. */
  troubled(): { count: number; error: WireError | null };
  /** It has to go out after all (or at once). */
  add(id: AssetId, dueAtMs: UnixMs): void;
  /** Nothing of it is left to send. */
  done(id: AssetId): void;
  later(id: AssetId, again: { attempts: number; atMs: UnixMs }): void;
  /** Everything of that connection which is due waits until then. */
  waitFor(connectionId: ConnectionId, nowMs: UnixMs, untilMs: UnixMs): void;
  /** What waits for a time is due now. */
  hurry(nowMs: UnixMs): void;
  /** Waits for something else: its photo to be stored, or a person (`error`). */
  park(id: AssetId, error: WireError | null): void;
  /** All that are parked are looked at again. */
  unpark(nowMs: UnixMs): void;
  /** Of one album: everything set there goes out, or nothing. */
  addAlbum(albumId: AlbumId, dueAtMs: UnixMs): void;
  dropAlbum(albumId: AlbumId): void;
}
