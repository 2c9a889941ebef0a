/** What is known of an asset's bytes: which file they came from, which sums they have, and what the store confirmed of them. */
import type { StoreProof } from '../../src-shared/domain/transfer';
import type { AlbumId, AssetId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { AssetTable, ConfirmableAsset, StoredFacts } from './catalogue';
import type { SqlDatabase } from './sql-database';

/** Bytes of one MD5. */
const SUM_BYTES = 16;

interface FactsRow {
  id: number;
  album_id: string;
  key: string;
  size_bytes: number;
  etag: string | null;
  content_md5: string | null;
  part_bytes: number | null;
  part_sums: Uint8Array | null;
  proof: StoreProof | null;
  confirmed_at_ms: number | null;
  source_path: string | null;
  modified_at_ms: number;
  origin: 'uploaded' | 'found';
}

const factsColumns = `s.id, a.id AS album_id, s.key, s.size_bytes, s.etag, s.content_md5, s.part_bytes, s.part_sums, s.proof, s.confirmed_at_ms,
  s.source_path, s.modified_at_ms, s.origin`;
export const confirmableSql = `SELECT ${factsColumns} FROM json_each(?) wanted CROSS JOIN assets s ON s.id = wanted.value
  CROSS JOIN albums a ON a.number = s.album_number WHERE s.state = 'stored' AND s.trashed_at_ms IS NULL`;
export const storedAnywhereSql = `SELECT ${factsColumns} FROM assets s INDEXED BY assets_stored_content
  CROSS JOIN albums a ON a.number = s.album_number WHERE s.fingerprint = ? AND s.size_bytes = ? AND s.state = 'stored' AND s.trashed_at_ms IS NULL`;
export const bySourceSql = `SELECT s.id, a.id AS albumId, s.key, s.state FROM assets s INDEXED BY assets_by_source
  CROSS JOIN albums a ON a.number = s.album_number
  WHERE s.source_path = ? AND s.size_bytes = ? AND s.modified_at_ms = ? AND a.id IN (SELECT value FROM json_each(?)) AND s.trashed_at_ms IS NULL`;
/** Imported means: it has a transfer. Read from the index alone. */
export const importedIdsSql = `SELECT asset_id FROM transfers INDEXED BY transfers_by_album
  WHERE album_number = ? AND outcome = 1 ORDER BY id`;
/** Photos that a skipped file of an import was the same as; whoever put them there. */
export const skippedForSql = `SELECT s.id FROM imports i
  CROSS JOIN import_skips k INDEXED BY import_skips_duplicate ON k.import_id = i.id
  CROSS JOIN assets s ON s.album_number = i.album_number AND s.key = k.detail
  WHERE i.album_number = ? AND k.reason = 'duplicate' AND s.state = 'stored' AND s.trashed_at_ms IS NULL`;

/** `part_sums` of these parts: their MD5s one after the other. */
export const sumsToBlob = (parts: StoredFacts['parts']): Uint8Array | null =>
  parts && Buffer.from(parts.md5Hex.join(''), 'hex');

export function partsFromColumns(
  partBytes: number | null,
  partSums: Uint8Array | null,
): StoredFacts['parts'] {
  if (partBytes === null || partSums === null) return null;
  const hex = Buffer.from(partSums.buffer, partSums.byteOffset, partSums.byteLength).toString('hex');
  const count = partSums.byteLength / SUM_BYTES;
  return {
    partBytes,
    md5Hex: Array.from({ length: count }, (_, n) => hex.slice(n * SUM_BYTES * 2, (n + 1) * SUM_BYTES * 2)),
  };
}

const fromRow = (row: FactsRow): ConfirmableAsset => ({
  id: row.id as AssetId,
  albumId: row.album_id as AlbumId,
  key: row.key,
  sizeBytes: row.size_bytes,
  etag: row.etag ?? '',
  md5Hex: row.content_md5,
  parts: partsFromColumns(row.part_bytes, row.part_sums),
  proof: row.proof,
  confirmedAtMs: row.confirmed_at_ms,
  source:
    row.source_path === null
      ? null
      : { path: row.source_path, sizeBytes: row.size_bytes, modifiedAtMs: row.modified_at_ms },
  ours: row.origin === 'uploaded',
});

export function createAssetFacts(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
): Pick<AssetTable, 'confirmable' | 'setConfirmed' | 'bySource' | 'storedAnywhere' | 'importedIds'> {
  const confirmable = database.prepare<FactsRow>(confirmableSql);
  const storedAnywhere = database.prepare<FactsRow>(storedAnywhereSql);
  const bySource = database.prepare<ReturnType<AssetTable['bySource']>[number]>(bySourceSql);
  const setConfirmed = database.prepare(
    "UPDATE assets SET proof = ?, confirmed_at_ms = ? WHERE id = ? AND state = 'stored'",
  );
  const imported = database.prepare<{ asset_id: AssetId }>(importedIdsSql);
  const skippedFor = database.prepare<{ id: AssetId }>(skippedForSql);

  return {
    confirmable: (ids) => confirmable.all(JSON.stringify(ids)).map(fromRow),
    setConfirmed(ids, proof, atMs) {
      database.transaction(() => {
        for (const id of ids) setConfirmed.run(proof, atMs, id);
      });
    },
    bySource: (albumIds, source) =>
      bySource.all(source.path, source.sizeBytes, source.modifiedAtMs, JSON.stringify(albumIds)),
    storedAnywhere: (fingerprint, sizeBytes) =>
      storedAnywhere
        .all(fingerprint, sizeBytes)
        .map(fromRow)
        .sort((a, b) => Number(b.ours) - Number(a.ours) || a.id - b.id),
    importedIds(albumId) {
      const album = albumNumber(albumId);
      const ids = new Set(imported.all(album).map((row) => row.asset_id));
      for (const row of skippedFor.all(album)) ids.add(row.id);
      return [...ids];
    },
  };
}
