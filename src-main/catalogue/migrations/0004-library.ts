/** Migration 4: what a person sets on photos, stacks, trash, selections, smart albums, words to search for, sidecars. */
import type { Migration } from '../migrate';

/*
 * - `cull` is stars, flag and colour as they are shown (domain/cull.ts), worked out from `edits` over `metadata` by whoever writes one of
 *   them; it is a column because grid and filters read it for 100,000 rows.
 * - `grid_cell` now holds it too: aspect in 1/10,000 (20 bits: up to 104 to 1), 8 bits of cull, 16 of thumbnail revision, 3 of flags, 3 of
 *   state: 50 bits, which a JavaScript number holds exactly.
 * - Photos in the trash are in no grid: `assets_grid` leaves them out, and `assets_trashed` holds them alone.
 * - A photo in the trash counts in no album. Once its object was moved in the store it has the key of the object there, and its own name is
 *   free; `trashed_from` is that name. `trash_pending`: photos whose object is not where it is wanted yet (`target`: where a copy may lie,
 *   `leaves`: the object that was copied and is to be deleted). `trash_deletions`: objects in a trash of photos that are forgotten.
 * - `words_pending` and `sidecar_pending` are queues of asset ids, filled by triggers in the transaction of the change, so that no writer
 *   can forget them and a kill loses none.
 * - `photo_words` keeps no text of its own (contentless): it is made again from the assets. Its segments are merged in steps of their own
 *   (catalogue/photo-words.ts): left to itself FTS5 merges within a commit, which takes up to 60 ms then.
 * - `sidecars`: `fields` is what the version `etag` of the object says, `listed_etag` the version that the store was last heard to hold (it
 *   is read when they differ), `body` the bytes of one that came with an import and is not stored yet. A photo that comes under a name whose
 *   sidecar was read before it has none of its words: it is read again, or the next word that is set here would take the others out. Bytes that
 *   waited for a photo of that name which is gone are not its.
 * - `stacks_pending` counts what changed in an album since its stacks were made; `stack_choices` are photos whose stack a person decided,
 *   which are left alone then.
 * - Items of a selection whose album is not open here are kept by name in `selection_away`.
 * - Counts of selections are columns kept by triggers, as those of albums: photos in the trash do not count. Items of a deleted photo go
 *   before it, while its size is still known. A photo that takes another name makes the files of its selections out of date.
 * - `selection_files`: which of a selection's files in buckets were read or written here, and how old they are. `places` leave room between
 *   them, so that a photo is moved without numbering the others anew.
 * - `ever_stored` of an import counts its files that became stored (nothing leaves that state, so what it is above those that are stored
 *   now left the album); `deleted_stored` of an ingest is the sum over its imports that went with their albums. Kept by triggers: a receipt
 *   without the card knows by them what is missing.
 */
