/** Translates everything a Swift store or the network can say into our codes, each with a sentence that names the host. */
import { AppError, type ErrorCode, type Retry } from '../../../../src-shared/app-error';
import { cancelledError, isAbort } from '../../cancellation';
import { BodyLengthError } from '../../http-client';
import { networkError } from '../../network-errors';

/** What the failed call was about. */
export interface SwiftCall {
  /** Host of the account, for sentences. */
  host: string;
  bucket?: string;
  key?: string;
}
/** What the answer tells. */
export interface AnswerFacts {
  status: number;
  method: string;
  /** The request had a condition (If-None-Match, If-Match). */
  conditional: boolean;
  /** First line of the body. */
  reason: string;
  requestId: string | undefined;
  retryAfterS: number | undefined;
}
interface Row {
  code: ErrorCode;
  message: (call: SwiftCall, reason: string) => string;
  retry?: Retry;
}

const container = (call: SwiftCall): string => `“${call.bucket ?? ''}”`;
const subject = (call: SwiftCall): string =>
  call.key ? `“${call.key}”` : call.bucket ? `“${call.bucket}”` : 'its containers';

const keyRefused: Row = {
  code: 'key-refused',
  message: ({ host }) =>
    `${host} does not take the token that it gave for this user. Check user and password in the connection; they may have been replaced or revoked.`,
};
const tokenEnded: Row = {
  code: 'store-busy',
  message: (call) => `The session at ${call.host} ended while ${subject(call)} was sent. It is sent again.`,
};
const accessDenied: Row = {
  code: 'access-denied',
  message: (call) =>
    `${call.host} knows the user, but does not allow it to use ${subject(call)}. Ask the owner of the store for permission, or use another user.`,
};
const accountMissing: Row = {
  code: 'access-denied',
  message: ({ host }) =>
    `${host} has no storage account for this user. Ask your provider to make one, or use another project.`,
};
const bucketTaken: Row = {
  code: 'bucket-taken',
  message: (call) => `A container named ${container(call)} is at ${call.host} already. Choose another name.`,
};
const bucketName: Row = {
  code: 'bucket-name',
  message: (call) =>
    `${container(call)} cannot be the name of a container. Use 1 to 256 bytes of any characters but the slash.`,
};
const bucketMissing: Row = {
  code: 'bucket-missing',
  message: (call) =>
    `The container ${container(call)} does not exist at ${call.host}. Make it again, or remove the album.`,
};
const bucketNotEmpty: Row = {
  code: 'precondition',
  message: (call) => `The container ${container(call)} still holds objects. Move them away first.`,
};
const notFound: Row = {
  code: 'not-found',
  message: (call) => `${subject(call)} is not in the container ${container(call)} any more.`,
};
const uploadGone: Row = {
  code: 'upload-gone',
  message: (call) =>
    `${call.host} does not know the unfinished upload of ${subject(call)} any more. It begins again.`,
};
const throttled: Row = {
  code: 'throttled',
  message: ({ host }) => `${host} asks to slow down. It goes on by itself in a moment.`,
};
const storeBusy: Row = {
  code: 'store-busy',
  message: ({ host }) => `${host} has a problem of its own. It is tried again by itself.`,
};
const integrity: Row = {
  code: 'integrity',
  message: (call) => `${subject(call)} arrived changed at ${call.host} and was not kept. It is sent again.`,
};
/** What Swift answers to reading a manifest whose first parts are missing or others, and to a link that leads nowhere. */
const incomplete: Row = {
  code: 'integrity',
  retry: 'after-user',
  message: (call) =>
    `${subject(call)} is incomplete at ${call.host}: parts of it are missing or were changed there. Take it from another copy, or store it anew.`,
};
const quota: Row = {
  code: 'quota',
  message: (call) =>
    `${call.host} has no room left for this account, or ${subject(call)} is larger than it accepts. Free space or ask your provider for more.`,
};
const unsupported: Row = {
  code: 'unsupported',
  message: ({ host }) => `${host} cannot do what was asked of it.`,
};
const precondition: Row = {
  code: 'precondition',
  message: (call) => `${subject(call)} is there already and was left as it is.`,
};
const badInput: Row = {
  code: 'bad-input',
  message: (call, reason) =>
    `${call.host} did not accept the request for ${subject(call)}: ${reason || 'no reason given'}.`,
};
const badRange: Row = {
  code: 'bad-input',
  message: (call) => `The range that was asked for is not in ${subject(call)}.`,
};
const keyTooLong: Row = {
  code: 'bad-input',
  message: (call) => `The name ${subject(call)} is too long for ${call.host}. Shorten it and try again.`,
};
const noStore: Row = {
  code: 'unsupported',
  retry: 'after-user',
  message: ({ host }) => `${host} does not answer like a Swift store. Check the address of the connection.`,
};
const unreachable: Row = {
  code: 'unreachable',
  message: (call) =>
    `The line to ${call.host} broke while ${subject(call)} was under way. It is tried again by itself.`,
};

