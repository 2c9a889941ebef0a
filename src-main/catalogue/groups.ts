/** Rows of groups of people, and of the standing shares that show them albums. */
import type { Person } from '../../src-shared/domain/album-access';
import type { Group } from '../../src-shared/domain/group';
import type { AlbumId, GroupId, ShareId } from '../../src-shared/units';
import type { SqlDatabase } from './sql-database';
import type { GroupTable, StandingRow } from './tables/groups';

interface Row {
  album_id: string;
  group_id: string;
  share_id: string | null;
  composed: string;
  ending: number;
  behind: StandingRow['behind'];
  rekey: StandingRow['rekey'];
}

const columns = 'album_id, group_id, share_id, composed, ending, behind, rekey';
export const standingOfSql = `SELECT ${columns} FROM standing_shares WHERE share_id = ?`;

export function createGroupTable(database: SqlDatabase): GroupTable {
  const groups = database.prepare<{ id: string; name: string }>(
    'SELECT id, name FROM people_groups ORDER BY name COLLATE NOCASE, id',
  );
  const group = database.prepare<{ id: string; name: string }>(
    'SELECT id, name FROM people_groups WHERE id = ?',
  );
  const members = database.prepare<Person>(
    'SELECT email, name FROM group_members WHERE group_id = ? ORDER BY name COLLATE NOCASE, email',
  );
  const put = database.prepare(`INSERT INTO people_groups (id, name, created_at_ms) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name`);
  const remove = database.prepare('DELETE FROM people_groups WHERE id = ?');
  const putMember = database.prepare(`INSERT INTO group_members (group_id, email, name, added_at_ms)
    VALUES (?, ?, ?, ?) ON CONFLICT (group_id, email) DO UPDATE SET name = excluded.name`);
  const removeMember = database.prepare('DELETE FROM group_members WHERE group_id = ? AND email = ?');
  const standing = database.prepare<Row>(
    `SELECT ${columns} FROM standing_shares ORDER BY album_id, group_id`,
  );
  const standingOf = database.prepare<Row>(standingOfSql);
  const standingAt = database.prepare<Row>(
    `SELECT ${columns} FROM standing_shares WHERE album_id = ? AND group_id = ?`,
  );
  const putStanding = database.prepare(
    `INSERT OR REPLACE INTO standing_shares (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const removeStanding = database.prepare('DELETE FROM standing_shares WHERE album_id = ? AND group_id = ?');

  const told = ({ id, name }: { id: string; name: string }): Group => ({
    id: id as GroupId,
    name,
    members: members.all(id),
  });
  const write = (row: StandingRow): void =>
    void putStanding.run(
      ...[row.albumId, row.groupId, row.shareId, JSON.stringify(row.composed)],
      ...[row.ending ? 1 : 0, row.behind, row.rekey],
    );

  return {
    list: () => groups.all().map(told),
    get(id) {
      const row = group.get(id);
      return row ? told(row) : null;
    },
    put: ({ id, name }, atMs) => void put.run(id, name, atMs),
    remove: (id) => void remove.run(id),
    putMembers: (id, people, atMs) =>
      database.transaction(() => {
        for (const { email, name } of people) putMember.run(id, email, name, atMs);
      }),
    removeMember: (id, email) => void removeMember.run(id, email),
    standing: () => standing.all().map(standingOfRow),
    standingOf(shareId) {
      const row = standingOf.get(shareId);
      return row ? standingOfRow(row) : null;
    },
    putStanding: write,
    changeStanding(albumId, groupId, change) {
      const row = standingAt.get(albumId, groupId);
      if (row) write({ ...standingOfRow(row), ...change });
    },
    removeStanding: (albumId, groupId) => void removeStanding.run(albumId, groupId),
  };
}

const standingOfRow = (row: Row): StandingRow => ({
  albumId: row.album_id as AlbumId,
  groupId: row.group_id as GroupId,
  shareId: row.share_id as ShareId | null,
  composed: JSON.parse(row.composed) as StandingRow['composed'],
  ending: row.ending === 1,
  behind: row.behind,
  rekey: row.rekey,
});
