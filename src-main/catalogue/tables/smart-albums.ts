/** Searches that were given a name. */
import type { SmartAlbum } from '../../../src-shared/domain/photo-list';
import type { SmartAlbumId } from '../../../src-shared/units';

export interface SmartAlbumTable {
  /** Oldest first. */
  list(): SmartAlbum[];
  get(id: SmartAlbumId): SmartAlbum | null;
  /** New, or another name or search for one that is there. */
  save(album: SmartAlbum): void;
  remove(id: SmartAlbumId): void;
}
