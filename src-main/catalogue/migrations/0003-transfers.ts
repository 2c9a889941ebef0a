/** Migration 3: an order for the queue, proof of what is stored, ingests, receipts, downloads and the journal. */
import type { Migration } from '../migrate';

/*
 * - `transfers_next` and `transfers_small` hold only rows that wait for their turn, in the two orders of the queue: a transfer that is
 *   under way or ended costs them nothing. `video` is a column of the transfer because it decides the second order.
 * - `outcome` (0 open, 1 stored, 2 failed, 3 cancelled) replaces `ended`, which was worked out from the state: then every move rewrote
 *   every index that held it. Now a move between open states writes a third fewer pages, and that is what a move costs.
 * - `transfers_by_outcome`, `_by_album` and `_by_import` hold one run of ids for each outcome; lists of several merge their runs.
 * - An album's row is written only when one of its counts changes.
 * - `part_sums` are the MD5s of an asset's parts, 16 bytes each. `proof` of assets that were stored by an older version stays NULL:
 *   nobody wrote down then what the store had verified, so a receipt asks.
 * - Rows of a receipt's files and a download's files name their album by its place in the `album_ids` of their owner, not by its row:
 *   a receipt must still read the same when the album is forgotten, and 36 characters in each of 100,000 rows are too many.
 * - Files of a download keep the size, time and ETag that their bytes on the disk belong to, whatever the store holds later.
 * - Counts of downloads are kept by triggers, those of receipts by their only writer, which adds files in batches.
 * - The files of a forgotten receipt or download are no foreign keys of it: `leftover_rows` names whose rows are still to be taken away.
 * - `receipt_files_shown` is the order of the screen (doubts first) and small enough to walk to any page of 100,000 in time.
 */
