CREATE INDEX assets_by_fingerprint ON assets (album_number, fingerprint, id) WHERE fingerprint IS NOT NULL;

CREATE INDEX assets_by_pack ON assets (album_number, pack) WHERE pack IS NOT NULL;

CREATE INDEX assets_by_source ON assets (source_path) WHERE source_path IS NOT NULL;

CREATE INDEX assets_cover ON assets (album_number, sort_at_ms, id) WHERE thumb_revision > 0;

CREATE INDEX assets_grid ON assets (album_number, sort_at_ms, id, grid_cell);

CREATE INDEX assets_stored_content ON assets (fingerprint, size_bytes) WHERE fingerprint IS NOT NULL AND state = 'stored';

CREATE INDEX assets_unpacked ON assets (album_number, id)
WHERE pack IS NULL AND state = 'stored' AND thumb_px > 0 AND origin = 'uploaded';

CREATE INDEX assets_unread ON assets (id) WHERE prepared_at_ms IS NULL AND source_path IS NOT NULL AND state = 'stored';

CREATE INDEX assets_unsettled ON assets (album_number) WHERE settle_at_ms IS NOT NULL;

CREATE INDEX download_files_by_state ON download_files (download_id, state, number);

CREATE INDEX downloads_by_album ON downloads (album_number) WHERE album_number IS NOT NULL;

CREATE INDEX downloads_open ON downloads (id) WHERE state = 'running' OR state = 'paused' OR state = 'waiting' OR state = 'asking';

CREATE INDEX import_skips_duplicate ON import_skips (import_id, detail) WHERE reason = 'duplicate';

CREATE INDEX imports_by_album ON imports (album_number, id);

CREATE INDEX imports_by_ingest ON imports (ingest_id, id) WHERE ingest_id IS NOT NULL;

CREATE INDEX imports_open ON imports (album_number, id) WHERE state IN ('scanning', 'running');

CREATE INDEX ingests_open ON ingests (id) WHERE state = 'reading' OR state = 'moving' OR state = 'checking';

CREATE INDEX receipt_albums_of ON receipt_albums (receipt_id, place);

CREATE INDEX receipt_files_shown ON receipt_files (receipt_id, harmless, path, number, state);

CREATE INDEX receipt_imports_of ON receipt_imports (receipt_id, place);

CREATE INDEX receipts_by_ingest ON receipts (ingest_id, id) WHERE ingest_id IS NOT NULL;

CREATE INDEX receipts_open ON receipts (id) WHERE state = 'checking';

CREATE INDEX transfer_tally_open ON transfer_tally (import_id)
WHERE transfer_count > 0 AND state NOT IN ('stored', 'failed', 'cancelled');

CREATE INDEX transfers_by_album ON transfers (album_number, outcome, id, asset_id);

CREATE INDEX transfers_by_asset ON transfers (asset_id);

CREATE INDEX transfers_by_import ON transfers (import_id, outcome, id);

CREATE INDEX transfers_by_outcome ON transfers (outcome, id);

CREATE INDEX transfers_by_state ON transfers (state, id) WHERE outcome = 0;

CREATE INDEX transfers_next ON transfers (state, priority DESC, id, retry_at_ms)
WHERE state = 'discovered' OR state = 'queued' OR state = 'waiting';

CREATE INDEX transfers_small ON transfers (state, priority DESC, video, size_bytes, id, retry_at_ms)
WHERE state = 'discovered' OR state = 'queued' OR state = 'waiting';

CREATE INDEX transfers_waiting ON transfers (retry_at_ms) WHERE state = 'waiting';

CREATE INDEX transfers_with_upload ON transfers (album_number, state, upload_id) WHERE upload_id IS NOT NULL;

