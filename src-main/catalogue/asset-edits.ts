/** What a person set on photos: read with the file's own words, written with what follows from both. */
import type { AssetMetadata } from '../../src-shared/domain/asset';
import type { AlbumId, AssetId } from '../../src-shared/units';
import { cullFrom, editsFrom } from './asset-rows';
import type { AssetTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

export const editedSql = `SELECT s.id, a.id AS albumId, s.metadata, s.edits FROM json_each(?) wanted
  CROSS JOIN assets s ON s.id = wanted.value JOIN albums a ON a.number = s.album_number`;

/** Whoever goes through stars by key changes one photo several times in a few seconds: they go out together. */
export const REST_BEFORE_SIDECAR_MS = 4000;
const goOutSql = `INSERT INTO sidecar_pending (asset_id, retry_at_ms) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET retry_at_ms = excluded.retry_at_ms, attempts = 0, error = NULL`;

interface EditedRow {
  id: AssetId;
  albumId: AlbumId;
  metadata: string;
  edits: string | null;
}

export function createAssetEdits(database: SqlDatabase): Pick<AssetTable, 'edited' | 'setEdits'> {
  const edited = database.prepare<EditedRow>(editedSql);
  const metadataOf = database.prepare<{ metadata: string }>('SELECT metadata FROM assets WHERE id = ?');
  const set = database.prepare('UPDATE assets SET edits = ?, cull = ?, edited_at_ms = ? WHERE id = ?');
  const goOut = database.prepare(goOutSql);
  return {
    edited: (ids) =>
      edited.all(JSON.stringify(ids)).map((row) => ({
        id: row.id,
        albumId: row.albumId,
        metadata: JSON.parse(row.metadata) as AssetMetadata,
        edits: editsFrom(row.edits),
      })),
    setEdits(rows, atMs) {
      database.transaction(() => {
        for (const { id, edits } of rows) {
          const row = metadataOf.get(id);
          if (!row) continue; // deleted meanwhile
          const text = edits && JSON.stringify(edits);
          set.run(text, cullFrom(JSON.parse(row.metadata) as AssetMetadata, text), atMs, id);
          // In the same transaction: what a person set reaches its sidecar whatever happens from here on.
          goOut.run(id, Math.round(atMs) + REST_BEFORE_SIDECAR_MS);
        }
      });
    },
  };
}
