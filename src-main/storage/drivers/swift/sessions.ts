/** One token for a connection to Swift: asked for once however many wait for it, renewed before it ends, replaced when it is refused. */
import { AppError } from '../../../../src-shared/app-error';
import type { SwiftConnectionConfig } from '../../../../src-shared/domain/connection';
import { throwIfCancelled, unlessCancelled } from '../../cancellation';
import type { GetSession, StoreSession } from '../../session';
import { signInV1 } from './auth-v1';
import { signInKeystone } from './keystone';
import { type AskSignIn, askSignIn } from './sign-in-request';

/** Renewed so long before its end; a token that lives only briefly, at half of its life. */
const RENEW_BEFORE_END_MS = 5 * 60_000;
/** After a renewal that failed, the old token serves on and the service is left alone for so long. */
const RENEW_AGAIN_AFTER_MS = 15_000;
/** So long a refusal is answered without asking: services lock a user out after a few wrong passwords. */
const REFUSAL_HOLDS_MS = 10_000;
/** Within this time the same token again, refused again, is no reason to ask a third time: it is what the service has. */
const SAME_TOKEN_HOLDS_MS = 10_000;

interface Held {
  session: StoreSession;
  /** From then on a call starts its renewal. Infinity where the store names no end. */
  renewAtMs: number;
  receivedAtMs: number;
  /** It was refused, and this is what the service gave again. */
  insisted: boolean;
}

/** Nothing is asked before the first call. Times are Unix milliseconds. */
export function createSwiftSessions(
  config: SwiftConnectionConfig,
  secret: string,
  { now = Date.now, ask = askSignIn }: { now?: () => number; ask?: AskSignIn } = {},
): GetSession {
  const signIn = config.authVersion === '1' ? signInV1 : signInKeystone;
  let held: Held | null = null;
  let underWay: Promise<StoreSession> | null = null;
  let refusal: { error: AppError; untilMs: number } | null = null;

  function keep(session: StoreSession, refused: string | undefined): void {
    const { expiresAtMs } = session;
    const leftMs = expiresAtMs === null ? Number.POSITIVE_INFINITY : expiresAtMs - now();
    held = {
      session,
      receivedAtMs: now(),
      renewAtMs: now() + Math.max(leftMs - RENEW_BEFORE_END_MS, leftMs / 2),
      insisted: session.token === refused,
    };
    refusal = null;
  }

  /** The one request all wait for. */
  function request(refused?: string): Promise<StoreSession> {
    underWay ??= signIn(config, secret, { ask, now })
      .then((session) => keptSecure(session, config))
      .then(
        (session) => {
          keep(session, refused);
          return session;
        },
        (error: unknown) => {
          if (isRefusal(error)) refusal = { error, untilMs: now() + REFUSAL_HOLDS_MS };
          throw error;
        },
      )
      .finally(() => {
        underWay = null;
      });
    return underWay;
  }

  function renewBehind(current: Held): void {
    if (underWay) return;
    request().catch(() => {
      current.renewAtMs = now() + RENEW_AGAIN_AFTER_MS;
    });
  }

  /** The token in use, unless it has ended or is the one that was refused. */
  function usable(refused: string | undefined): Held | null {
    if (!held) return null;
    const { session, insisted, receivedAtMs } = held;
    if (session.expiresAtMs !== null && session.expiresAtMs <= now()) return null;
    if (session.token !== refused) return held;
    return insisted && now() - receivedAtMs < SAME_TOKEN_HOLDS_MS ? held : null;
  }

  return async ({ refused, signal } = {}) => {
    throwIfCancelled(signal);
    const current = usable(refused);
    if (current) {
      if (now() >= current.renewAtMs) renewBehind(current);
      return current.session;
    }
    held = null;
    if (refusal && now() < refusal.untilMs) throw refusal.error;
    return unlessCancelled(request(refused), signal);
  };
}

/**
 * Who signs in over TLS is not led on without it, unless an inner network was chosen. Stores behind a proxy that speaks TLS for them
 * often do not know of it: at the very host and port that was signed in at, TLS is what answers.
 */
function keptSecure(session: StoreSession, config: SwiftConnectionConfig): StoreSession {
  const from = new URL(config.authUrl);
  if (!URL.canParse(session.url)) {
    throw new AppError(
      'bad-input',
      `${from.host} names no address of its storage that can be used. Check the auth URL of the connection.`,
    );
  }
  const to = new URL(session.url);
  if (from.protocol === 'http:' || to.protocol === 'https:' || config.interface !== 'public') return session;
  if (to.hostname === from.hostname && to.port === from.port)
    return { ...session, url: session.url.replace(/^http:/i, 'https:') };
  throw new AppError(
    'tls',
    `${from.host} was signed in to securely, but its storage at ${to.host} is named without https: photos and the session would travel readable. Ask whoever runs the store; in a network you trust, begin the auth URL with http://.`,
    { params: { host: to.host } },
  );
}

const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && (error.code === 'key-refused' || error.code === 'access-denied');
