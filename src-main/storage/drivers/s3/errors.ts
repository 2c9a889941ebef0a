/** Translates everything an S3 store, the network or the SDK can say into our codes, each with a sentence that names the host. */
import { AppError, type ErrorCode, type Retry } from '../../../../src-shared/app-error';
import { cancelledError, isAbort } from '../../cancellation';

/** What the failed call was about. */
export interface S3Call {
  /** Host of the endpoint, for sentences. */
  host: string;
  region: string;
  bucket?: string;
  key?: string;
}
interface Row {
  code: ErrorCode;
  message: (call: S3Call, facts: Facts) => string;
  retry?: Retry;
}
/** What the foreign error tells. */
interface Facts {
  name: string;
  message: string;
  status: number | undefined;
  errno: string | undefined;
  requestId: string | undefined;
  retryAfterS: number | undefined;
  region: string | undefined;
}

const bucketOf = (call: S3Call): string => `“${call.bucket ?? ''}”`;
const subject = (call: S3Call): string =>
  call.key ? `“${call.key}”` : call.bucket ? `“${call.bucket}”` : 'its buckets';

const keyRefused: Row = {
  code: 'key-refused',
  message: ({ host }) =>
    `${host} refused the access key or its secret. Check both in the connection; they may have been replaced or revoked.`,
};
const accessDenied: Row = {
  code: 'access-denied',
  message: (call) =>
    `${call.host} knows the key, but does not allow it to use ${subject(call)}. Ask the owner of the store for permission, or use another key.`,
};
const wrongRegion: Row = {
  code: 'wrong-region',
  message: (call, { region }) =>
    region && region !== call.region
      ? `${call.bucket ? `The bucket ${bucketOf(call)}` : call.host} is in the region “${region}”, not “${call.region}”. Change the region of the connection to “${region}”.`
      : `${call.host} does not answer for the region “${call.region}”. Look up the region at your provider and change it in the connection.`,
};
const clockSkew: Row = {
  code: 'clock-skew',
  message: ({ host }) =>
    `The clock of this computer differs too much from that of ${host}. Set date, time and time zone to automatic, then try again.`,
};
const bucketTaken: Row = {
  code: 'bucket-taken',
  message: (call) => `The bucket name ${bucketOf(call)} is taken at ${call.host}. Choose another name.`,
};
const bucketName: Row = {
  code: 'bucket-name',
  message: (call) =>
    `${bucketOf(call)} cannot be the name of a bucket. Use 3 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit.`,
};
const bucketMissing: Row = {
  code: 'bucket-missing',
  message: (call) =>
    `The bucket ${bucketOf(call)} does not exist at ${call.host}. Make it again, or remove the album.`,
};
const notFound: Row = {
  code: 'not-found',
  message: (call) => `${subject(call)} is not in the bucket ${bucketOf(call)} any more.`,
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
const archived: Row = {
  code: 'archived',
  message: (call) =>
    `${subject(call)} is in the archive of ${call.host}. Ask the store to restore it; that can take hours.`,
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
const bucketNotEmpty: Row = {
  code: 'precondition',
  message: (call) => `The bucket ${bucketOf(call)} still holds objects. Move them away first.`,
};
const badInput: Row = {
  code: 'bad-input',
  message: (call, { message }) =>
    `${call.host} did not accept the request for ${subject(call)}: ${message || 'no reason given'}.`,
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
  message: ({ host }) => `${host} does not answer like an S3 store. Check the address of the connection.`,
};
const hostUnknown: Row = {
  code: 'host-unknown',
  message: ({ host }) =>
    `No computer named ${host} was found. Check the address of the connection, and whether this computer is online.`,
};
const unreachable: Row = {
  code: 'unreachable',
  message: ({ host }) =>
    `${host} does not answer. Check the network and the address of the connection; it goes on when the store answers again.`,
};
const tls: Row = {
  code: 'tls',
  message: ({ host }) =>
    `The secure connection to ${host} failed: its certificate is not trusted. Check the address, or install the certificate of its issuer.`,
};

const certificateExpired: Row = {
  code: 'tls',
  message: ({ host }) =>
    `The certificate of ${host} is not valid today. Check the date of this computer; if it is right, tell whoever runs the store.`,
};
const certificateOfOther: Row = {
  code: 'tls',
  message: ({ host }) =>
    `The certificate that ${host} shows belongs to another name. Check the address of the connection.`,
};
const noTls: Row = {
  code: 'tls',
  message: ({ host }) =>
    `${host} does not speak TLS there. Check the address and port; in a network you trust, http:// may be meant.`,
};

/** By the store's own code (S3 API reference, “Error responses”, and what Swift's s3api and radosgw say). */
const byName: Record<string, Row> = {
  SignatureDoesNotMatch: keyRefused,
  InvalidAccessKeyId: keyRefused,
  InvalidAccessKey: keyRefused,
  InvalidToken: keyRefused,
  ExpiredToken: keyRefused,
  InvalidSecurity: keyRefused,
  AccessDenied: accessDenied,
  AllAccessDisabled: accessDenied,
  AccountProblem: accessDenied,
  RequestTimeTooSkewed: clockSkew,
  RequestExpired: clockSkew,
  AuthorizationHeaderMalformed: wrongRegion,
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  InvalidLocationConstraint: wrongRegion,
  InvalidRegionName: wrongRegion,
  BucketAlreadyExists: bucketTaken,
  BucketAlreadyOwnedByYou: bucketTaken,
  InvalidBucketName: bucketName,
  NoSuchBucket: bucketMissing,
  BucketNotEmpty: bucketNotEmpty,
  NoSuchKey: notFound,
  NotFound: notFound,
  NoSuchUpload: uploadGone,
  SlowDown: throttled,
  TooManyRequests: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  RequestLimitExceeded: throttled,
  RequestTimeout: unreachable,
  InternalError: storeBusy,
  ServiceUnavailable: storeBusy,
  OperationAborted: storeBusy,
  BadDigest: integrity,
  InvalidDigest: integrity,
  XAmzContentSHA256Mismatch: integrity,
  IncompleteBody: integrity,
  InvalidPart: integrity,
  InvalidObjectState: archived,
  QuotaExceeded: quota,
  EntityTooLarge: quota,
  TooManyBuckets: quota,
  PreconditionFailed: precondition,
  ConditionalRequestConflict: storeBusy,
  NotImplemented: unsupported,
  KeyTooLongError: keyTooLong,
  InvalidRange: badRange,
};
const byStatus: Record<number, Row> = {
  301: wrongRegion,
  307: wrongRegion,
  401: keyRefused,
  403: accessDenied,
  404: notFound,
  408: unreachable,
  411: unsupported,
  412: precondition,
  413: quota,
  416: badRange,
  429: throttled,
  501: unsupported,
  503: storeBusy,
  507: quota,
};
const byErrno: Record<string, Row> = {
  ENOTFOUND: hostUnknown,
  EAI_AGAIN: hostUnknown,
  EAI_NODATA: hostUnknown,
  EAI_NONAME: hostUnknown,
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ECONNABORTED: unreachable,
  EPIPE: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  EHOSTDOWN: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  EADDRNOTAVAIL: unreachable,
  ERR_STREAM_PREMATURE_CLOSE: unreachable,
  EPROTO: noTls,
  CERT_HAS_EXPIRED: certificateExpired,
  CERT_NOT_YET_VALID: certificateExpired,
  ERR_TLS_CERT_ALTNAME_INVALID: certificateOfOther,
  DEPTH_ZERO_SELF_SIGNED_CERT: tls,
  SELF_SIGNED_CERT_IN_CHAIN: tls,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls,
  UNABLE_TO_GET_ISSUER_CERT: tls,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls,
  HOSTNAME_MISMATCH: tls,
};
const tlsPattern = /^(CERT_|ERR_TLS|ERR_SSL)/;

interface ForeignError {
  name?: string;
  Code?: string;
  code?: string;
  message?: string;
  Region?: string;
  errors?: ForeignError[];
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number; headers?: Record<string, string> };
}

function factsOf(error: ForeignError): Facts {
  const headers = error.$response?.headers ?? {};
  const first = error.errors?.[0]; // Node tries IPv6 and IPv4 at once and tells of both
  const retryAfter = Number(headers['retry-after']);
  return {
    name: error.Code ?? error.name ?? '',
    message: (error.message ?? '').trim().replace(/\.$/, ''),
    status: error.$metadata?.httpStatusCode ?? error.$response?.statusCode,
    errno: error.code ?? first?.code,
    requestId: error.$metadata?.requestId ?? headers['x-amz-request-id'] ?? headers['x-trans-id'],
    retryAfterS: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
    region:
      error.Region ?? headers['x-amz-bucket-region'] ?? /expecting '([^']+)'/.exec(error.message ?? '')?.[1],
  };
}

