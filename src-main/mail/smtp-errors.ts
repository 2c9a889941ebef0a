/** Translates what mail servers and the way to them say into our codes, each with a plain sentence, and whom it is about. */
import { AppError } from '../../src-shared/app-error';

/** `account`: every mail meets it until a person changes something. `server`: every mail meets it now. `mail`: this one alone. */
export interface SmtpFailure {
  about: 'account' | 'server' | 'mail';
  error: AppError;
}

/** Who was spoken to, for the sentence. */
export interface SmtpPlace {
  host: string;
  port: number;
  /** Of the mail at hand; '' before one is. */
  recipient: string;
}

/** What nodemailer's connection tells. */
interface Foreign {
  code?: string;
  originalCode?: string;
  responseCode?: number;
  response?: string;
  command?: string;
  message?: string;
}

export function smtpFailure(error: unknown, place: SmtpPlace): SmtpFailure {
  const foreign = error as Foreign;
  const details = [foreign.originalCode ?? foreign.code, foreign.command, foreign.response ?? foreign.message]
    .filter(Boolean)
    .join(' · ');
  const { about, code, message } = told(foreign, place);
  return {
    about,
    error: new AppError(code, message, {
      params: { host: place.host, ...(place.recipient && { recipient: place.recipient }) },
      details,
      cause: error,
    }),
  };
}

/** The server cannot be told this address at all; nothing was sent. */
export function noLetters(address: string, { host, recipient }: SmtpPlace): SmtpFailure {
  const ours = address !== recipient;
  return {
    about: ours ? 'account' : 'mail',
    error: new AppError(
      'mail-letters',
      ours
        ? `${host} cannot send from ${address}: it knows only the letters a to z before the @. Use another address of yours in Settings.`
        : `${host} cannot send to ${address}: it knows only the letters a to z before the @. Ask for another address, or tell the person some other way.`,
      { params: { host, recipient } },
    ),
  };
}

interface Told {
  about: SmtpFailure['about'];
  code:
    | 'mail-sign-in'
    | 'mail-unreachable'
    | 'mail-tls'
    | 'mail-later'
    | 'mail-recipient'
    | 'mail-refused'
    | 'mail-size';
  message: string;
}

function told(foreign: Foreign, place: SmtpPlace): Told {
  const { host, recipient } = place;
  const status = foreign.responseCode ?? 0;
  if (foreign.code === 'EAUTH' || foreign.code === 'ENOAUTH') return signIn(foreign, status, host);
  if (status === 0 && foreign.code === 'EMESSAGE') return size(host);
  if (status === 0 || foreign.code === 'ETLS') return onTheWay(foreign, place);
  const enhanced = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(foreign.response ?? '')?.[0] ?? '';
  // Too many mails in a day: some services call that final, and it is not.
  if (enhanced === '5.4.5' || (status >= 400 && status < 500)) {
    const about = foreign.command === 'RCPT TO' || foreign.command === 'DATA' ? 'mail' : 'server';
    return {
      about: enhanced === '5.4.5' || status === 421 ? 'server' : about,
      code: 'mail-later',
      message: `${host} takes this mail only later. CAOS tries again by itself.`,
    };
  }
  if (status === 530 || enhanced === '5.7.0') return signIn(foreign, status, host);
  const full = enhanced === '5.2.2';
  if (!full && (status === 552 || enhanced === '5.3.4' || enhanced === '5.2.3')) return size(host);
  if (foreign.command === 'RCPT TO') {
    return {
      about: 'mail',
      code: 'mail-recipient',
      message: full
        ? `The mailbox of ${recipient} is full. Ask them to make room, or tell them some other way.`
        : `${host} does not take mail for ${recipient}. Check the address; if it is right, tell the person some other way.`,
    };
  }
  if (foreign.command === 'MAIL FROM') {
    return {
      about: 'account',
      code: 'mail-refused',
      message: `${host} does not let this account send from the address in Settings. Use the address that belongs to the account.`,
    };
  }
  if (foreign.command === 'DATA') {
    return {
      about: 'mail',
      code: 'mail-refused',
      message: `${host} refused this mail to ${recipient}, perhaps as spam or for what it says. Read its answer in the details, change the words, or send from another account.`,
    };
  }
  return {
    about: 'server',
    code: 'mail-refused',
    message: `${host} refuses to talk to this computer. Check address and port in Settings, or use the mail server of your provider.`,
  };
}

function signIn({ responseCode }: Foreign, status: number, host: string): Told {
  if (responseCode !== undefined && status >= 400 && status < 500) {
    return {
      about: 'server',
      code: 'mail-later',
      message: `${host} cannot sign anybody in just now. CAOS tries again by itself.`,
    };
  }
  if (status === 530) {
    return {
      about: 'account',
      code: 'mail-sign-in',
      message: `${host} wants a user name and a password. Add both in Settings.`,
    };
  }
  return {
    about: 'account',
    code: 'mail-sign-in',
    message: `${host} refused the user name or the password. Many services want an app password here, not the ordinary one: check both in Settings.`,
  };
}

const size = (host: string): Told => ({
  about: 'mail',
  code: 'mail-size',
  message: `${host} takes no mail of this size. Use a smaller logo or a shorter text.`,
});

const certificateOfOther = /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/;
const certificateNotNow = /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/;
const certificateUnknown = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_)/;
const noTlsThere = /^(EPROTO$|ERR_SSL_)/;

/** No answer of the server's: the network, TLS, or somebody who speaks something else. */
function onTheWay({ code = '', originalCode = '' }: Foreign, { host, port }: SmtpPlace): Told {
  const tls = (message: string): Told => ({ about: 'server', code: 'mail-tls', message });
  const errno = originalCode || code;
  if (certificateOfOther.test(errno))
    return tls(
      `The certificate that ${host} shows belongs to another name, so nothing was sent. Check the address of the mail server.`,
    );
  if (certificateNotNow.test(errno))
    return tls(
      `The certificate of ${host} is not valid today, so nothing was sent. Check the date of this computer; if it is right, tell whoever runs the mail server.`,
    );
  if (certificateUnknown.test(errno))
    return tls(
      `The certificate of ${host} is not trusted, so nothing was sent. Check the address, or add the certificate of its issuer in Settings.`,
    );
  if (noTlsThere.test(errno))
    return tls(
      `${host} does not speak TLS from the start on port ${port}, so nothing was sent. Choose STARTTLS, or another port (mostly 465).`,
    );
  if (code === 'ETLS')
    return tls(
      `${host} offers no encryption by STARTTLS on port ${port}, so nothing was sent. Choose TLS with its port (mostly 465).`,
    );
  const unreachable = (message: string): Told => ({ about: 'server', code: 'mail-unreachable', message });
  if (code === 'EDNS' || /^(ENOTFOUND|EAI_)/.test(errno))
    return unreachable(
      `No computer named ${host} was found. Check the address of the mail server, and whether this computer is online.`,
    );
  if (code === 'EPROTOCOL')
    return unreachable(
      `What answers at ${host} on port ${port} is no mail server. Check the address and port.`,
    );
  return unreachable(
    `${host} does not answer on port ${port}. Check the network, and the address and port of the mail server.`,
  );
}
