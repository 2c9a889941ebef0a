/** Tables of private albums and groups, part of migration 5. */

/*
 * - `album_access`: an album without a row is nobody's and open to all. The bucket's own `.caos/album.json` says the same.
 * - `standing_shares`: an album that a group sees. `share_id` null: there is nobody to show it to yet, or it is ending. `rekey`: how far a
 *   change of its key has come; `behind`: what the pages do not tell yet (services/share/standing). `stamp` of a photo: what it was when it was prepared.
 */
export const groupTables = `
CREATE TABLE album_access (
  album_id TEXT PRIMARY KEY REFERENCES albums (id) ON DELETE CASCADE,
  owner_email TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  visibility TEXT NOT NULL,
  protection TEXT NOT NULL,
  store_before TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE people_groups (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE group_members (
  group_id TEXT NOT NULL REFERENCES people_groups (id) ON DELETE CASCADE,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL,
  PRIMARY KEY (group_id, email)
) STRICT, WITHOUT ROWID;
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
ALTER TABLE share_photos ADD COLUMN stamp TEXT NOT NULL DEFAULT '';
`;
