/** The one error model: a code to act on, a sentence for a person, and when trying again makes sense. */
import { z } from 'zod';

export const errorCodes = [
  'bad-input', // what was given cannot be used as it is
  'not-found', // the named thing does not exist
  'already-exists', // the name is taken
  'cancelled', // a person or the app ended it on purpose
  'profile-busy', // another process owns this profile
  // this computer
  'file-missing', // a local file or folder is gone
  'file-denied', // no permission for a local file or folder
  'file-changed', // the file changed while it was read
  'disk-full', // no space left on a local disk
  'io', // another local read or write failure
  // stores
  'key-refused', // unknown access key or wrong secret
  'access-denied', // the key is fine, the act is not allowed
  'not-owner', // the album is somebody else's, or nobody is signed in as its owner
  'wrong-region', // the bucket lives elsewhere
  'clock-skew', // this computer's clock is too far from the store's
  'host-unknown', // DNS does not know the name
  'unreachable', // refused, reset, timed out, offline
  'tls', // the certificate is not trusted or TLS failed
  'bucket-taken', // the bucket name belongs to someone else or already exists
  'bucket-name', // the bucket name is not legal
  'bucket-missing', // the bucket does not exist
  'precondition', // a conditional request did not hold
  'integrity', // bytes stored differ from bytes read
  'archived', // the object is in an archive and must be restored first
  'quota', // the store is full for this account
  'throttled', // the store asks to slow down
  'store-busy', // 5xx: the store has a problem of its own
  'unsupported', // this store cannot do that
  'uploads-held', // a person paused all uploads, or a rule of Settings holds them back
  'upload-gone', // the multipart upload is not known to the store any more
  // mail
  'mail-set-up', // there is no mail account yet
  'mail-sign-in', // the mail server refused user or password, or asks for them
  'mail-unreachable', // the mail server was not found or does not answer as one
  'mail-tls', // its certificate is not trusted, or it offers no encryption
  'mail-later', // it asks to try again later (4xx)
  'mail-recipient', // it refuses this recipient
  'mail-letters', // it cannot be told an address with letters beyond a to z before the @
  'mail-refused', // it refuses the sender or what the mail says
  'mail-size', // it takes no mail of this size
  'mail-unsure', // it may have arrived, or not
  'mail-gone', // what it would bring has ended
  'too-many-codes', // codes for signing in were asked for too often
  // shares that were received
  'share-link', // no link of a share, or only a part of one
  'share-asks', // a page that asks for photos: for a browser
  'share-not-https', // plain http to a computer that is not of the local network
  'share-code', // the code does not open what the link names
  'share-ended', // its time is over, it was revoked, or its link ended
  'share-damaged', // changed, swapped or older than what was seen before
  'share-newer', // made by a newer CAOS
  'read-only', // an album that somebody shared: only its sender changes it
  // media
  'media-broken', // not decodable
  'media-timeout', // took too long to decode
  'media-crashed', // the decoder died on it
  'vault', // secrets cannot be read or written
  'internal', // a defect of ours
] as const;
export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** `later`: the same act may succeed by itself in time. `after-user`: a person must change something first. */
export const Retry = z.enum(['never', 'later', 'after-user']);
export type Retry = z.infer<typeof Retry>;

/**
 * An error as a value, for IPC, threads, sockets and rows. `message` is a plain English sentence: what happened, to what, what to
 * do now; no secrets. The renderer may translate by `code` with `params` and falls back to `message`. `details` folds out
 * (request id, status, foreign code).
 */
export const WireError = z.object({
  code: ErrorCode,
  message: z.string(),
  retry: Retry,
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  details: z.string().optional(),
});
export type WireError = z.infer<typeof WireError>;

export interface AppErrorInit {
  retry?: Retry;
  params?: Record<string, string | number>;
  details?: string;
  cause?: unknown;
}

const defaultRetry: Partial<Record<ErrorCode, Retry>> = {
  unreachable: 'later',
  'host-unknown': 'later',
  throttled: 'later',
  'store-busy': 'later',
  'uploads-held': 'later',
  'upload-gone': 'later',
  'mail-unreachable': 'later',
  'mail-tls': 'later',
  'mail-later': 'later',
  'mail-gone': 'never',
  'too-many-codes': 'later',
  'read-only': 'never',
  integrity: 'later',
  'file-changed': 'later',
  io: 'later',
  internal: 'never',
  cancelled: 'never',
  precondition: 'never',
  'already-exists': 'never',
  'not-found': 'never',
  'media-broken': 'never',
  'media-crashed': 'never',
  'media-timeout': 'never',
  unsupported: 'never',
};

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly params: Record<string, string | number> | undefined;
  readonly details: string | undefined;

  constructor(code: ErrorCode, message: string, init: AppErrorInit = {}) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.retry = init.retry ?? defaultRetry[code] ?? 'after-user';
    this.params = init.params;
    this.details = init.details;
  }
}

export function toWire(error: unknown): WireError {
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: error.message,
      retry: error.retry,
      ...(error.params && { params: error.params }),
      ...(error.details && { details: error.details }),
    };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'cancelled', message: 'It was cancelled.', retry: 'never' };
  }
  const details = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'internal',
    message: 'Something went wrong inside CAOS. Nothing already stored is lost.',
    retry: 'never',
    details,
  };
}

export function fromWire(wire: WireError): AppError {
  return new AppError(wire.code, wire.message, {
    retry: wire.retry,
    ...(wire.params && { params: wire.params }),
    ...(wire.details && { details: wire.details }),
  });
}