export const transfers: Migration = {
  number: 3,
  name: 'transfers',
  sql: `
ALTER TABLE connections ADD COLUMN limits TEXT;
ALTER TABLE albums ADD COLUMN copy_of TEXT REFERENCES albums (id) ON DELETE SET NULL;

CREATE TABLE ingests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  roots TEXT NOT NULL,
  options TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  ejected INTEGER,
  error TEXT,
  value TEXT
) STRICT;
CREATE INDEX ingests_open ON ingests (id) WHERE state = 'reading' OR state = 'moving' OR state = 'checking';

ALTER TABLE imports ADD COLUMN ingest_id INTEGER REFERENCES ingests (id);
ALTER TABLE imports ADD COLUMN pictures_first INTEGER NOT NULL DEFAULT 1;
CREATE INDEX imports_by_ingest ON imports (ingest_id, id) WHERE ingest_id IS NOT NULL;
CREATE INDEX import_skips_duplicate ON import_skips (import_id, detail) WHERE reason = 'duplicate';

ALTER TABLE assets ADD COLUMN part_bytes INTEGER;
ALTER TABLE assets ADD COLUMN part_sums BLOB;
ALTER TABLE assets ADD COLUMN proof TEXT;
ALTER TABLE assets ADD COLUMN confirmed_at_ms INTEGER;
CREATE INDEX assets_by_source ON assets (source_path) WHERE source_path IS NOT NULL;
CREATE INDEX assets_stored_content ON assets (fingerprint, size_bytes) WHERE fingerprint IS NOT NULL AND state = 'stored';
CREATE INDEX assets_unread ON assets (id) WHERE prepared_at_ms IS NULL AND source_path IS NOT NULL AND state = 'stored';

ALTER TABLE transfers ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE transfers ADD COLUMN video INTEGER NOT NULL DEFAULT 0;
DROP INDEX transfers_by_state;
DROP INDEX transfers_by_end;
DROP INDEX transfers_by_album;
ALTER TABLE transfers DROP COLUMN ended;
ALTER TABLE transfers ADD COLUMN outcome INTEGER NOT NULL DEFAULT 0;
UPDATE transfers SET video = (SELECT kind = 'video' FROM assets WHERE id = asset_id),
  outcome = CASE state WHEN 'stored' THEN 1 WHEN 'failed' THEN 2 WHEN 'cancelled' THEN 3 ELSE 0 END;
CREATE INDEX transfers_by_state ON transfers (state, id) WHERE outcome = 0;
CREATE INDEX transfers_by_outcome ON transfers (outcome, id);
CREATE INDEX transfers_next ON transfers (state, priority DESC, id, retry_at_ms)
WHERE state = 'discovered' OR state = 'queued' OR state = 'waiting';
CREATE INDEX transfers_small ON transfers (state, priority DESC, video, size_bytes, id, retry_at_ms)
WHERE state = 'discovered' OR state = 'queued' OR state = 'waiting';
CREATE INDEX transfers_by_album ON transfers (album_number, outcome, id, asset_id);
CREATE INDEX transfers_by_import ON transfers (import_id, outcome, id);
CREATE INDEX transfers_with_upload ON transfers (album_number, state, upload_id) WHERE upload_id IS NOT NULL;

DROP TRIGGER assets_updated;
CREATE TRIGGER assets_updated AFTER UPDATE OF state, size_bytes ON assets
WHEN OLD.size_bytes <> NEW.size_bytes OR (OLD.state <> NEW.state AND
  (OLD.state IN ('stored', 'failed', 'cancelled') OR NEW.state IN ('stored', 'failed', 'cancelled'))) BEGIN
  UPDATE albums SET
    stored_count = stored_count + (NEW.state = 'stored') - (OLD.state = 'stored'),
    failed_count = failed_count + (NEW.state = 'failed') - (OLD.state = 'failed'),
    cancelled_count = cancelled_count + (NEW.state = 'cancelled') - (OLD.state = 'cancelled'),
    total_bytes = total_bytes + NEW.size_bytes - OLD.size_bytes
  WHERE number = NEW.album_number;
END;

CREATE TABLE upload_intents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  transfer_id INTEGER,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE receipts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ingest_id INTEGER,
  title TEXT NOT NULL,
  places TEXT NOT NULL,
  roots TEXT NOT NULL,
  depth TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  checked_count INTEGER NOT NULL DEFAULT 0,
  file_count INTEGER NOT NULL DEFAULT 0,
  album_ids TEXT NOT NULL DEFAULT '[]',
  verdict TEXT,
  digest TEXT,
  error TEXT
) STRICT;
CREATE INDEX receipts_by_ingest ON receipts (ingest_id, id) WHERE ingest_id IS NOT NULL;
CREATE INDEX receipts_open ON receipts (id) WHERE state = 'checking';

CREATE TABLE receipt_albums (
  album_id TEXT NOT NULL,
  receipt_id INTEGER NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  PRIMARY KEY (album_id, receipt_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_albums_of ON receipt_albums (receipt_id, place);
CREATE TABLE receipt_imports (
  import_id INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  PRIMARY KEY (import_id, receipt_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_imports_of ON receipt_imports (receipt_id, place);

CREATE TABLE receipt_files (
  receipt_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  harmless INTEGER NOT NULL,
  path TEXT NOT NULL,
  state TEXT NOT NULL,
  album INTEGER,
  key TEXT,
  size_bytes INTEGER,
  checksum_kind TEXT,
  checksum TEXT,
  part_bytes INTEGER,
  proof TEXT,
  confirmed_at_ms INTEGER,
  skip TEXT,
  reason TEXT,
  PRIMARY KEY (receipt_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_files_shown ON receipt_files (receipt_id, harmless, path, number, state);
CREATE TABLE receipt_tally (
  receipt_id INTEGER NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  file_count INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (receipt_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE downloads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  album_number INTEGER REFERENCES albums (number) ON DELETE SET NULL,
  form TEXT NOT NULL,
  target TEXT NOT NULL,
  conflicts TEXT NOT NULL,
  state TEXT NOT NULL,
  file_count INTEGER NOT NULL DEFAULT 0,
  done_count INTEGER NOT NULL DEFAULT 0,
  already_there_count INTEGER NOT NULL DEFAULT 0,
  conflict_count INTEGER NOT NULL DEFAULT 0,
  failed_count INTEGER NOT NULL DEFAULT 0,
  running_count INTEGER NOT NULL DEFAULT 0,
  left_out_count INTEGER NOT NULL DEFAULT 0,
  not_stored_count INTEGER NOT NULL,
  total_bytes INTEGER NOT NULL DEFAULT 0,
  done_bytes INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  album_ids TEXT NOT NULL DEFAULT '{}',
  error TEXT,
  value TEXT
) STRICT;
CREATE INDEX downloads_by_album ON downloads (album_number) WHERE album_number IS NOT NULL;
CREATE INDEX downloads_open ON downloads (id) WHERE state = 'running' OR state = 'paused' OR state = 'waiting' OR state = 'asking';

CREATE TABLE download_files (
  download_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  album INTEGER NOT NULL,
  asset_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  path TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  etag TEXT NOT NULL,
  modified_at_ms REAL NOT NULL,
  sort_at_ms INTEGER NOT NULL,
  done_bytes INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  zip_offset INTEGER,
  crc32 INTEGER,
  have TEXT,
  error TEXT,
  PRIMARY KEY (download_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX download_files_by_state ON download_files (download_id, state, number);
CREATE TRIGGER download_files_moved AFTER UPDATE OF state, done_bytes ON download_files
WHEN OLD.state <> NEW.state OR OLD.done_bytes <> NEW.done_bytes BEGIN
  UPDATE downloads SET
    done_count = done_count + (NEW.state = 'done') - (OLD.state = 'done'),
    already_there_count = already_there_count + (NEW.state = 'already-there') - (OLD.state = 'already-there'),
    conflict_count = conflict_count + (NEW.state = 'conflict') - (OLD.state = 'conflict'),
    failed_count = failed_count + (NEW.state = 'failed') - (OLD.state = 'failed'),
    running_count = running_count + (NEW.state = 'running') - (OLD.state = 'running'),
    left_out_count = left_out_count + (NEW.state = 'left-out') - (OLD.state = 'left-out'),
    done_bytes = done_bytes + NEW.done_bytes - OLD.done_bytes
  WHERE id = NEW.download_id;
END;

CREATE TABLE leftover_rows (
  table_name TEXT NOT NULL,
  owner_id INTEGER NOT NULL,
  PRIMARY KEY (table_name, owner_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  album_id TEXT,
  connection_id TEXT,
  import_id INTEGER,
  transfer_id INTEGER,
  download_id INTEGER,
  ingest_id INTEGER,
  receipt_id INTEGER,
  params TEXT NOT NULL,
  error TEXT
) STRICT;
`,
};