export const library: Migration = {
  number: 4,
  name: 'library',
  sql: `
ALTER TABLE assets ADD COLUMN cull INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assets ADD COLUMN edits TEXT;
ALTER TABLE assets ADD COLUMN edited_at_ms INTEGER;
ALTER TABLE assets ADD COLUMN stack_top INTEGER;
ALTER TABLE assets ADD COLUMN trashed_at_ms INTEGER;
ALTER TABLE assets ADD COLUMN trashed_from TEXT;
UPDATE assets SET cull =
  max(0, min(5, coalesce(json_extract(metadata, '$.rating'), 0))) |
  CASE WHEN json_extract(metadata, '$.rating') < 0 THEN 16 ELSE 0 END |
  CASE lower(json_extract(metadata, '$.label'))
    WHEN 'red' THEN 32 WHEN 'yellow' THEN 64 WHEN 'green' THEN 96 WHEN 'blue' THEN 128 WHEN 'purple' THEN 160 ELSE 0 END
WHERE metadata LIKE '%"rating"%' OR metadata LIKE '%"label"%';

DROP INDEX assets_grid;
ALTER TABLE assets DROP COLUMN grid_cell;
ALTER TABLE assets ADD COLUMN grid_cell INTEGER GENERATED ALWAYS AS (
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
) VIRTUAL;
CREATE INDEX assets_grid ON assets (album_number, sort_at_ms, id, grid_cell, stack_top) WHERE trashed_at_ms IS NULL;
CREATE INDEX assets_trashed ON assets (trashed_at_ms, id) WHERE trashed_at_ms IS NOT NULL;

DROP INDEX assets_cover;
CREATE INDEX assets_cover ON assets (album_number, sort_at_ms, id) WHERE thumb_revision > 0 AND trashed_at_ms IS NULL;

DROP TRIGGER assets_updated;
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
DROP TRIGGER assets_deleted;
CREATE TRIGGER assets_deleted AFTER DELETE ON assets WHEN OLD.trashed_at_ms IS NULL BEGIN
  UPDATE albums SET
    asset_count = asset_count - 1,
    stored_count = stored_count - (OLD.state = 'stored'),
    failed_count = failed_count - (OLD.state = 'failed'),
    cancelled_count = cancelled_count - (OLD.state = 'cancelled'),
    total_bytes = total_bytes - OLD.size_bytes
  WHERE number = OLD.album_number;
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

CREATE TABLE words_pending (asset_id INTEGER PRIMARY KEY) STRICT;
CREATE VIRTUAL TABLE photo_words USING fts5 (
  name, words, keywords, gear, place,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
INSERT INTO photo_words (photo_words, rank) VALUES ('automerge', 0), ('crisismerge', 64);
INSERT INTO words_pending SELECT id FROM assets;
CREATE TRIGGER words_of_new AFTER INSERT ON assets BEGIN
  INSERT OR IGNORE INTO words_pending VALUES (NEW.id);
END;
CREATE TRIGGER words_of_changed AFTER UPDATE OF key, metadata, edits ON assets
WHEN OLD.key <> NEW.key OR OLD.metadata <> NEW.metadata OR OLD.edits IS NOT NEW.edits BEGIN
  INSERT OR IGNORE INTO words_pending VALUES (NEW.id);
END;
CREATE TRIGGER words_of_removed AFTER DELETE ON assets BEGIN
  INSERT OR IGNORE INTO words_pending VALUES (OLD.id);
END;

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
CREATE INDEX selections_pending ON selections (number) WHERE pending = 1;
CREATE INDEX selections_cover ON selections (cover_asset_id) WHERE cover_asset_id IS NOT NULL;
CREATE TABLE selection_items (
  selection_number INTEGER NOT NULL REFERENCES selections (number) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  asset_id INTEGER NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  PRIMARY KEY (selection_number, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX selection_items_shown ON selection_items (selection_number, place, asset_id);
CREATE INDEX selection_items_of ON selection_items (asset_id);
CREATE TABLE selection_away (
  selection_number INTEGER NOT NULL REFERENCES selections (number) ON DELETE CASCADE,
  album_id TEXT NOT NULL,
  key TEXT NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (selection_number, album_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX selection_away_album ON selection_away (album_id, key);
CREATE TABLE selection_files (
  selection_id TEXT NOT NULL,
  album_number INTEGER NOT NULL REFERENCES albums (number) ON DELETE CASCADE,
  etag TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (selection_id, album_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX selection_files_album ON selection_files (album_number);
CREATE TRIGGER selection_items_added AFTER INSERT ON selection_items BEGIN
  UPDATE selections SET photo_count = photo_count + 1,
    total_bytes = total_bytes + (SELECT size_bytes FROM assets WHERE id = NEW.asset_id)
  WHERE number = NEW.selection_number AND (SELECT trashed_at_ms FROM assets WHERE id = NEW.asset_id) IS NULL;
END;
CREATE TRIGGER selection_items_taken AFTER DELETE ON selection_items BEGIN
  UPDATE selections SET photo_count = photo_count - 1,
    total_bytes = total_bytes - (SELECT size_bytes FROM assets WHERE id = OLD.asset_id)
  WHERE number = OLD.selection_number AND (SELECT trashed_at_ms FROM assets WHERE id = OLD.asset_id) IS NULL;
END;
CREATE TRIGGER selection_items_of_deleted BEFORE DELETE ON assets BEGIN
  DELETE FROM selection_items WHERE asset_id = OLD.id;
END;
CREATE TRIGGER selection_counts AFTER UPDATE OF trashed_at_ms, size_bytes ON assets
WHEN (OLD.trashed_at_ms IS NULL) <> (NEW.trashed_at_ms IS NULL) OR OLD.size_bytes <> NEW.size_bytes BEGIN
  UPDATE selections SET
    photo_count = photo_count + (NEW.trashed_at_ms IS NULL) - (OLD.trashed_at_ms IS NULL),
    total_bytes = total_bytes + (NEW.trashed_at_ms IS NULL) * NEW.size_bytes - (OLD.trashed_at_ms IS NULL) * OLD.size_bytes
  WHERE number IN (SELECT selection_number FROM selection_items WHERE asset_id = NEW.id);
END;
CREATE TRIGGER selection_references AFTER UPDATE OF key, trashed_from ON assets
WHEN coalesce(OLD.trashed_from, OLD.key) <> coalesce(NEW.trashed_from, NEW.key) BEGIN
  UPDATE selections SET pending = 1, updated_at_ms = updated_at_ms + 1
  WHERE number IN (SELECT selection_number FROM selection_items WHERE asset_id = NEW.id);
END;

CREATE TABLE smart_albums (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  list TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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
CREATE INDEX sidecars_unread ON sidecars (album_number, key) WHERE listed_etag IS NOT etag;
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
CREATE TABLE sidecar_pending (
  asset_id INTEGER PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;
CREATE INDEX sidecar_pending_due ON sidecar_pending (retry_at_ms);
CREATE TRIGGER sidecar_of_stored AFTER UPDATE OF state ON assets WHEN NEW.state = 'stored' AND OLD.state <> 'stored' BEGIN
  UPDATE sidecar_pending SET retry_at_ms = 0 WHERE asset_id = NEW.id AND error IS NULL;
END;

ALTER TABLE albums ADD COLUMN keep_offline INTEGER NOT NULL DEFAULT 0;
ALTER TABLE albums ADD COLUMN writes_sidecars INTEGER;

CREATE INDEX assets_unfetched ON assets (album_number, pack, id) WHERE pack IS NOT NULL AND thumb_revision <= 0 AND trashed_at_ms IS NULL;
CREATE INDEX assets_trashed_from ON assets (album_number, trashed_from) WHERE trashed_from IS NOT NULL;
DROP TRIGGER assets_inserted;
CREATE TRIGGER assets_inserted AFTER INSERT ON assets WHEN NEW.trashed_at_ms IS NULL BEGIN
  UPDATE albums SET
    asset_count = asset_count + 1,
    stored_count = stored_count + (NEW.state = 'stored'),
    failed_count = failed_count + (NEW.state = 'failed'),
    cancelled_count = cancelled_count + (NEW.state = 'cancelled'),
    total_bytes = total_bytes + NEW.size_bytes
  WHERE number = NEW.album_number;
END;
CREATE TABLE trash_pending (
  asset_id INTEGER PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE,
  album_number INTEGER NOT NULL,
  target TEXT,
  leaves TEXT,
  leaves_etag TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX trash_pending_due ON trash_pending (retry_at_ms, asset_id);
CREATE INDEX trash_pending_leaves ON trash_pending (album_number, leaves) WHERE leaves IS NOT NULL;
CREATE INDEX trash_pending_target ON trash_pending (album_number, target) WHERE target IS NOT NULL;
CREATE TABLE trash_deletions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  album_number INTEGER NOT NULL REFERENCES albums (number) ON DELETE CASCADE,
  key TEXT NOT NULL,
  etag TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX trash_deletions_due ON trash_deletions (retry_at_ms, id);
CREATE INDEX trash_deletions_key ON trash_deletions (album_number, key);

CREATE INDEX assets_stacked ON assets (stack_top) WHERE stack_top IS NOT NULL;
CREATE TABLE stack_choices (asset_id INTEGER PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE) STRICT;
CREATE TABLE stacks_pending (album_number INTEGER PRIMARY KEY, changes INTEGER NOT NULL) STRICT;
INSERT INTO stacks_pending SELECT number, 1 FROM albums;
CREATE TRIGGER stacks_of_new AFTER INSERT ON assets BEGIN
  INSERT OR IGNORE INTO stacks_pending VALUES (NEW.album_number, 0);
  UPDATE stacks_pending SET changes = changes + 1 WHERE album_number = NEW.album_number;
END;
CREATE TRIGGER stacks_of_changed AFTER UPDATE OF key, metadata, trashed_at_ms ON assets
WHEN OLD.key <> NEW.key OR OLD.metadata <> NEW.metadata OR OLD.trashed_at_ms IS NOT NEW.trashed_at_ms BEGIN
  INSERT OR IGNORE INTO stacks_pending VALUES (NEW.album_number, 0);
  UPDATE stacks_pending SET changes = changes + 1 WHERE album_number = NEW.album_number;
END;

ALTER TABLE imports ADD COLUMN ever_stored INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingests ADD COLUMN deleted_stored INTEGER NOT NULL DEFAULT 0;
UPDATE imports SET ever_stored = tally.transfer_count FROM transfer_tally tally
WHERE tally.import_id = imports.id AND tally.state = 'stored';
CREATE TEMP TABLE ended AS
  SELECT import_id, max(ingest_id) AS ingest_id, max(CAST(coalesce(json_extract(params, '$.stored'), 0) AS INTEGER)) AS stored FROM journal
  WHERE type = 'import-ended' AND import_id IS NOT NULL GROUP BY import_id;
UPDATE imports SET ever_stored = max(ever_stored, ended.stored) FROM ended WHERE ended.import_id = imports.id;
UPDATE ingests SET deleted_stored = gone.stored FROM (
  SELECT ingest_id, sum(stored) AS stored FROM ended WHERE import_id NOT IN (SELECT id FROM imports) GROUP BY ingest_id
) gone WHERE gone.ingest_id = ingests.id;
DROP TABLE ended;
CREATE TRIGGER imports_first_stored AFTER INSERT ON transfer_tally WHEN NEW.state = 'stored' BEGIN
  UPDATE imports SET ever_stored = ever_stored + NEW.transfer_count WHERE id = NEW.import_id;
END;
CREATE TRIGGER imports_stored AFTER UPDATE OF transfer_count ON transfer_tally
WHEN NEW.state = 'stored' AND NEW.transfer_count > OLD.transfer_count BEGIN
  UPDATE imports SET ever_stored = ever_stored + NEW.transfer_count - OLD.transfer_count WHERE id = NEW.import_id;
END;
CREATE TRIGGER imports_deleted BEFORE DELETE ON imports WHEN OLD.ingest_id IS NOT NULL BEGIN
  UPDATE ingests SET deleted_stored = deleted_stored + OLD.ever_stored WHERE id = OLD.ingest_id;
END;
`,
};
