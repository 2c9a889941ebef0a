/** Rows of the Outbox: mails with the places of their secrets, never the secrets. */
import type { MailId, RecipientId, ShareId } from '../../src-shared/units';
import type { SqlDatabase } from './sql-database';
import type { MailRow, OutboxTable } from './tables/outbox';
import { errorFromText, errorToText } from './transfer-rows';

interface Row {
  id: MailId;
  kind: MailRow['kind'];
  language: MailRow['language'];
  to_email: string;
  to_name: string;
  subject: string;
  params: string;
  secrets: string;
  share_id: ShareId | null;
  recipient_id: RecipientId | null;
  message_id: string;
  state: MailRow['state'];
  attempts: number;
  next_attempt_at_ms: number | null;
  created_at_ms: number;
  expires_at_ms: number | null;
  sent_at_ms: number | null;
  answer: string | null;
  error: string | null;
}

export const dueMailsSql =
  "SELECT * FROM outbox_mails WHERE state = 'waiting' AND next_attempt_at_ms <= ? ORDER BY next_attempt_at_ms, id";
export const nextDueMailSql =
  "SELECT min(next_attempt_at_ms) AS atMs FROM outbox_mails WHERE state = 'waiting'";
/** Names in the vault that are a mail's own begin with `mail/` (services/mail/queue-mail.ts). */
export const expiredMailsSql = `SELECT * FROM outbox_mails WHERE expires_at_ms <= ?
  AND (state = 'waiting' OR (state <> 'sending' AND secrets LIKE '%"vault":"mail/%')) ORDER BY expires_at_ms, id`;
export const mailsOfShareSql = 'SELECT * FROM outbox_mails WHERE share_id = ? ORDER BY id';

const fromRow = (row: Row): MailRow => ({
  id: row.id,
  kind: row.kind,
  to: { email: row.to_email, name: row.to_name },
  subject: row.subject,
  language: row.language,
  state: row.state,
  createdAtMs: row.created_at_ms,
  attempts: row.attempts,
  nextAttemptAtMs: row.next_attempt_at_ms,
  expiresAtMs: row.expires_at_ms,
  sentAtMs: row.sent_at_ms,
  answer: row.answer,
  error: errorFromText(row.error),
  shareId: row.share_id,
  recipientId: row.recipient_id,
  params: JSON.parse(row.params) as MailRow['params'],
  secrets: JSON.parse(row.secrets) as MailRow['secrets'],
  messageId: row.message_id,
});

export function createOutboxTable(database: SqlDatabase): OutboxTable {
  const insert = database.prepare(
    `INSERT INTO outbox_mails (kind, language, to_email, to_name, subject, params, secrets, share_id, recipient_id, message_id, state,
       next_attempt_at_ms, created_at_ms, expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
  );
  const forgetSecrets = database.prepare("UPDATE outbox_mails SET secrets = '{}' WHERE id = ?");
  const renew = database.prepare(
    "UPDATE outbox_mails SET params = ?, expires_at_ms = ? WHERE id = ? AND state = 'waiting'",
  );
  const expired = database.prepare<Row>(expiredMailsSql);
  const get = database.prepare<Row>('SELECT * FROM outbox_mails WHERE id = ?');
  const list = database.prepare<Row>('SELECT * FROM outbox_mails ORDER BY id DESC LIMIT ?');
  const ofShare = database.prepare<Row>(mailsOfShareSql);
  const due = database.prepare<Row>(dueMailsSql);
  const waiting = database.prepare<Row>(
    "SELECT * FROM outbox_mails WHERE state = 'waiting' ORDER BY next_attempt_at_ms, id",
  );
  const nextDue = database.prepare<{ atMs: number | null }>(nextDueMailSql);
  const setSending = database.prepare(
    "UPDATE outbox_mails SET state = 'sending', attempts = attempts + 1, next_attempt_at_ms = NULL WHERE id = ? AND state = 'waiting'",
  );
  const setSent = database.prepare(
    `UPDATE outbox_mails SET state = 'sent', sent_at_ms = ?, answer = ?, error = NULL, next_attempt_at_ms = NULL WHERE id = ?`,
  );
  const setWaiting = database.prepare(
    `UPDATE outbox_mails SET state = 'waiting', next_attempt_at_ms = ?, error = ?, attempts = attempts + ? WHERE id = ?`,
  );
  const setEnded = database.prepare(
    'UPDATE outbox_mails SET state = ?, error = ?, attempts = attempts + ?, next_attempt_at_ms = NULL WHERE id = ?',
  );
  const hurry = database.prepare(
    "UPDATE outbox_mails SET next_attempt_at_ms = ? WHERE state = 'waiting' AND next_attempt_at_ms > ?",
  );
  const interrupted = database.prepare<Row>(
    "UPDATE outbox_mails SET state = 'unsure', error = ? WHERE state = 'sending' RETURNING *",
  );
  const remove = database.prepare('DELETE FROM outbox_mails WHERE id = ?');
  const dropOld = database.prepare<{ id: MailId }>(
    `DELETE FROM outbox_mails WHERE state IN ('sent', 'refused', 'failed') AND id NOT IN
       (SELECT id FROM outbox_mails WHERE state IN ('sent', 'refused', 'failed') ORDER BY id DESC LIMIT ?) RETURNING id`,
  );

  return {
    insert: (mail) =>
      insert.run(
        ...[mail.kind, mail.language, mail.to.email, mail.to.name, mail.subject],
        ...[JSON.stringify(mail.params), JSON.stringify(mail.secrets), mail.shareId, mail.recipientId],
        ...[mail.messageId, mail.createdAtMs, mail.createdAtMs, mail.expiresAtMs],
      ).lastInsertRowid as MailId,
    forgetSecrets: (id) => void forgetSecrets.run(id),
    renew: (id, params, expiresAtMs) => void renew.run(JSON.stringify(params), expiresAtMs, id),
    expired: (nowMs) => expired.all(nowMs).map(fromRow),
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    list: (limit) => list.all(limit).map(fromRow),
    ofShare: (shareId) => ofShare.all(shareId).map(fromRow),
    due: (nowMs) => due.all(nowMs).map(fromRow),
    waiting: () => waiting.all().map(fromRow),
    nextDueMs: () => nextDue.get()?.atMs ?? null,
    setSending: (id) => setSending.run(id).changes === 1,
    setSent: (id, atMs, answer) => void setSent.run(atMs, answer, id),
    setWaiting: (id, nextAttemptAtMs, error, counts) =>
      void setWaiting.run(nextAttemptAtMs, errorToText(error), counts ? 1 : 0, id),
    setEnded: (id, state, error, counts) => void setEnded.run(state, errorToText(error), counts ? 1 : 0, id),
    hurry: (nowMs) => void hurry.run(nowMs, nowMs),
    settleInterrupted: (error) => interrupted.all(errorToText(error)).map(fromRow),
    remove: (id) => void remove.run(id),
    dropOld: (keep) => dropOld.all(keep).map(({ id }) => id),
  };
}
