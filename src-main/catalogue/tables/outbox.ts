/** Rows of the Outbox. No secret is in them. */
import type { WireError } from '../../../src-shared/app-error';
import type { Mail, MailParams, MailSecrets } from '../../../src-shared/domain/mail';
import type { MailId, RecipientId, ShareId, UnixMs } from '../../../src-shared/units';

/** As it lies there; what it waits for is worked out by whoever sends (services/mail/outbox.ts). */
export interface MailRow extends Omit<Mail, 'waitsFor'> {
  params: MailParams;
  secrets: MailSecrets;
  /** With its angle brackets; fixed before the first attempt. */
  messageId: string;
}

export interface NewMailRow
  extends Pick<
    MailRow,
    | 'kind'
    | 'to'
    | 'subject'
    | 'language'
    | 'params'
    | 'secrets'
    | 'messageId'
    | 'createdAtMs'
    | 'expiresAtMs'
  > {
  shareId: ShareId | null;
  recipientId: RecipientId | null;
}

export interface OutboxTable {
  /** It waits, due at once. */
  insert(row: NewMailRow): MailId;
  /** Those in the vault that were its own are deleted. */
  forgetSecrets(id: MailId): void;
  /** Past their time, and still waiting or with secrets of their own. */
  expired(nowMs: UnixMs): MailRow[];
  /** Of one that waits: what it tells in the open, and how long it may wait. */
  renew(id: MailId, params: MailParams, expiresAtMs: UnixMs | null): void;
  get(id: MailId): MailRow | null;
  /** Newest first. */
  list(limit: number): MailRow[];
  ofShare(shareId: ShareId): MailRow[];
  /** Those that wait and are due, oldest first. */
  due(nowMs: UnixMs): MailRow[];
  /** Those that wait, due or not, oldest first. */
  waiting(): MailRow[];
  /** When the next one that waits is due; null: none waits. */
  nextDueMs(): UnixMs | null;
  /** Written before the server is told the first byte of it. False when it does not wait any more: somebody took it back. */
  setSending(id: MailId): boolean;
  setSent(id: MailId, atMs: UnixMs, answer: string): void;
  /** Waits on, until then; `counts`: it was an attempt at this mail, not at the account. */
  setWaiting(id: MailId, nextAttemptAtMs: UnixMs, error: WireError | null, counts: boolean): void;
  setEnded(id: MailId, state: 'refused' | 'failed' | 'unsure', error: WireError, counts: boolean): void;
  /** Everything that waits is due now. */
  hurry(nowMs: UnixMs): void;
  /** What was being sent when the app ended; answers them as they are now: unsure. */
  settleInterrupted(error: WireError): MailRow[];
  remove(id: MailId): void;
  /** Forgets the oldest that are through, but for the newest `keep`. Answers what is gone. */
  dropOld(keep: number): MailId[];
}
