/** The Outbox: holds mails until they are gone, lets a person read, copy and settle them, and never sends one twice by itself. */
import { randomBytes as strongBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { AppError, toWire } from '../../../src-shared/app-error';
import type {
  Mail,
  MailAccount,
  MailLanguage,
  MailSettings,
  RenderedMail,
} from '../../../src-shared/domain/mail';
import { fileError } from '../../../src-shared/file-error';
import type { MailId, RecipientId, ShareId } from '../../../src-shared/units';
import type { MailRow } from '../../catalogue/catalogue';
import { type OpenSmtp, openSmtp as realSmtp } from '../../mail/smtp';
import type { Core } from '../core';
import { createMailAccounts } from './mail-account';
import { createPostman } from './postman';
import { forgetOwnSecrets, type NewMail, queueMail } from './queue-mail';
import { mailBytes, renderMail } from './render-mail';

export interface Outbox {
  /** It goes out as soon as it can. What it names in the vault must stay there until then. */
  queue(mail: NewMail): Promise<MailId>;
  /** What waits for this share or person is not sent any more, and gone from the list. */
  withdraw(of: { shareId: ShareId; recipientId?: RecipientId }): Promise<void>;
  get(id: MailId): Mail | null;
  list(): Mail[];
  show(id: MailId): Promise<{ mail: Mail; rendered: RenderedMail | null }>;
  sendNow(): void;
  retry(id: MailId): Mail;
  arrived(id: MailId): Mail;
  discard(id: MailId): Promise<void>;
  writeEml(id: MailId, path: string, replace: boolean): Promise<void>;

  account(): Promise<MailAccount>;
  isSetUp(): boolean;
  saveAccount(settings: MailSettings, password: string | undefined): Promise<MailAccount>;
  removeAccount(): Promise<MailAccount>;
  testAccount(
    given: { settings?: MailSettings; password?: string; to?: string; language?: MailLanguage },
    signal: AbortSignal,
  ): Promise<{ to: string; answer: string; encrypted: boolean }>;

  /** What waited when the app ended goes on a moment later. */
  start(): void;
  /** The network is another one. */
  networkChanged(): void;
  /** Resolves when nothing can be done any more for now. */
  settled(): Promise<void>;
  stop(timeoutMs: number): Promise<void>;
}

export interface OutboxDeps {
  openSmtp?: OpenSmtp;
  randomBytes?: (count: number) => Uint8Array;
  later?: (work: () => void, delayMs: number) => () => void;
}

const LISTED = 2000;
/** Of those that are through. */
const KEPT = 1000;
/** A command that only looks must not begin to send. */
const START_AFTER_MS = 2000;

const timers = (work: () => void, delayMs: number): (() => void) => {
  const timer = setTimeout(work, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
};

export function createOutbox(
  core: Pick<Core, 'catalogue' | 'vault' | 'now' | 'random' | 'log'> & {
    changes: Pick<Core['changes'], 'mails'>;
  },
  deps: OutboxDeps = {},
): Outbox {
  const { outbox } = core.catalogue;
  const { openSmtp = realSmtp, randomBytes = strongBytes, later = timers } = deps;
  const accounts = createMailAccounts(core, { openSmtp, randomBytes });
  const postman = createPostman(core, {
    accounts,
    openSmtp,
    later,
    changed: (ids) => tell(ids),
    allChanged: () => tell(outbox.waiting().map(({ id }) => id)),
  });

  const shown = (row: MailRow): Mail => {
    const { params: _params, secrets: _secrets, messageId: _messageId, ...mail } = row;
    const sending = postman.underWay() === row.id;
    return {
      ...mail,
      state: sending ? 'sending' : row.state,
      waitsFor: sending ? null : postman.waitsFor(row),
    };
  };
  const tell = (ids: readonly MailId[], removedIds: MailId[] = []): void => {
    const mails = ids.flatMap((id) => outbox.get(id) ?? []).map(shown);
    if (mails.length + removedIds.length > 0) core.changes.mails(mails, removedIds);
  };
  const rowOf = (id: MailId): MailRow => {
    const row = outbox.get(id);
    if (!row) throw new AppError('not-found', 'This mail is not in the Outbox any more.', { params: { id } });
    return row;
  };
  /** Before its first byte went out it can still be taken back. */
  const busy = (row: MailRow): boolean => row.state === 'sending';
  const remove = async (row: MailRow): Promise<void> => {
    await forgetOwnSecrets(core, row);
    outbox.remove(row.id);
    tell([], [row.id]);
  };
  /** A person sees a code for signing in: its address is not proven by it any more. */
  const seen = (row: MailRow): void => {
    if (row.kind === 'sign-in') core.catalogue.identity.readHere(row.id);
  };
  /** A first link that still waits brings the newest one: nobody needs another mail about it. */
  const supersedes = ({ kind, refs }: NewMail): MailRow | undefined =>
    (kind !== 'share-fresh-link' && kind !== 'request-fresh-link') || !refs
      ? undefined
      : outbox.ofShare(refs.shareId).find(
          (row) =>
            row.recipientId === refs.recipientId &&
            ['share-link', 'share-fresh-link', 'request-link', 'request-fresh-link'].includes(row.kind) &&
            row.state === 'waiting' &&
            // What is on its way was written with the old link.
            postman.underWay() !== row.id,
        );
  const account = async (): Promise<MailAccount> => ({
    ...(await accounts.facts()),
    trouble: postman.trouble(),
  });

  return {
    async queue(mail) {
      const earlier = supersedes(mail);
      if (earlier) {
        outbox.renew(earlier.id, { ...earlier.params, ...mail.params }, mail.expiresAtMs ?? null);
        tell([earlier.id]);
        void postman.wake();
        return earlier.id;
      }
      const id = await queueMail(core, randomBytes, accounts.settings()?.from ?? '', mail);
      tell([id], outbox.dropOld(KEPT));
      void postman.wake();
      return id;
    },
    async withdraw({ shareId, recipientId }) {
      for (const row of outbox.ofShare(shareId)) {
        const theirs = recipientId === undefined || row.recipientId === recipientId;
        if (theirs && row.state === 'waiting' && !busy(row)) await remove(row);
      }
    },
    get(id) {
      const row = outbox.get(id);
      return row && shown(row);
    },
    list: () => outbox.list(LISTED).map(shown),
    async show(id) {
      const row = rowOf(id);
      const rendered = await renderMail(core, row, accounts.settings());
      if (rendered.code !== null) seen(row);
      return { mail: shown(row), rendered };
    },
    sendNow: () => void postman.hurry(true),
    retry(id) {
      const row = rowOf(id);
      if (busy(row)) throw new AppError('bad-input', 'This mail is being sent just now.');
      if (row.state === 'sent')
        throw new AppError('bad-input', 'This mail was sent. To send it again, send a new one.');
      outbox.setWaiting(id, core.now(), null, false);
      tell([id]);
      void postman.hurry(false);
      return shown(rowOf(id));
    },
    arrived(id) {
      const row = rowOf(id);
      if (row.state !== 'unsure')
        throw new AppError('bad-input', 'Only of a mail that may have arrived a person says that it did.');
      outbox.setSent(id, core.now(), row.answer ?? '');
      tell([id]);
      return shown(rowOf(id));
    },
    async discard(id) {
      const row = rowOf(id);
      if (busy(row))
        throw new AppError(
          'bad-input',
          'This mail is being sent just now. Wait until the server has answered.',
        );
      await remove(row);
    },
    async writeEml(id, path, replace) {
      const row = rowOf(id);
      if (!isAbsolute(path))
        throw new AppError('bad-input', 'Give the whole path of the file.', { params: { path } });
      const raw = await mailBytes(core, row, accounts.settings(), { draft: true });
      try {
        await writeFile(path, raw, { flag: replace ? 'w' : 'wx', mode: 0o600 });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST')
          throw new AppError('already-exists', `“${path}” is there already. Choose another name.`, {
            params: { path },
          });
        throw fileError(error, path);
      }
      seen(row);
    },

    account,
    isSetUp: () => accounts.settings() !== null,
    async saveAccount(settings, password) {
      await accounts.save(settings, password);
      void postman.hurry(true);
      return account();
    },
    async removeAccount() {
      await accounts.remove();
      void postman.hurry(true);
      return account();
    },
    async testAccount({ language, ...given }, signal) {
      const done = await accounts.test(
        { ...given, language: language ?? core.catalogue.identity.get()?.language ?? 'en' },
        signal,
      );
      // As saved it works: what waited for a person goes on.
      if (given.settings === undefined) void postman.hurry(true);
      return done;
    },

    start() {
      const interrupted = outbox.settleInterrupted(toWire(endedBetween()));
      if (interrupted.length > 0) core.log.warn('mails-unsure', { count: interrupted.length });
      later(() => void postman.wake(), START_AFTER_MS);
    },
    networkChanged: () => void postman.networkChanged(),
    settled: () => postman.wake(),
    stop: (timeoutMs) => postman.stop(timeoutMs),
  };
}

const endedBetween = (): AppError =>
  new AppError(
    'mail-unsure',
    'CAOS ended while this mail was handed to the server, so it may have arrived. Ask the person, then send it again or mark it as arrived.',
    { retry: 'after-user' },
  );