CREATE TABLE albums (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  note TEXT NOT NULL,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE RESTRICT,
  bucket TEXT NOT NULL,
  prefix TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  asset_count INTEGER NOT NULL DEFAULT 0,
  stored_count INTEGER NOT NULL DEFAULT 0,
  failed_count INTEGER NOT NULL DEFAULT 0,
  cancelled_count INTEGER NOT NULL DEFAULT 0,
  total_bytes INTEGER NOT NULL DEFAULT 0, origin TEXT NOT NULL DEFAULT 'made', listed_at_ms INTEGER, copy_of TEXT REFERENCES albums (id) ON DELETE SET NULL,
  UNIQUE (connection_id, bucket, prefix)
) STRICT;

CREATE TABLE app_values (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE assets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  album_number INTEGER NOT NULL REFERENCES albums (number) ON DELETE CASCADE,
  import_id INTEGER,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  sort_at_ms INTEGER NOT NULL,
  aspect REAL NOT NULL,
  flags INTEGER NOT NULL,
  thumb_revision INTEGER NOT NULL DEFAULT 0,
  thumbhash TEXT,
  media_error TEXT,
  source_path TEXT,
  prepared_at_ms INTEGER,
  fingerprint TEXT,
  modified_at_ms REAL NOT NULL,
  etag TEXT,
  content_md5 TEXT,
  stored_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  metadata TEXT NOT NULL DEFAULT '{}',
  grid_cell INTEGER NOT NULL GENERATED ALWAYS AS (
    min(CAST(aspect * 10000 + 0.5 AS INTEGER), 16777215) * 4194304 + (thumb_revision & 65535) * 64 + flags * 8 +
    CASE state
      WHEN 'stored' THEN 4
      WHEN 'discovered' THEN 0
      WHEN 'preparing' THEN 1
      WHEN 'queued' THEN 2
      WHEN 'uploading' THEN 3
      WHEN 'failed' THEN 5
      WHEN 'cancelled' THEN 6
    END
  ) VIRTUAL, origin TEXT NOT NULL DEFAULT 'uploaded', pack TEXT, thumb_px INTEGER NOT NULL DEFAULT 0, settle_at_ms INTEGER, part_bytes INTEGER, part_sums BLOB, proof TEXT, confirmed_at_ms INTEGER,
  UNIQUE (album_number, key)
) STRICT;

CREATE TABLE connections (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL UNIQUE,
  config TEXT NOT NULL,
  built_in INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL
, revision INTEGER NOT NULL DEFAULT 1, report TEXT, limits TEXT) STRICT;

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

