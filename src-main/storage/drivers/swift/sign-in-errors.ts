/** What a sign-in service's refusals mean, each in a sentence that names the service. Never an answer's text: it may quote what was sent. */
import { AppError, type ErrorCode, type Retry } from '../../../../src-shared/app-error';
import type { SignInAnswer } from './sign-in-request';

export interface SignInCall {
  /** Where it was asked. */
  url: URL;
  /** `the user or the password`, `the application credential`: for “refused …”. */
  credentials: string;
  /** What to look at when they are refused, as a sentence. */
  remedy: string;
  /** How auth URLs of this kind end. */
  usualPath: string;
}

interface Row {
  code: ErrorCode;
  retry?: Retry;
  message: (call: SignInCall, address: string) => string;
}
const refused: Row = {
  code: 'key-refused',
  message: ({ url, credentials, remedy }) => `${url.host} refused ${credentials}. ${remedy}`,
};
const denied: Row = {
  code: 'access-denied',
  message: ({ url }) =>
    `${url.host} knows this user, but does not let it sign in here. Ask whoever runs the store for permission.`,
};
const nothingThere: Row = {
  code: 'bad-input',
  retry: 'after-user',
  message: ({ usualPath }, address) =>
    `No sign-in service answers at ${address}: check the auth URL. It usually ends with ${usualPath}.`,
};
const elsewhere: Row = {
  code: 'bad-input',
  retry: 'after-user',
  message: (_call, address) =>
    `${address} sends on to another address. The password was not sent there: enter the right auth URL in the connection.`,
};
const throttled: Row = {
  code: 'throttled',
  message: ({ url }) => `${url.host} asks to slow down. It goes on by itself in a moment.`,
};
const busy: Row = {
  code: 'store-busy',
  message: ({ url }) => `Signing in: ${url.host} has a problem of its own. It is tried again by itself.`,
};
const notUnderstood: Row = {
  code: 'bad-input',
  retry: 'after-user',
  message: (_call, address) =>
    `${address} does not answer like a sign-in service. Check the auth URL and its version in the connection.`,
};

/** Keystone: Identity API v3, “Errors”. TempAuth and others speak plain HTTP; 498 is the rate limit of Swift's middleware. */
const byStatus: Record<number, Row> = {
  401: refused,
  403: denied,
  404: nothingThere,
  405: nothingThere,
  410: nothingThere,
  501: notUnderstood, // a web server that knows no such act
  408: busy,
  413: throttled,
  429: throttled,
  498: throttled,
};

function rowOf({ status }: SignInAnswer): Row {
  const row = byStatus[status];
  if (row) return row;
  if (status >= 500) return busy;
  return status >= 300 && status < 400 && status !== 300 ? elsewhere : notUnderstood;
}

/** Without what follows the path, where careless services are given secrets. */
export const addressOf = (url: URL): string => `${url.origin}${url.pathname}`;

/** Status and request id, and where a redirect leads. */
export function answerDetails({ status, headers }: SignInAnswer): string {
  const id = headers['x-openstack-request-id'] ?? headers['x-trans-id'];
  return [`HTTP ${status}`, id && `request ${String(id)}`, leadsTo(headers.location)]
    .filter(Boolean)
    .join(' · ');
}

function leadsTo(location: string | undefined): string | undefined {
  try {
    return location && `leads to ${addressOf(new URL(location))}`;
  } catch {
    return undefined;
  }
}

/** Seconds (RFC 9110, 10.2.3), or a date by the service's own clock. */
function retryAfterS({ headers }: SignInAnswer): number | undefined {
  const given = headers['retry-after'];
  if (given === undefined) return undefined;
  const seconds = /^\d+$/.test(given)
    ? Number(given)
    : (Date.parse(given) - Date.parse(headers.date ?? '')) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
}

function errorOf(row: Row, call: SignInCall, answer: SignInAnswer): AppError {
  const waitS = retryAfterS(answer);
  return new AppError(row.code, row.message(call, addressOf(call.url)), {
    ...(row.retry && { retry: row.retry }),
    params: { host: call.url.host, ...(waitS !== undefined && { retryAfterS: waitS }) },
    details: answerDetails(answer),
  });
}

/** For an answer that gives no token. */
export const signInRefused = (call: SignInCall, answer: SignInAnswer): AppError =>
  errorOf(rowOf(answer), call, answer);

/** For an answer that says yes and holds no token: a page for people, another service. */
export const notASignIn = (call: SignInCall, answer: SignInAnswer): AppError =>
  errorOf(notUnderstood, call, answer);
