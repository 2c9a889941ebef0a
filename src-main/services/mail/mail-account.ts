/** The mail account: what is set of it, its password in the vault, and a test of it. */
import { AppError } from '../../../src-shared/app-error';
import {
  isLoopback,
  type MailAccount,
  type MailLanguage,
  MailSettings,
  passwordAudience,
} from '../../../src-shared/domain/mail';
import { composeMail } from '../../mail/compose';
import { writeMessage } from '../../mail/messages/write-message';
import { type OpenSmtp, type SmtpAccount, SmtpRefusal } from '../../mail/smtp';
import { trustedCertificates } from '../../storage/trusted-certificates';
import type { Core } from '../core';
import { LOGO_SOURCE, logoOf, senderOf } from './mail-sender';
import { newMessageId } from './queue-mail';

const SETTINGS = 'mail-account';
const PASSWORD = 'mail-account/password';

export interface MailAccounts {
  settings(): MailSettings | null;
  /** With its password; null: none is set up. Rejects with AppError `vault`. */
  current(): Promise<SmtpAccount | null>;
  /** For the screen, but for `trouble`. */
  facts(): Promise<Omit<MailAccount, 'trouble'>>;
  save(settings: MailSettings, password: string | undefined): Promise<void>;
  remove(): Promise<void>;
  /** Rejects with AppError. */
  test(
    given: { settings?: MailSettings; password?: string; to?: string; language: MailLanguage },
    signal: AbortSignal,
  ): Promise<{ to: string; answer: string; encrypted: boolean }>;
}

export function createMailAccounts(
  core: Pick<Core, 'catalogue' | 'vault' | 'now'>,
  deps: { openSmtp: OpenSmtp; randomBytes: (count: number) => Uint8Array },
): MailAccounts {
  const { settings: values } = core.catalogue;

  /** What this version cannot use counts as not set. */
  const settings = (): MailSettings | null => {
    const text = values.value(SETTINGS);
    const parsed = text === null ? null : MailSettings.safeParse(JSON.parse(text));
    return parsed?.success ? parsed.data : null;
  };

  /** It is kept together with whom it may be told, so that no order of writing the two can send it elsewhere. */
  async function passwordFor(wanted: MailSettings): Promise<string | null> {
    if (wanted.user === '') return null;
    const text = await core.vault.get(PASSWORD);
    if (text === null) return null;
    const kept = JSON.parse(text) as { audience: string; password: string };
    return kept.audience === passwordAudience(wanted) ? kept.password : null;
  }

  const accountOf = (of: MailSettings, password: string | null): SmtpAccount => ({
    settings: of,
    password,
    certificates: trustedCertificates(of.caPem),
  });

  async function passwordOrAsk(of: MailSettings, given: string | undefined): Promise<string | null> {
    if (of.user === '') return null;
    const password = given ?? (await passwordFor(of));
    if (password === null)
      throw new AppError(
        'bad-input',
        `Enter the password for ${of.user} at ${of.host}: none is stored for this user and server.`,
        { params: { host: of.host }, details: 'password' },
      );
    return password;
  }

  return {
    settings,
    async current() {
      const now = settings();
      return now && accountOf(now, await passwordFor(now));
    },
    async facts() {
      const now = settings();
      const plain = now?.encryption === 'none';
      return {
        settings: now,
        hasPassword: now !== null && (await passwordFor(now)) !== null,
        warning: plain ? (isLoopback(now.host) ? 'plain-loopback' : 'plain') : null,
      };
    },
    async save(wanted, given) {
      const password = await passwordOrAsk(wanted, given);
      if (password === null) await core.vault.remove(PASSWORD);
      else await core.vault.set(PASSWORD, JSON.stringify({ audience: passwordAudience(wanted), password }));
      values.setValue(SETTINGS, JSON.stringify(wanted));
    },
    async remove() {
      values.setValue(SETTINGS, null);
      await core.vault.remove(PASSWORD);
    },
    async test({ settings: typed, password, to, language }, signal) {
      const of = typed ?? settings();
      if (!of) throw noAccount();
      const account = accountOf(of, await passwordOrAsk(of, password));
      const sender = senderOf(core.catalogue, of.from);
      const recipient = to ?? of.from;
      const logo = logoOf(core.catalogue);
      const message = writeMessage({
        kind: 'test',
        language,
        params: {},
        sender,
        recipientName: '',
        link: null,
        code: null,
        logoSource: logo && LOGO_SOURCE,
      });
      const raw = await composeMail({
        messageId: newMessageId(of.from, deps.randomBytes),
        atMs: core.now(),
        from: { email: of.from, name: sender.name },
        to: { email: recipient, name: '' },
        replyTo: null,
        ...message,
        logo,
      });
      const session = await deps.openSmtp(account, signal).catch((error: unknown) => {
        throw error instanceof SmtpRefusal ? error.failure.error : error;
      });
      try {
        const mail = { from: of.from, to: recipient, raw };
        const done = await session.send(mail, () => undefined);
        if (done.outcome !== 'sent') throw done.error;
        return { to: recipient, answer: done.answer, encrypted: session.encrypted };
      } finally {
        session.close();
      }
    },
  };
}

export const noAccount = (): AppError =>
  new AppError(
    'mail-set-up',
    'There is no mail account yet. Set one up in Settings, or with: caos mail set-up --from you@example.com',
    { retry: 'after-user' },
  );
