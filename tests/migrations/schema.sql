CREATE INDEX assets_by_fingerprint ON assets (album_number, fingerprint, id) WHERE fingerprint IS NOT NULL;

CREATE INDEX assets_by_pack ON assets (album_number, pack) WHERE pack IS NOT NULL;

CREATE INDEX assets_by_source ON assets (source_path) WHERE source_path IS NOT NULL;

CREATE INDEX assets_cover ON assets (album_number, sort_at_ms, id) WHERE thumb_revision > 0 AND trashed_at_ms IS NULL;

CREATE INDEX assets_grid ON assets (album_number, sort_at_ms, id, grid_cell, stack_top) WHERE trashed_at_ms IS NULL;

CREATE INDEX assets_stacked ON assets (stack_top) WHERE stack_top IS NOT NULL;

CREATE INDEX assets_stored_content ON assets (fingerprint, size_bytes) WHERE fingerprint IS NOT NULL AND state = 'stored';

CREATE INDEX assets_trashed ON assets (trashed_at_ms, id) WHERE trashed_at_ms IS NOT NULL;

CREATE INDEX assets_trashed_from ON assets (album_number, trashed_from) WHERE trashed_from IS NOT NULL;

CREATE INDEX assets_unfetched ON assets (album_number, pack, id) WHERE pack IS NOT NULL AND thumb_revision <= 0 AND trashed_at_ms IS NULL;

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

CREATE INDEX outbox_mails_expire ON outbox_mails (expires_at_ms, id) WHERE expires_at_ms IS NOT NULL;

CREATE INDEX outbox_mails_sending ON outbox_mails (id) WHERE state = 'sending';

CREATE INDEX outbox_mails_share ON outbox_mails (share_id, recipient_id, id) WHERE share_id IS NOT NULL;

CREATE INDEX outbox_mails_waiting ON outbox_mails (next_attempt_at_ms, id) WHERE state = 'waiting';

CREATE INDEX photo_requests_by_creation ON photo_requests (created_at_ms, id);

CREATE INDEX receipt_albums_of ON receipt_albums (receipt_id, place);

CREATE INDEX receipt_files_shown ON receipt_files (receipt_id, harmless, path, number, state);

CREATE INDEX receipt_imports_of ON receipt_imports (receipt_id, place);

CREATE INDEX receipts_by_ingest ON receipts (ingest_id, id) WHERE ingest_id IS NOT NULL;

CREATE INDEX receipts_open ON receipts (id) WHERE state = 'checking';

CREATE INDEX request_people_by_request ON request_people (request_id, place);

CREATE INDEX selection_away_album ON selection_away (album_id, key);

CREATE INDEX selection_files_album ON selection_files (album_number);

CREATE INDEX selection_items_of ON selection_items (asset_id);

CREATE INDEX selection_items_shown ON selection_items (selection_number, place, asset_id);

CREATE INDEX selections_cover ON selections (cover_asset_id) WHERE cover_asset_id IS NOT NULL;

CREATE INDEX selections_pending ON selections (number) WHERE pending = 1;

CREATE INDEX share_objects_waiting ON share_objects (share_id, id) WHERE stored = 0;

CREATE INDEX share_recipients_by_share ON share_recipients (share_id, place);

CREATE INDEX shares_by_creation ON shares (created_at_ms, id);

CREATE INDEX sidecar_pending_due ON sidecar_pending (retry_at_ms);

CREATE INDEX sidecars_unread ON sidecars (album_number, key) WHERE listed_etag IS NOT etag;

CREATE INDEX sign_in_codes_mail ON sign_in_codes (mail_id) WHERE mail_id IS NOT NULL;

CREATE INDEX sign_in_codes_since ON sign_in_codes (created_at_ms);

CREATE INDEX signed_slots_left ON signed_slots (signed_until_ms) WHERE is_left = 1;

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

CREATE INDEX trash_deletions_due ON trash_deletions (retry_at_ms, id);

CREATE INDEX trash_deletions_key ON trash_deletions (album_number, key);

CREATE INDEX trash_pending_due ON trash_pending (retry_at_ms, asset_id);

CREATE INDEX trash_pending_leaves ON trash_pending (album_number, leaves) WHERE leaves IS NOT NULL;

