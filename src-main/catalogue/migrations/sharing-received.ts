/**
 * Shares of others that were opened here. Nothing that opens them is in here: link, keys and addresses live in the vault, and the page and
 * manifest lie sealed beside the catalogue. `received_items` keeps which file name a photo of the share got, so that it keeps it.
 */
export const receivedSql = `
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
CREATE TABLE received_items (
  received_id TEXT NOT NULL REFERENCES received_shares (id) ON DELETE CASCADE,
  item_id TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (received_id, item_id)
) STRICT, WITHOUT ROWID;
`;
