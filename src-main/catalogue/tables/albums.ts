/** Rows of albums. */
import type { Album } from '../../../src-shared/domain/album';
import type { AlbumId, ConnectionId, UnixMs } from '../../../src-shared/units';

export interface AlbumRow {
  id: AlbumId;
  title: string;
  note: string;
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
  createdAtMs: UnixMs;
  /** Default: `made`. */
  origin?: Album['origin'];
  /** Default: null. */
  copyOf?: AlbumId | null;
}

export interface AlbumTable {
  insert(row: AlbumRow): void;
  /** Newest first, with counts (kept in columns by triggers or by the writers, never counted over all assets on each call). */
  list(): Album[];
  get(id: AlbumId): Album | null;
  edit(id: AlbumId, change: { title?: string; note?: string }): void;
  setWritesSidecars(id: AlbumId, writes: boolean): void;
  setListed(id: AlbumId, atMs: UnixMs): void;
  /** Forgets the album with its assets, transfers, imports. */
  remove(id: AlbumId): void;
}