CREATE TABLE import_skips (
  import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT,
  PRIMARY KEY (import_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  album_number INTEGER NOT NULL REFERENCES albums (number) ON DELETE CASCADE,
  roots TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  skipped_count INTEGER NOT NULL DEFAULT 0,
  error TEXT
, ingest_id INTEGER REFERENCES ingests (id), pictures_first INTEGER NOT NULL DEFAULT 1) STRICT;

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

CREATE TABLE leftover_rows (
  table_name TEXT NOT NULL,
  owner_id INTEGER NOT NULL,
  PRIMARY KEY (table_name, owner_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_albums (
  album_id TEXT NOT NULL,
  receipt_id INTEGER NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  PRIMARY KEY (album_id, receipt_id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE receipt_imports (
  import_id INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  PRIMARY KEY (import_id, receipt_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_tally (
  receipt_id INTEGER NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  file_count INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (receipt_id, state)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE transfer_events (
  transfer_id INTEGER NOT NULL REFERENCES transfers (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  error TEXT,
  PRIMARY KEY (transfer_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer_parts (
  transfer_id INTEGER NOT NULL REFERENCES transfers (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  etag TEXT NOT NULL,
  md5_hex TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (transfer_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer_tally (
  album_number INTEGER NOT NULL REFERENCES albums (number) ON DELETE CASCADE,
  import_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  transfer_count INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  sent_bytes INTEGER NOT NULL,
  PRIMARY KEY (album_number, import_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  import_id INTEGER,
  album_number INTEGER NOT NULL,
  asset_id INTEGER NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sent_bytes INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER,
  error TEXT,
  upload_id TEXT,
  part_bytes INTEGER,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
, priority INTEGER NOT NULL DEFAULT 0, video INTEGER NOT NULL DEFAULT 0, outcome INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE upload_intents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  transfer_id INTEGER,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER assets_deleted AFTER DELETE ON assets BEGIN
  UPDATE albums SET
    asset_count = asset_count - 1,
    stored_count = stored_count - (OLD.state = 'stored'),
    failed_count = failed_count - (OLD.state = 'failed'),
    cancelled_count = cancelled_count - (OLD.state = 'cancelled'),
    total_bytes = total_bytes - OLD.size_bytes
  WHERE number = OLD.album_number;
END;

CREATE TRIGGER assets_inserted AFTER INSERT ON assets BEGIN
  UPDATE albums SET
    asset_count = asset_count + 1,
    stored_count = stored_count + (NEW.state = 'stored'),
    failed_count = failed_count + (NEW.state = 'failed'),
    cancelled_count = cancelled_count + (NEW.state = 'cancelled'),
    total_bytes = total_bytes + NEW.size_bytes
  WHERE number = NEW.album_number;
END;

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

CREATE TRIGGER import_skips_inserted AFTER INSERT ON import_skips BEGIN
  UPDATE imports SET skipped_count = skipped_count + 1 WHERE id = NEW.import_id;
END;

CREATE TRIGGER transfers_deleted AFTER DELETE ON transfers BEGIN
  UPDATE transfer_tally SET
    transfer_count = transfer_count - 1,
    size_bytes = size_bytes - OLD.size_bytes,
    sent_bytes = sent_bytes - OLD.sent_bytes
  WHERE album_number = OLD.album_number AND import_id = coalesce(OLD.import_id, 0) AND state = OLD.state;
END;

CREATE TRIGGER transfers_inserted AFTER INSERT ON transfers BEGIN
  INSERT INTO transfer_tally (album_number, import_id, state, transfer_count, size_bytes, sent_bytes)
  VALUES (NEW.album_number, coalesce(NEW.import_id, 0), NEW.state, 1, NEW.size_bytes, NEW.sent_bytes)
  ON CONFLICT DO UPDATE SET
    transfer_count = transfer_count + 1,
    size_bytes = size_bytes + excluded.size_bytes,
    sent_bytes = sent_bytes + excluded.sent_bytes;
END;

CREATE TRIGGER transfers_moved AFTER UPDATE OF state, import_id ON transfers
WHEN OLD.state <> NEW.state OR OLD.import_id IS NOT NEW.import_id BEGIN
  UPDATE transfer_tally SET
    transfer_count = transfer_count - 1,
    size_bytes = size_bytes - OLD.size_bytes,
    sent_bytes = sent_bytes - OLD.sent_bytes
  WHERE album_number = OLD.album_number AND import_id = coalesce(OLD.import_id, 0) AND state = OLD.state;
  INSERT INTO transfer_tally (album_number, import_id, state, transfer_count, size_bytes, sent_bytes)
  VALUES (NEW.album_number, coalesce(NEW.import_id, 0), NEW.state, 1, NEW.size_bytes, NEW.sent_bytes)
  ON CONFLICT DO UPDATE SET
    transfer_count = transfer_count + 1,
    size_bytes = size_bytes + excluded.size_bytes,
    sent_bytes = sent_bytes + excluded.sent_bytes;
END;

CREATE TRIGGER transfers_progressed AFTER UPDATE OF size_bytes, sent_bytes ON transfers
WHEN OLD.state = NEW.state AND OLD.import_id IS NEW.import_id BEGIN
  UPDATE transfer_tally SET
    size_bytes = size_bytes + NEW.size_bytes - OLD.size_bytes,
    sent_bytes = sent_bytes + NEW.sent_bytes - OLD.sent_bytes
  WHERE album_number = NEW.album_number AND import_id = coalesce(NEW.import_id, 0) AND state = NEW.state;
END;
