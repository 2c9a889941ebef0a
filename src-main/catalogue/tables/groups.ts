/** Rows of groups of people, and of the standing shares that show them albums. */
import type { Person } from '../../../src-shared/domain/album-access';
import type { Group } from '../../../src-shared/domain/group';
import type { AlbumId, GroupId, ShareId, UnixMs } from '../../../src-shared/units';
import type { ComposedShare } from './shares';

export interface StandingRow {
  albumId: AlbumId;
  groupId: GroupId;
  /** null: there is nobody to show it to, or it ended. */
  shareId: ShareId | null;
  composed: Omit<ComposedShare, 'title' | 'days'>;
  /** It is not wanted any more. */
  ending: boolean;
  /**
   * null: the pages tell all. `check`: the album or the group may have changed since. `write`: rows are ahead of the pages. `less`: so much
   * that pages still name what was taken out.
   */
  behind: 'check' | 'write' | 'less' | null;
  /**
   * null: no change of the key is under way. `begun`: nothing of it is made yet. `sealing`: objects are sealed anew below the share's
   * next folder. `sealed`: all of them are; the new key takes the old one's place.
   */
  rekey: 'begun' | 'sealing' | 'sealed' | null;
}

export interface GroupTable {
  /** By name. */
  list(): Group[];
  get(id: GroupId): Group | null;
  put(group: Pick<Group, 'id' | 'name'>, atMs: UnixMs): void;
  remove(id: GroupId): void;
  /** Who is in it already gets the new name. */
  putMembers(id: GroupId, members: readonly Person[], atMs: UnixMs): void;
  removeMember(id: GroupId, email: string): void;

  standing(): StandingRow[];
  standingOf(shareId: ShareId): StandingRow | null;
  putStanding(row: StandingRow): void;
  changeStanding(
    albumId: AlbumId,
    groupId: GroupId,
    change: Partial<Omit<StandingRow, 'albumId' | 'groupId'>>,
  ): void;
  removeStanding(albumId: AlbumId, groupId: GroupId): void;
}
