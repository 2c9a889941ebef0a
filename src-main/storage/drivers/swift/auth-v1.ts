/** Signs in by auth version 1, as TempAuth, SWAuth and radosgw speak it: user and key in, token and storage address out. */
import type { SwiftConnectionConfig } from '../../../../src-shared/domain/connection';
import type { StoreSession } from '../../session';
import { notASignIn, type SignInCall, signInRefused } from './sign-in-errors';
import { type AskSignIn, headerValue } from './sign-in-request';

/** Rejects with AppError. `now`: Unix milliseconds. */
export async function signInV1(
  config: SwiftConnectionConfig,
  password: string,
  { ask, now }: { ask: AskSignIn; now: () => number },
): Promise<StoreSession> {
  const call: SignInCall = {
    url: new URL(config.authUrl),
    credentials: 'the user or the password',
    remedy: 'Check both in the connection: the user is mostly written “account:user”.',
    usualPath: '/auth/v1.0',
  };
  // Both pairs of names are in use; a server takes the one it knows.
  const user = headerValue(config.user);
  const key = headerValue(password);
  const answer = await ask({
    method: 'GET',
    url: call.url,
    headers: { 'X-Storage-User': user, 'X-Storage-Pass': key, 'X-Auth-User': user, 'X-Auth-Key': key },
    caPem: config.caPem,
  });
  const { status, headers } = answer;
  if (status < 200 || status >= 300) throw signInRefused(call, answer);
  const token = single(headers['x-auth-token']) ?? single(headers['x-storage-token']);
  const url = single(headers['x-storage-url']);
  if (!token || !url || !/^https?:\/\//.test(url)) throw notASignIn(call, answer);
  const livesS = Number(single(headers['x-auth-token-expires']) ?? Number.NaN);
  return {
    token,
    url: url.replace(/\/+$/, ''),
    expiresAtMs: Number.isFinite(livesS) ? now() + livesS * 1000 : null,
  };
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
