/** Rows of whose albums are. */
import type { Person, Protection, Visibility } from '../../../src-shared/domain/album-access';
import type { BucketAccess } from '../../../src-shared/domain/storage';
import type { AlbumId, ConnectionId } from '../../../src-shared/units';

export interface AlbumAccessRow {
  owner: Person;
  visibility: Visibility;
  protection: Protection;
  /** What the store let whom do before the album became private: given back when it is open again. */
  storeBefore: BucketAccess | null;
}

export interface AlbumAccessTable {
  get(id: AlbumId): AlbumAccessRow | null;
  put(id: AlbumId, row: AlbumAccessRow): void;
  remove(id: AlbumId): void;
  /** Albums in this bucket that whoever is signed in here does not own. */
  ofOthers(
    connectionId: ConnectionId,
    bucket: string,
  ): Array<{ prefix: string; title: string; owner: Person }>;
  /** That have an owner, whoever it is. */
  owned(): AlbumId[];
}
