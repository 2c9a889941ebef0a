/** Shares: what was composed, for whom, which sealed objects the store confirmed, and what guests sent back. No secret lies in here. */
import type { Migration } from '../migrate';
import { groupTables } from './sharing-groups';
import { receivedSql } from './sharing-received';
import { requestTables } from './sharing-requests';

/*
 * Mails and the identity.
 * - `outbox_mails`: no secret of a mail is in here. `params` is what it tells in the open, `secrets` says where in the vault the rest lies,
 *   and both become text only while it is rendered. `message_id` is fixed before the first attempt. `sending` is written before the server
 *   is told the first byte of the mail: whoever finds it after a kill knows that the mail may have arrived.
 * - `identity` has one row at most. `logo` is the picture itself, so that a file that moves takes nothing away.
 * - `sign_in_codes`: `digest` is salted and slow (services/mail/sign-in-codes.ts); `read_here` says that the code was shown on this
 *   computer, which proves nothing about the address.
 */
const mail = `
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
CREATE INDEX outbox_mails_waiting ON outbox_mails (next_attempt_at_ms, id) WHERE state = 'waiting';
CREATE INDEX outbox_mails_sending ON outbox_mails (id) WHERE state = 'sending';
CREATE INDEX outbox_mails_expire ON outbox_mails (expires_at_ms, id) WHERE expires_at_ms IS NOT NULL;
CREATE INDEX outbox_mails_share ON outbox_mails (share_id, recipient_id, id) WHERE share_id IS NOT NULL;

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
CREATE INDEX sign_in_codes_since ON sign_in_codes (created_at_ms);
CREATE INDEX sign_in_codes_mail ON sign_in_codes (mail_id) WHERE mail_id IS NOT NULL;
`;

export const sharing: Migration = {
  number: 5,
  name: 'sharing',
  sql: `
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
CREATE INDEX shares_by_creation ON shares (created_at_ms, id);
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
CREATE INDEX share_recipients_by_share ON share_recipients (share_id, place);
CREATE TABLE share_photos (
  share_id TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  asset_id INTEGER NOT NULL,
  item_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  prepared TEXT,
  error TEXT,
  PRIMARY KEY (share_id, place)
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
CREATE INDEX share_objects_waiting ON share_objects (share_id, id) WHERE stored = 0;
CREATE TABLE share_slots (
  recipient_id TEXT NOT NULL REFERENCES share_recipients (id) ON DELETE CASCADE,
  slot INTEGER NOT NULL,
  etag TEXT NOT NULL,
  message TEXT,
  PRIMARY KEY (recipient_id, slot)
) STRICT, WITHOUT ROWID;
CREATE TABLE share_picks (
  recipient_id TEXT NOT NULL REFERENCES share_recipients (id) ON DELETE CASCADE,
  item_id TEXT NOT NULL,
  heart INTEGER NOT NULL,
  colour TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (recipient_id, item_id)
) STRICT, WITHOUT ROWID;
${mail}
${receivedSql}
${requestTables}
${groupTables}`,
};
