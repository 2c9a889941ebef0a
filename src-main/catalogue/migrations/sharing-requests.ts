/**
 * Photo requests: what was asked of whom, and what came. No secret lies in here.
 * - `arrived_parts`: parts whose bytes lie in quarantine, or that were refused (`ranges` null); `etag` tells when a slot holds another one.
 *   A row goes when the store holds its part no more.
 * - `arrivals`: one file of one person. `ranges` is what of it lies on the disk, as JSON; it is written only after these bytes are.
 */
export const requestTables = `
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
CREATE INDEX photo_requests_by_creation ON photo_requests (created_at_ms, id);
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
) STRICT;
CREATE INDEX request_people_by_request ON request_people (request_id, place);
CREATE TABLE arrived_parts (
  person_id TEXT NOT NULL REFERENCES request_people (id) ON DELETE CASCADE,
  slot TEXT NOT NULL,
  etag TEXT NOT NULL,
  ranges TEXT,
  PRIMARY KEY (person_id, slot)
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
  import_id INTEGER,
  UNIQUE (person_id, file_id)
) STRICT;
`;