/** OpenStack Swift API reference; 498 is what its rate limiter says by default, 499 that it lost us while it read. */
const byStatus: Record<number, Row> = {
  401: keyRefused,
  403: accessDenied,
  405: unsupported,
  408: unreachable,
  409: storeBusy,
  411: unsupported,
  413: quota,
  414: keyTooLong,
  416: badRange,
  422: integrity,
  429: throttled,
  498: throttled,
  499: unreachable,
  501: unsupported,
  507: quota,
};

function rowOf(facts: AnswerFacts, call: SwiftCall): Row {
  const { status } = facts;
  if (status === 404) return call.key ? notFound : call.bucket ? bucketMissing : accountMissing;
  if (status === 409 && facts.method === 'DELETE' && !call.key) return bucketNotEmpty;
  if (status === 409 && facts.method === 'GET') return incomplete;
  if (status === 412) return facts.conditional ? precondition : badInput;
  if (status === 503 && facts.retryAfterS !== undefined) return throttled;
  const row = byStatus[status];
  if (row) return row;
  if (status >= 500) return storeBusy;
  return status >= 400 ? badInput : noStore;
}

function errorOf(row: Row, call: SwiftCall, facts: Partial<AnswerFacts> = {}, cause?: unknown): AppError {
  const details = [
    facts.status !== undefined && `HTTP ${facts.status}`,
    facts.reason,
    facts.requestId && `request ${facts.requestId}`,
  ]
    .filter(Boolean)
    .join(' · ');
  return new AppError(row.code, row.message(call, (facts.reason ?? '').replace(/\.$/, '')), {
    ...(row.retry && { retry: row.retry }),
    params: {
      host: call.host,
      ...(call.bucket && { bucket: call.bucket }),
      ...(call.key && { key: call.key }),
      ...(facts.retryAfterS !== undefined && { retryAfterS: facts.retryAfterS }),
    },
    ...(details && { details }),
    ...(cause !== undefined && { cause }),
  });
}

/** An answer that is no success. */
export const translateSwiftAnswer = (facts: AnswerFacts, call: SwiftCall): AppError =>
  errorOf(rowOf(facts, call), call, facts);

/** What Node throws; AppErrors pass unchanged; what nobody knows is `internal` with the foreign name in its details. */
export function translateSwiftError(error: unknown, call: SwiftCall): AppError {
  if (error instanceof AppError) return error;
  if (isAbort(error)) return cancelledError(error);
  if (error instanceof BodyLengthError) return errorOf(integrity, call, { reason: error.message }, error);
  const ofNetwork = networkError(error, call.host);
  if (ofNetwork) return ofNetwork;
  return new AppError(
    'internal',
    `Talking to ${call.host} failed in a way CAOS does not know. Nothing already stored is lost.`,
    { cause: error, details: error instanceof Error ? `${error.name}: ${error.message}` : String(error) },
  );
}

export const illegalBucketName = (call: SwiftCall): AppError => errorOf(bucketName, call);
export const bucketIsTaken = (call: SwiftCall): AppError => errorOf(bucketTaken, call);
export const bucketIsMissing = (call: SwiftCall): AppError => errorOf(bucketMissing, call);
export const objectIsMissing = (call: SwiftCall): AppError => errorOf(notFound, call);
export const isThereAlready = (call: SwiftCall): AppError => errorOf(precondition, call);
export const nameIsTooLong = (call: SwiftCall): AppError => errorOf(keyTooLong, call);
export const rangeIsOutside = (call: SwiftCall): AppError => errorOf(badRange, call);
export const noSwiftThere = (call: SwiftCall): AppError => errorOf(noStore, call);
export const damagedOnTheWay = (call: SwiftCall, reason?: string): AppError =>
  errorOf(integrity, call, reason ? { reason } : {});
export const sessionEnded = (call: SwiftCall): AppError => errorOf(tokenEnded, call, { status: 401 });
export const uploadIsGone = (call: SwiftCall, cause?: unknown): AppError =>
  errorOf(uploadGone, call, {}, cause);
export const cannot = (message: string): AppError => new AppError('unsupported', message);
