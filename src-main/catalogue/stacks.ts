/** Rows of stacks: which photo stands for which, and which albums are to be looked through. */
import type { AssetKind, AssetMetadata } from '../../src-shared/domain/asset';
import type { AlbumId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { SqlDatabase } from './sql-database';
import type { StackedAsset, StackTable } from './tables/stacks';

const stacked = `s.id, a.id AS albumId, s.stack_top AS top,
  EXISTS (SELECT 1 FROM stack_choices c WHERE c.asset_id = s.id) AS chosen`;
export const stackCandidatesSql = `SELECT ${stacked}, s.key, s.kind, s.metadata
  FROM assets s CROSS JOIN albums a ON a.number = s.album_number
  WHERE s.album_number = ? AND s.key > ? AND s.trashed_at_ms IS NULL ORDER BY s.key LIMIT ?`;
export const stackedAssetsSql = `SELECT ${stacked} FROM json_each(?) wanted
  CROSS JOIN assets s ON s.id = wanted.value CROSS JOIN albums a ON a.number = s.album_number`;
export const stackMembersSql = `SELECT ${stacked} FROM json_each(?) wanted
  CROSS JOIN assets s INDEXED BY assets_stacked ON s.stack_top = wanted.value CROSS JOIN albums a ON a.number = s.album_number`;

interface StackedRow extends Omit<StackedAsset, 'chosen'> {
  chosen: number;
}
interface CandidateRow extends StackedRow {
  key: string;
  kind: AssetKind;
  metadata: string;
}

const fromRow = (row: StackedRow): StackedAsset => ({ ...row, chosen: row.chosen === 1 });

export function createStackTable(database: SqlDatabase, albumNumber: AlbumNumbers): StackTable {
  const pending = database.prepare<{ albumId: AlbumId; changes: number }>(
    'SELECT a.id AS albumId, p.changes FROM stacks_pending p CROSS JOIN albums a ON a.number = p.album_number',
  );
  const settled = database.prepare('DELETE FROM stacks_pending WHERE album_number = ? AND changes = ?');
  const candidates = database.prepare<CandidateRow>(stackCandidatesSql);
  const get = database.prepare<StackedRow>(stackedAssetsSql);
  const members = database.prepare<StackedRow>(stackMembersSql);
  const setTop = database.prepare('UPDATE assets SET stack_top = ? WHERE id = ?');
  const choose = database.prepare(
    'INSERT OR IGNORE INTO stack_choices SELECT id FROM assets WHERE id = ?', // it may be gone meanwhile
  );
  const leave = database.prepare('DELETE FROM stack_choices WHERE asset_id = ?');
  return {
    pending: () => pending.all(),
    settled(albumId, changes) {
      settled.run(albumNumber(albumId), changes);
    },
    candidates: (albumId, afterKey, limit) =>
      candidates.all(albumNumber(albumId), afterKey ?? '', limit).map((row) => ({
        ...row,
        chosen: row.chosen === 1,
        metadata: JSON.parse(row.metadata) as AssetMetadata,
      })),
    get: (ids) => get.all(JSON.stringify(ids)).map(fromRow),
    members: (tops) => members.all(JSON.stringify(tops)).map(fromRow),
    set(rows) {
      database.transaction(() => {
        for (const { id, top, chosen } of rows) {
          setTop.run(top, id);
          if (chosen) choose.run(id);
          else leave.run(id);
        }
      });
    },
  };
}