CREATE INDEX trash_pending_target ON trash_pending (album_number, target) WHERE target IS NOT NULL;

CREATE TABLE album_access (
  album_id TEXT PRIMARY KEY REFERENCES albums (id) ON DELETE CASCADE,
  owner_email TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  visibility TEXT NOT NULL,
  protection TEXT NOT NULL,
  store_before TEXT
) STRICT, WITHOUT ROWID;

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
  total_bytes INTEGER NOT NULL DEFAULT 0, origin TEXT NOT NULL DEFAULT 'made', listed_at_ms INTEGER, copy_of TEXT REFERENCES albums (id) ON DELETE SET NULL, keep_offline INTEGER NOT NULL DEFAULT 0, writes_sidecars INTEGER,
  UNIQUE (connection_id, bucket, prefix)
) STRICT;

CREATE TABLE app_values (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE arrivals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id TEXT NOT NULL REFERENCES request_people (id) ON DELETE CASCADE,
  file_id TEXT NOT NULL,
  name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  modified_at_ms INTEGER NOT NULL,
  sha256 TEXT,
  ranges TEXT NOT NULL,
  state TEXT NOT NULL,
  error TEXT,
  kind TEXT,
  width_px INTEGER,
  height_px INTEGER,
  has_thumb INTEGER NOT NULL DEFAULT 0,
  arrived_at_ms INTEGER NOT NULL,
  import_id INTEGER, damaged INTEGER NOT NULL DEFAULT 0,
  UNIQUE (person_id, file_id)
) STRICT;

CREATE TABLE arrived_parts (
  person_id TEXT NOT NULL REFERENCES request_people (id) ON DELETE CASCADE,
  slot TEXT NOT NULL,
  etag TEXT NOT NULL,
  ranges TEXT,
  PRIMARY KEY (person_id, slot)
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
  origin TEXT NOT NULL DEFAULT 'uploaded', pack TEXT, thumb_px INTEGER NOT NULL DEFAULT 0, settle_at_ms INTEGER, part_bytes INTEGER, part_sums BLOB, proof TEXT, confirmed_at_ms INTEGER, cull INTEGER NOT NULL DEFAULT 0, edits TEXT, edited_at_ms INTEGER, stack_top INTEGER, trashed_at_ms INTEGER, trashed_from TEXT, grid_cell INTEGER GENERATED ALWAYS AS (
  min(CAST(aspect * 10000 + 0.5 AS INTEGER), 1048575) * 1073741824 + cull * 4194304 + (thumb_revision & 65535) * 64 + flags * 8 +
  CASE state
    WHEN 'stored' THEN 4
    WHEN 'discovered' THEN 0
    WHEN 'preparing' THEN 1
    WHEN 'queued' THEN 2
    WHEN 'uploading' THEN 3
    WHEN 'failed' THEN 5
    WHEN 'cancelled' THEN 6
  END
) VIRTUAL,
  UNIQUE (album_number, key)
) STRICT;

CREATE TABLE connections (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL UNIQUE,
  config TEXT NOT NULL,
  built_in INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL
, revision INTEGER NOT NULL DEFAULT 1, report TEXT, limits TEXT, prices TEXT) STRICT;

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

CREATE TABLE group_members (
  group_id TEXT NOT NULL REFERENCES people_groups (id) ON DELETE CASCADE,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL,
  PRIMARY KEY (group_id, email)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  colour TEXT NOT NULL,
  signature TEXT NOT NULL,
  logo BLOB,
  logo_type TEXT,
  proof TEXT NOT NULL,
  signed_in_at_ms INTEGER NOT NULL
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
, ingest_id INTEGER REFERENCES ingests (id), pictures_first INTEGER NOT NULL DEFAULT 1, ever_stored INTEGER NOT NULL DEFAULT 0) STRICT;

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
, deleted_stored INTEGER NOT NULL DEFAULT 0) STRICT;

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

CREATE TABLE outbox_mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  language TEXT NOT NULL,
  to_email TEXT NOT NULL,
  to_name TEXT NOT NULL,
  subject TEXT NOT NULL,
  params TEXT NOT NULL,
  secrets TEXT NOT NULL,
  share_id TEXT,
  recipient_id TEXT,
  message_id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  sent_at_ms INTEGER,
  answer TEXT,
  error TEXT
) STRICT;

