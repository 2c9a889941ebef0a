/**
 * Speaks SMTP: one connection, signed in, over which mails are handed to the server one after another. It always knows whether a mail that
 * did not come through may have arrived all the same, since nothing is ever sent twice.
 */
import { Readable } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { AppError } from '../../src-shared/app-error';
import type { MailSettings } from '../../src-shared/domain/mail';
import { noLetters, type SmtpFailure, smtpFailure } from './smtp-errors';
import { needsUtf8, wireAddress } from './wire-address';

export interface SmtpAccount {
  settings: MailSettings;
  password: string | null;
  /** All certificates to trust; undefined: those of the system. */
  certificates: string[] | undefined;
  /** Default: `smtpPatience`. */
  patience?: typeof smtpPatience;
}

export const smtpPatience = { connectMs: 20_000, greetingMs: 20_000, silenceMs: 60_000 };

export interface OutgoingMail {
  from: string;
  to: string;
  raw: Uint8Array;
}

/** `unsure`: the server had all of it and said nothing any more. */
export type SmtpOutcome =
  | { outcome: 'sent'; answer: string }
  | { outcome: 'unsure'; error: AppError }
  | ({ outcome: 'failed' } & SmtpFailure);

export interface SmtpSession {
  encrypted: boolean;
  /** `handingOver` is called before the first byte of the mail goes out; what it throws keeps the mail back. */
  send(mail: OutgoingMail, handingOver: () => void): Promise<SmtpOutcome>;
  /** False when the server ended it or something broke: open another. */
  isOpen(): boolean;
  close(): void;
}

export type OpenSmtp = (account: SmtpAccount, signal: AbortSignal) => Promise<SmtpSession>;

/** Rejects with `SmtpRefusal`. */
export const openSmtp: OpenSmtp = async (account, signal) => {
  const { settings, password, patience = smtpPatience } = account;
  const { host, port, encryption, user } = settings;
  const tls: ConnectionOptions = {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(account.certificates && { ca: account.certificates }),
  };
  const connection = new SMTPConnection({
    host,
    port,
    secure: encryption === 'tls',
    // Never silently plain: STARTTLS or nothing. Plain only where it was chosen.
    ...(encryption === 'none' ? { ignoreTLS: true } : { requireTLS: encryption === 'starttls' }),
    // The name of this computer is nobody's business.
    name: '[127.0.0.1]',
    connectionTimeout: patience.connectMs,
    greetingTimeout: patience.greetingMs,
    socketTimeout: patience.silenceMs,
    logger: false,
    tls,
  });
  const place = { host, port, recipient: '' };
  let open = true;
  let broken: (error: unknown) => void = () => undefined;
  connection.on('error', (error) => {
    open = false;
    broken(error);
  });
  connection.on('end', () => {
    open = false;
    broken(Object.assign(new Error('The connection ended'), { code: 'ECONNECTION' }));
  });
  const onAbort = (): void => {
    open = false;
    broken(new AppError('cancelled', 'It was cancelled.'));
    connection.close();
  };

  /** One step of the conversation, ended by the server, by an error between, or by the signal. */
  const step = <T>(begin: (done: (error: unknown, result?: T) => void) => void): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      broken = reject;
      begin((error, result) => (error ? reject(error) : resolve(result as T)));
    }).finally(() => {
      broken = () => undefined;
    });

  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  const close = (): void => {
    signal.removeEventListener('abort', onAbort);
    if (open) connection.quit();
    else connection.close();
    open = false;
  };

  try {
    await step<void>((done) => connection.connect((error) => done(error)));
    if (user !== '') {
      const auth = { user, pass: password ?? '' };
      await step<unknown>((done) => connection.login(auth, (error) => done(error)));
    }
  } catch (error) {
    close();
    throw new SmtpRefusal(error instanceof AppError ? { about: 'server', error } : smtpFailure(error, place));
  }

  async function send(mail: OutgoingMail, handingOver: () => void): Promise<SmtpOutcome> {
    let handedOver = false;
    const wide = [mail.from, mail.to].find(needsUtf8);
    if (wide !== undefined && !knowsUtf8(connection))
      return { outcome: 'failed', ...noLetters(wide, { ...place, recipient: mail.to }) };
    const envelope = {
      from: wireAddress(mail.from),
      to: [wireAddress(mail.to)],
      size: mail.raw.byteLength,
      ...(wide !== undefined && { use8BitMime: true }),
    };
    let refusedByUs: unknown;
    // Read only once the server said that it wants the mail.
    const body = Readable.from(
      (function* () {
        try {
          handingOver();
        } catch (error) {
          refusedByUs = error;
          throw error;
        }
        yield mail.raw;
        handedOver = true;
      })(),
      { objectMode: false },
    );
    try {
      const { response } = await step<{ response: string }>((done) =>
        connection.send(envelope, body, (error, info) =>
          done(error, info && { response: info.response ?? '' }),
        ),
      );
      return { outcome: 'sent', answer: response };
    } catch (error) {
      if (refusedByUs !== undefined) {
        open = false;
        connection.close();
        throw refusedByUs;
      }
      const answered = (error as { responseCode?: number }).responseCode !== undefined;
      if (handedOver && !answered) return { outcome: 'unsure', error: unsure(mail.to, host, error) };
      const failure =
        error instanceof AppError
          ? { about: 'server' as const, error }
          : smtpFailure(error, { ...place, recipient: mail.to });
      if (open) await step<unknown>((done) => connection.reset((wrong) => done(wrong))).catch(close);
      return { outcome: 'failed', ...failure };
    }
  }

  return {
    encrypted: connection.secure,
    send,
    isOpen: () => open,
    close,
  };
};

/** What the server said of itself; nodemailer asks for SMTPUTF8 by itself where it is offered, and keeps that it is to itself. */
const knowsUtf8 = (connection: SMTPConnection): boolean =>
  (connection as unknown as { _supportedExtensions: string[] })._supportedExtensions.includes('SMTPUTF8');

/** There is no connection, or nobody is signed in: it is about all mails. */
export class SmtpRefusal extends Error {
  override readonly name = 'SmtpRefusal';
  constructor(readonly failure: SmtpFailure) {
    super(failure.error.message);
  }
}

const unsure = (recipient: string, host: string, cause: unknown): AppError =>
  new AppError(
    'mail-unsure',
    `The connection to ${host} ended while it took the mail to ${recipient}, so it may have arrived. Ask the person, then send it again or mark it as arrived.`,
    { retry: 'after-user', params: { host, recipient }, cause },
  );