function rowOf(facts: Facts): Row | null {
  const named = byName[facts.name];
  // A HEAD has no body to carry a code: then the status has to do.
  if (named) return named;
  if (facts.errno && byErrno[facts.errno]) return byErrno[facts.errno] as Row;
  if (facts.errno && tlsPattern.test(facts.errno)) return tls;
  if (facts.errno?.startsWith('HPE_')) return noStore;
  if (facts.name === 'TimeoutError') return unreachable;
  if (facts.status === undefined) return null;
  // A page of HTML or JSON where XML was expected.
  if (facts.status < 300 || facts.name === 'SyntaxError') return noStore;
  return byStatus[facts.status] ?? (facts.status >= 500 ? storeBusy : badInput);
}

/** True for an error that came without the store's own code, as every answer to a HEAD does. */
export function lacksCode(error: unknown): boolean {
  const { name, status } = factsOf(error as ForeignError);
  return status !== undefined && status !== 404 && byName[name] === undefined;
}

/** AppErrors pass unchanged; what nobody knows is `internal` with the foreign name in its details. */
export function translateS3Error(error: unknown, call: S3Call): AppError {
  if (error instanceof AppError) return error;
  if (isAbort(error)) return cancelledError(error);
  const facts = factsOf((error ?? {}) as ForeignError);
  const details = [
    facts.status !== undefined && `HTTP ${facts.status}`,
    facts.name && facts.name !== 'Error' && facts.name,
    facts.errno,
    facts.message,
    facts.requestId && `request ${facts.requestId}`,
  ]
    .filter(Boolean)
    .join(' · ');
  const row = rowOf(facts);
  if (!row) {
    return new AppError(
      'internal',
      `Talking to ${call.host} failed in a way CAOS does not know. Nothing already stored is lost.`,
      { cause: error, details },
    );
  }
  return new AppError(row.code, row.message(call, facts), {
    ...(row.retry && { retry: row.retry }),
    params: {
      host: call.host,
      ...(call.bucket && { bucket: call.bucket }),
      ...(call.key && { key: call.key }),
      ...(facts.region && { region: facts.region }),
      ...(facts.retryAfterS && { retryAfterS: facts.retryAfterS }),
    },
    cause: error,
    details,
  });
}

export const illegalBucketName = (call: S3Call): AppError =>
  new AppError(bucketName.code, bucketName.message(call, factsOf({})), {
    params: { bucket: call.bucket ?? '' },
  });
export const bucketIsTaken = (call: S3Call): AppError =>
  new AppError(bucketTaken.code, bucketTaken.message(call, factsOf({})), {
    params: { bucket: call.bucket ?? '' },
  });
export const damagedOnTheWay = (call: S3Call): AppError =>
  new AppError(integrity.code, integrity.message(call, factsOf({})), { params: { key: call.key ?? '' } });
export const uploadIsGone = (call: S3Call, cause: unknown): AppError =>
  new AppError(uploadGone.code, uploadGone.message(call, factsOf({})), {
    params: { key: call.key ?? '' },
    cause,
  });
