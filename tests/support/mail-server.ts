/**
 * A real mail server on loopback, with a mailbox that can be read: STARTTLS or TLS under an authority of its own, sign-in, and the moods
 * that real ones have. What lies in `mails` was accepted with a 250.
 */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { MailSettings } from '../../src-shared/domain/mail';
import { makeOwnAuthority } from './self-signed';

export interface ArrivedMail {
  from: string;
  to: string[];
  encrypted: boolean;
  /** Said with the envelope: something of it is beyond ASCII. */
  utf8: boolean;
  user: string;
  raw: string;
  mail: Email;
}

export interface MailMoods {
  /** `recipient`: as in RCPT TO; answers what to refuse it with. */
  recipient?: (address: string) => SmtpRefusal | null;
  sender?: (address: string) => SmtpRefusal | null;
  signIn?: () => SmtpRefusal | null;
  /** After all of the mail was taken: what to answer instead of 250; `silence` keeps the line open without a word, `drop` cuts it. */
  data?: (mail: ArrivedMail) => SmtpRefusal | 'silence' | 'drop' | null;
  /** The greeting. */
  connect?: () => SmtpRefusal | null;
}
export interface SmtpRefusal {
  status: number;
  text: string;
}

export interface MailServer {
  host: string;
  port: number;
  /** Certificate of its authority, PEM. */
  ca: string;
  mails: ArrivedMail[];
  /** Every mail whose last byte came, whatever was answered. */
  taken: ArrivedMail[];
  moods: MailMoods;
  connections: number;
  settings(change?: Partial<MailSettings>): MailSettings;
  /** Resolves when so many mails came (accepted or not). */
  takes(count: number): Promise<void>;
  close(): Promise<void>;
}

export const USER = 'kim@studio.test';
export const PASSWORD = 'app-password-1234';

const refusal = ({ status, text }: SmtpRefusal): Error =>
  Object.assign(new Error(text), { responseCode: status });

export async function startMailServer(
  options: { way?: 'starttls' | 'tls' | 'plain'; sizeBytes?: number; port?: number; utf8?: boolean } = {},
): Promise<MailServer> {
  const { way = 'starttls', sizeBytes = 10_000_000 } = options;
  const { ca, key, cert } = makeOwnAuthority();
  const moods: MailMoods = {};
  const mails: ArrivedMail[] = [];
  const taken: ArrivedMail[] = [];
  const waiting: Array<{ count: number; resolve: () => void }> = [];
  let connections = 0;

  const server = new SMTPServer({
    key,
    cert,
    secure: way === 'tls',
    ...(way === 'plain' && { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }),
    allowInsecureAuth: way === 'plain',
    authMethods: ['PLAIN', 'LOGIN'],
    authOptional: false,
    size: sizeBytes,
    hideSMTPUTF8: options.utf8 === false,
    closeTimeout: 50,
    logger: false,
    onConnect(_session, done) {
      connections += 1;
      const no = moods.connect?.();
      done(no ? refusal(no) : undefined);
    },
    onAuth(auth, _session, done) {
      const no = moods.signIn?.();
      if (no) done(refusal(no));
      else if (auth.username === USER && auth.password === PASSWORD) done(null, { user: auth.username });
      else done(refusal({ status: 535, text: '5.7.8 Username and Password not accepted' }));
    },
    onMailFrom(address, _session, done) {
      const no = moods.sender?.(address.address);
      done(no ? refusal(no) : undefined);
    },
    onRcptTo(address, _session, done) {
      const no = moods.recipient?.(address.address);
      done(no ? refusal(no) : undefined);
    },
    async onData(stream, session, done) {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of stream) chunks.push(chunk as Buffer);
      } catch {
        return; // the client went away before its last byte: no mail
      }
      if (stream.sizeExceeded) return done(refusal({ status: 552, text: '5.3.4 Message too big' }));
      const raw = Buffer.concat(chunks);
      const arrived: ArrivedMail = {
        from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
        to: session.envelope.rcptTo.map(({ address }) => address),
        encrypted: session.secure,
        utf8:
          session.envelope.mailFrom !== false &&
          Boolean(session.envelope.mailFrom?.args && 'SMTPUTF8' in session.envelope.mailFrom.args),
        user: String(session.user ?? ''),
        raw: raw.toString('latin1'),
        mail: await PostalMime.parse(raw),
      };
      const answer = moods.data?.(arrived) ?? null;
      taken.push(arrived);
      if (answer === null) mails.push(arrived);
      for (const { count, resolve } of waiting) if (taken.length >= count) resolve();
      if (answer === 'silence') return;
      if (answer === 'drop') {
        for (const connection of server.connections) connection.close();
        return;
      }
      done(answer ? refusal(answer) : null, 'queued as 4711');
    },
  });
  server.on('error', () => undefined); // a client that goes away in the middle is none of the test's
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;

  return {
    host: '127.0.0.1',
    port,
    ca,
    mails,
    taken,
    moods,
    get connections() {
      return connections;
    },
    settings: (change = {}) => ({
      provider: null,
      host: '127.0.0.1',
      port,
      encryption: way === 'plain' ? 'none' : way,
      plainAccepted: false,
      user: USER,
      from: USER,
      caPem: ca,
      ...change,
    }),
    takes: (count) =>
      new Promise((resolve) => {
        if (taken.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        for (const connection of server.connections) connection.close();
        server.close(() => resolve());
      }),
  };
}