CREATE TABLE people_groups (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE photo_requests (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  state_at_ms INTEGER NOT NULL,
  reason TEXT,
  created_at_ms INTEGER NOT NULL,
  composed TEXT NOT NULL,
  ends_at_ms INTEGER,
  sure_until_ms INTEGER,
  connection_id TEXT NOT NULL,
  album_id TEXT NOT NULL,
  bucket TEXT NOT NULL DEFAULT '',
  folder TEXT NOT NULL DEFAULT '',
  cleaned_at_ms INTEGER
) STRICT;

CREATE VIRTUAL TABLE photo_words USING fts5 (
  name, words, keywords, gear, place,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

CREATE TABLE 'photo_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'photo_words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'photo_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'photo_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

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

CREATE TABLE received_items (
  received_id TEXT NOT NULL REFERENCES received_shares (id) ON DELETE CASCADE,
  item_id TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (received_id, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE received_shares (
  id TEXT PRIMARY KEY,
  album_id TEXT NOT NULL UNIQUE REFERENCES albums (id) ON DELETE CASCADE,
  connection_id TEXT NOT NULL UNIQUE,
  share_id TEXT NOT NULL,
  recipient_id TEXT NOT NULL,
  state TEXT NOT NULL,
  facts TEXT NOT NULL,
  reason TEXT,
  page_revision INTEGER NOT NULL,
  manifest_revision INTEGER NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  refreshed_at_ms INTEGER NOT NULL,
  opened_count INTEGER NOT NULL DEFAULT 0,
  next_slot INTEGER NOT NULL DEFAULT 1,
  sequence INTEGER NOT NULL DEFAULT 0,
  sent_at_ms INTEGER,
  sent_count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (share_id, recipient_id)
) STRICT;

CREATE TABLE request_people (
  id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL REFERENCES photo_requests (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  code_way TEXT NOT NULL,
  state TEXT NOT NULL,
  page_name TEXT NOT NULL DEFAULT '',
  arrivals_name TEXT NOT NULL DEFAULT '',
  book_name TEXT NOT NULL DEFAULT '',
  page_revision INTEGER NOT NULL DEFAULT 0,
  mailed INTEGER NOT NULL DEFAULT 0,
  words TEXT NOT NULL DEFAULT '',
  words_at_ms INTEGER NOT NULL DEFAULT 0,
  last_arrived_at_ms INTEGER
, asked_again TEXT NOT NULL DEFAULT '[]') STRICT;

CREATE TABLE selection_away (
  selection_number INTEGER NOT NULL REFERENCES selections (number) ON DELETE CASCADE,
  album_id TEXT NOT NULL,
  key TEXT NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (selection_number, album_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE selection_files (
  selection_id TEXT NOT NULL,
  album_number INTEGER NOT NULL REFERENCES albums (number) ON DELETE CASCADE,
  etag TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (selection_id, album_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE selection_items (
  selection_number INTEGER NOT NULL REFERENCES selections (number) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  asset_id INTEGER NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  PRIMARY KEY (selection_number, asset_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE selections (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  cover_asset_id INTEGER REFERENCES assets (id) ON DELETE SET NULL,
  cover_away TEXT,
  photo_count INTEGER NOT NULL DEFAULT 0,
  total_bytes INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER,
  pending INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE share_objects (
  share_id TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  revision INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  sealed_bytes INTEGER NOT NULL,
  stored INTEGER NOT NULL DEFAULT 0,
  upload_id TEXT,
  part_bytes INTEGER,
  PRIMARY KEY (share_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE share_photos (
  share_id TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  asset_id INTEGER NOT NULL,
  item_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  prepared TEXT,
  error TEXT, stamp TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (share_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE share_picks (
  recipient_id TEXT NOT NULL REFERENCES share_recipients (id) ON DELETE CASCADE,
  item_id TEXT NOT NULL,
  heart INTEGER NOT NULL,
  colour TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (recipient_id, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE share_recipients (
  id TEXT PRIMARY KEY,
  share_id TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  code_way TEXT NOT NULL,
  state TEXT NOT NULL,
  page_name TEXT NOT NULL DEFAULT '',
  picks_name TEXT NOT NULL DEFAULT '',
  page_revision INTEGER NOT NULL DEFAULT 0,
  mailed INTEGER NOT NULL DEFAULT 0,
  opened_at_ms INTEGER,
  last_opened_at_ms INTEGER,
  opened_count INTEGER NOT NULL DEFAULT 0,
  picked_at_ms INTEGER,
  picked_sequence INTEGER,
  picked_note TEXT NOT NULL DEFAULT '',
  selection_id TEXT
) STRICT;

CREATE TABLE share_slots (
  recipient_id TEXT NOT NULL REFERENCES share_recipients (id) ON DELETE CASCADE,
  slot INTEGER NOT NULL,
  etag TEXT NOT NULL,
  message TEXT,
  PRIMARY KEY (recipient_id, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE shares (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  state_at_ms INTEGER NOT NULL,
  reason TEXT,
  created_at_ms INTEGER NOT NULL,
  composed TEXT NOT NULL,
  ends_at_ms INTEGER,
  sure_until_ms INTEGER,
  connection_id TEXT NOT NULL,
  bucket TEXT NOT NULL DEFAULT '',
  folder TEXT NOT NULL DEFAULT '',
  objects_folder TEXT NOT NULL DEFAULT '',
  next_objects_folder TEXT,
  revision INTEGER NOT NULL DEFAULT 0,
  manifest TEXT,
  cleaned_at_ms INTEGER
) STRICT;

CREATE TABLE sidecar_pending (
  asset_id INTEGER PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;

CREATE TABLE sidecars (
  album_number INTEGER NOT NULL REFERENCES albums (number) ON DELETE CASCADE,
  key TEXT NOT NULL,
  etag TEXT,
  listed_etag TEXT,
  written INTEGER NOT NULL DEFAULT 0,
  fields TEXT NOT NULL DEFAULT '{}',
  body BLOB,
  PRIMARY KEY (album_number, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_codes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  digest TEXT NOT NULL,
  mail_id INTEGER REFERENCES outbox_mails (id) ON DELETE SET NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  used_at_ms INTEGER,
  read_here INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE signed_slots (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  bucket TEXT NOT NULL,
  prefix TEXT NOT NULL,
  signed_until_ms INTEGER NOT NULL,
  is_left INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (connection_id, bucket, prefix)
) STRICT, WITHOUT ROWID;

CREATE TABLE smart_albums (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  list TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE stack_choices (asset_id INTEGER PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE) STRICT;

CREATE TABLE stacks_pending (album_number INTEGER PRIMARY KEY, changes INTEGER NOT NULL) STRICT;

CREATE TABLE standing_shares (
  album_id TEXT NOT NULL,
  group_id TEXT NOT NULL,
  share_id TEXT UNIQUE REFERENCES shares (id) ON DELETE SET NULL,
  composed TEXT NOT NULL,
  ending INTEGER NOT NULL DEFAULT 0,
  behind TEXT,
  rekey TEXT,
  PRIMARY KEY (album_id, group_id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE trash_deletions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  album_number INTEGER NOT NULL REFERENCES albums (number) ON DELETE CASCADE,
  key TEXT NOT NULL,
  etag TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE trash_pending (
  asset_id INTEGER PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE,
  album_number INTEGER NOT NULL,
  target TEXT,
  leaves TEXT,
  leaves_etag TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE upload_intents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  transfer_id INTEGER,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE words_pending (asset_id INTEGER PRIMARY KEY) STRICT;

CREATE TRIGGER assets_deleted AFTER DELETE ON assets WHEN OLD.trashed_at_ms IS NULL BEGIN
  UPDATE albums SET
    asset_count = asset_count - 1,
    stored_count = stored_count - (OLD.state = 'stored'),
    failed_count = failed_count - (OLD.state = 'failed'),
    cancelled_count = cancelled_count - (OLD.state = 'cancelled'),
    total_bytes = total_bytes - OLD.size_bytes
  WHERE number = OLD.album_number;
END;

CREATE TRIGGER assets_inserted AFTER INSERT ON assets WHEN NEW.trashed_at_ms IS NULL BEGIN
  UPDATE albums SET
    asset_count = asset_count + 1,
    stored_count = stored_count + (NEW.state = 'stored'),
    failed_count = failed_count + (NEW.state = 'failed'),
    cancelled_count = cancelled_count + (NEW.state = 'cancelled'),
    total_bytes = total_bytes + NEW.size_bytes
  WHERE number = NEW.album_number;
END;

CREATE TRIGGER assets_restored AFTER UPDATE OF trashed_at_ms ON assets
WHEN OLD.trashed_at_ms IS NOT NULL AND NEW.trashed_at_ms IS NULL BEGIN
  UPDATE albums SET
    asset_count = asset_count + 1,
    stored_count = stored_count + (NEW.state = 'stored'),
    failed_count = failed_count + (NEW.state = 'failed'),
    cancelled_count = cancelled_count + (NEW.state = 'cancelled'),
    total_bytes = total_bytes + NEW.size_bytes
  WHERE number = NEW.album_number;
END;

CREATE TRIGGER assets_trashed AFTER UPDATE OF trashed_at_ms ON assets
WHEN OLD.trashed_at_ms IS NULL AND NEW.trashed_at_ms IS NOT NULL BEGIN
  UPDATE albums SET
    asset_count = asset_count - 1,
    stored_count = stored_count - (OLD.state = 'stored'),
    failed_count = failed_count - (OLD.state = 'failed'),
    cancelled_count = cancelled_count - (OLD.state = 'cancelled'),
    total_bytes = total_bytes - OLD.size_bytes
  WHERE number = OLD.album_number;
END;

CREATE TRIGGER assets_updated AFTER UPDATE OF state, size_bytes ON assets
WHEN NEW.trashed_at_ms IS NULL AND OLD.trashed_at_ms IS NULL AND (OLD.size_bytes <> NEW.size_bytes OR (OLD.state <> NEW.state AND
  (OLD.state IN ('stored', 'failed', 'cancelled') OR NEW.state IN ('stored', 'failed', 'cancelled')))) BEGIN
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

CREATE TRIGGER imports_deleted BEFORE DELETE ON imports WHEN OLD.ingest_id IS NOT NULL BEGIN
  UPDATE ingests SET deleted_stored = deleted_stored + OLD.ever_stored WHERE id = OLD.ingest_id;
END;

CREATE TRIGGER imports_first_stored AFTER INSERT ON transfer_tally WHEN NEW.state = 'stored' BEGIN
  UPDATE imports SET ever_stored = ever_stored + NEW.transfer_count WHERE id = NEW.import_id;
END;

CREATE TRIGGER imports_stored AFTER UPDATE OF transfer_count ON transfer_tally
WHEN NEW.state = 'stored' AND NEW.transfer_count > OLD.transfer_count BEGIN
  UPDATE imports SET ever_stored = ever_stored + NEW.transfer_count - OLD.transfer_count WHERE id = NEW.import_id;
END;

CREATE TRIGGER selection_counts AFTER UPDATE OF trashed_at_ms, size_bytes ON assets
WHEN (OLD.trashed_at_ms IS NULL) <> (NEW.trashed_at_ms IS NULL) OR OLD.size_bytes <> NEW.size_bytes BEGIN
  UPDATE selections SET
    photo_count = photo_count + (NEW.trashed_at_ms IS NULL) - (OLD.trashed_at_ms IS NULL),
    total_bytes = total_bytes + (NEW.trashed_at_ms IS NULL) * NEW.size_bytes - (OLD.trashed_at_ms IS NULL) * OLD.size_bytes
  WHERE number IN (SELECT selection_number FROM selection_items WHERE asset_id = NEW.id);
END;

CREATE TRIGGER selection_items_added AFTER INSERT ON selection_items BEGIN
  UPDATE selections SET photo_count = photo_count + 1,
    total_bytes = total_bytes + (SELECT size_bytes FROM assets WHERE id = NEW.asset_id)
  WHERE number = NEW.selection_number AND (SELECT trashed_at_ms FROM assets WHERE id = NEW.asset_id) IS NULL;
END;

CREATE TRIGGER selection_items_of_deleted BEFORE DELETE ON assets BEGIN
  DELETE FROM selection_items WHERE asset_id = OLD.id;
END;

CREATE TRIGGER selection_items_taken AFTER DELETE ON selection_items BEGIN
  UPDATE selections SET photo_count = photo_count - 1,
    total_bytes = total_bytes - (SELECT size_bytes FROM assets WHERE id = OLD.asset_id)
  WHERE number = OLD.selection_number AND (SELECT trashed_at_ms FROM assets WHERE id = OLD.asset_id) IS NULL;
END;

CREATE TRIGGER selection_references AFTER UPDATE OF key, trashed_from ON assets
WHEN coalesce(OLD.trashed_from, OLD.key) <> coalesce(NEW.trashed_from, NEW.key) BEGIN
  UPDATE selections SET pending = 1, updated_at_ms = updated_at_ms + 1
  WHERE number IN (SELECT selection_number FROM selection_items WHERE asset_id = NEW.id);
END;

CREATE TRIGGER sidecar_of_stored AFTER UPDATE OF state ON assets WHEN NEW.state = 'stored' AND OLD.state <> 'stored' BEGIN
  UPDATE sidecar_pending SET retry_at_ms = 0 WHERE asset_id = NEW.id AND error IS NULL;
END;

CREATE TRIGGER sidecars_of_new AFTER INSERT ON assets WHEN EXISTS (SELECT 1 FROM sidecars WHERE album_number = NEW.album_number) BEGIN
  DELETE FROM sidecars WHERE album_number = NEW.album_number AND key = NEW.key || '.xmp' AND body IS NOT NULL;
  DELETE FROM sidecars WHERE album_number = NEW.album_number AND key = rtrim(NEW.key, replace(NEW.key, '.', '')) || 'xmp' AND body IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM assets WHERE album_number = NEW.album_number AND key > rtrim(NEW.key, replace(NEW.key, '.', '')) AND
      key < substr(rtrim(NEW.key, replace(NEW.key, '.', '')), 1, length(rtrim(NEW.key, replace(NEW.key, '.', ''))) - 1) || '/' AND id <> NEW.id);
  UPDATE sidecars SET etag = NULL, fields = '{}' WHERE album_number = NEW.album_number AND etag IS NOT NULL AND body IS NULL AND key IN (NEW.key || '.xmp',
    NEW.key || '.XMP', rtrim(NEW.key, replace(NEW.key, '.', '')) || 'xmp', rtrim(NEW.key, replace(NEW.key, '.', '')) || 'XMP');
END;

CREATE TRIGGER sidecars_of_renamed AFTER UPDATE OF key ON assets WHEN OLD.key <> NEW.key BEGIN
  UPDATE sidecars SET etag = NULL, fields = '{}' WHERE album_number = NEW.album_number AND etag IS NOT NULL AND body IS NULL AND key IN (NEW.key || '.xmp',
    NEW.key || '.XMP', rtrim(NEW.key, replace(NEW.key, '.', '')) || 'xmp', rtrim(NEW.key, replace(NEW.key, '.', '')) || 'XMP');
END;

CREATE TRIGGER stacks_of_changed AFTER UPDATE OF key, metadata, trashed_at_ms ON assets
WHEN OLD.key <> NEW.key OR OLD.metadata <> NEW.metadata OR OLD.trashed_at_ms IS NOT NEW.trashed_at_ms BEGIN
  INSERT OR IGNORE INTO stacks_pending VALUES (NEW.album_number, 0);
  UPDATE stacks_pending SET changes = changes + 1 WHERE album_number = NEW.album_number;
END;

CREATE TRIGGER stacks_of_new AFTER INSERT ON assets BEGIN
  INSERT OR IGNORE INTO stacks_pending VALUES (NEW.album_number, 0);
  UPDATE stacks_pending SET changes = changes + 1 WHERE album_number = NEW.album_number;
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

CREATE TRIGGER words_of_changed AFTER UPDATE OF key, metadata, edits ON assets
WHEN OLD.key <> NEW.key OR OLD.metadata <> NEW.metadata OR OLD.edits IS NOT NEW.edits BEGIN
  INSERT OR IGNORE INTO words_pending VALUES (NEW.id);
END;

CREATE TRIGGER words_of_new AFTER INSERT ON assets BEGIN
  INSERT OR IGNORE INTO words_pending VALUES (NEW.id);
END;

CREATE TRIGGER words_of_removed AFTER DELETE ON assets BEGIN
  INSERT OR IGNORE INTO words_pending VALUES (OLD.id);
END;
