/** Takes files found on disk into the catalogue as assets with their transfers; doing it again changes nothing. */
import { type AssetKind, type AssetState, assetFlag } from '../../src-shared/domain/asset';
import { type TransferState, transferIsOpen } from '../../src-shared/domain/transfer';
import type { AssetId, ImportId, TransferId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import { cullFrom, shownColumns } from './asset-rows';
import type { FoundFile, TransferTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

interface Present {
  id: number;
  source_path: string | null;
  size_bytes: number;
  modified_at_ms: number;
  state: AssetState;
  transfer_id: number | null;
  import_id: number | null;
  transfer_state: TransferState | null;
  trashed_at_ms: number | null;
}

export const presentFileSql = `
  SELECT s.id, s.source_path, s.size_bytes, s.modified_at_ms, s.state, t.id AS transfer_id, t.import_id,
    t.state AS transfer_state, s.trashed_at_ms
  FROM assets s LEFT JOIN transfers t ON t.id = (SELECT max(id) FROM transfers WHERE asset_id = s.id)
  WHERE s.album_number = ? AND s.key = ?`;

/** `restart` puts an ended transfer back to `discovered` as part of this import; `takeOver` only makes it part of this import. */
export function createFoundFileWriter(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
  restart: (id: TransferId, importId: number, nowMs: number) => void,
  takeOver: (id: TransferId, importId: number) => void,
): TransferTable['addFound'] {
  const insertAsset = database.prepare<{ id: number }>(
    `INSERT INTO assets (album_number, import_id, key, kind, content_type, size_bytes, state, sort_at_ms, aspect, flags,
       source_path, modified_at_ms, created_at_ms, metadata, cull)
     VALUES (?, ?, ?, ?, ?, ?, 'discovered', ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  );
  const insertTransfer = database.prepare(
    `INSERT INTO transfers (import_id, album_number, asset_id, state, size_bytes, video, created_at_ms, updated_at_ms)
     VALUES (?, ?, ?, 'discovered', ?, ?, ?, ?)`,
  );
  const present = database.prepare<Present>(presentFileSql);
  const flagsOf = (kind: AssetKind): number => (kind === 'video' ? assetFlag.video : 0);

  return (albumId, importId, files, nowMs) => {
    const album = albumNumber(albumId);

    function insert(file: FoundFile): AssetId {
      const metadata = file.metadata ?? {};
      const { sortAtMs, aspect } = shownColumns(metadata, file.modifiedAtMs);
      const { id = 0 } =
        insertAsset.get(
          album,
          importId,
          file.key,
          file.kind,
          file.contentType,
          file.sizeBytes,
          sortAtMs,
          aspect,
          flagsOf(file.kind),
          file.sourcePath,
          file.modifiedAtMs,
          nowMs,
          JSON.stringify(metadata),
          cullFrom(metadata, null),
        ) ?? {};
      insertTransfer.run(importId, album, id, file.sizeBytes, file.kind === 'video' ? 1 : 0, nowMs, nowMs);
      return id as AssetId;
    }

    function add(file: FoundFile): ReturnType<TransferTable['addFound']>[number] {
      // Looked up first: an insert that conflicts would use up an id each time, and a folder may be dropped again and again.
      const row = present.get(album, file.key);
      if (!row) return { file, outcome: 'added', assetId: insert(file), importId, begun: true };
      const assetId = row.id as AssetId;
      // In the trash it is neither here nor on its way: the file is stored anew, under another name while this one is taken.
      const same =
        row.trashed_at_ms === null &&
        row.source_path === file.sourcePath &&
        row.size_bytes === file.sizeBytes &&
        row.modified_at_ms === file.modifiedAtMs;
      const before = row.import_id as ImportId | null;
      if (!same) return { file, outcome: 'key-taken', assetId, importId: before, begun: false };
      if (row.state === 'stored')
        return { file, outcome: 'already-here', assetId, importId: before, begun: false };
      // A walk that begins again after a restart leaves alone what its own import ended: a person may have cancelled it.
      const ownedBefore = row.import_id !== null && row.import_id >= importId;
      if (row.transfer_id !== null && row.transfer_state !== null && !ownedBefore) {
        if (transferIsOpen(row.transfer_state)) takeOver(row.transfer_id as TransferId, importId);
        else restart(row.transfer_id as TransferId, importId, nowMs);
      }
      return { file, outcome: 'known', assetId, importId, begun: !ownedBefore };
    }

    return database.transaction(() => files.map(add));
  };
}
