/** Translates everything an S3 store or the SDK can say into our codes; what the network says, network-errors.ts translates. */
import { AppError } from '../../../../src-shared/app-error';
import { cancelledError, isAbort } from '../../cancellation';
import { networkError } from '../../network-errors';
import type { Facts, Row, S3Call } from './error-rows';
import * as rows from './error-rows';

export type { S3Call } from './error-rows';

/** By the store's own code: S3 API reference, “Error responses”, and what Ceph, s3api, MinIO, R2, B2 and Wasabi say besides. */
const byName: Record<string, Row> = {
  // who asks (S3 API reference, “Error responses”; R2: Unauthorized; B2: UnauthorizedAccess)
  SignatureDoesNotMatch: rows.keyRefused,
  InvalidAccessKeyId: rows.keyRefused,
  InvalidAccessKey: rows.keyRefused,
  InvalidSecurity: rows.keyRefused,
  NoSuchUser: rows.keyRefused,
  Unauthorized: rows.keyRefused,
  UnauthorizedAccess: rows.keyRefused,
  InvalidClientTokenId: rows.keyRefused,
  InvalidToken: rows.sessionEnded,
  ExpiredToken: rows.sessionEnded,
  ExpiredTokenException: rows.sessionEnded,
  TokenRefreshRequired: rows.sessionEnded,
  AccessDenied: rows.accessDenied,
  AccessDeniedException: rows.accessDenied,
  AllAccessDisabled: rows.accessDenied,
  InvalidPayer: rows.accessDenied,
  AccountProblem: rows.accountProblem,
  NotSignedUp: rows.accountProblem,
  UserSuspended: rows.accountProblem, // Ceph
  'KMS.DisabledException': rows.encryptionKeyUnusable,
  'KMS.NotFoundException': rows.encryptionKeyUnusable,
  'KMS.InvalidStateException': rows.encryptionKeyUnusable,
  'KMS.KMSInvalidStateException': rows.encryptionKeyUnusable,
  'KMS.InvalidKeyUsageException': rows.encryptionKeyUnusable,
  // where and when
  RequestTimeTooSkewed: rows.clockSkew,
  RequestExpired: rows.clockSkew,
  ExpiredRequest: rows.clockSkew, // R2
  RequestInTheFuture: rows.clockSkew,
  AuthorizationHeaderMalformed: rows.wrongRegion,
  PermanentRedirect: rows.wrongRegion,
  TemporaryRedirect: rows.wrongRegion,
  Redirect: rows.wrongRegion,
  IllegalLocationConstraintException: rows.wrongRegion,
  InvalidLocationConstraint: rows.wrongRegion,
  InvalidRegionName: rows.wrongRegion, // R2
  InvalidRegion: rows.wrongRegion, // MinIO
  InsecureClientRequest: rows.needsTls, // MinIO
  // buckets
  BucketAlreadyExists: rows.bucketTaken,
  BucketAlreadyOwnedByYou: rows.bucketTaken,
  BucketNameUnavailable: rows.bucketTaken,
  InvalidBucketName: rows.bucketName,
  NoSuchBucket: rows.bucketMissing,
  BucketNotEmpty: rows.bucketNotEmpty,
  TooManyBuckets: rows.tooManyBuckets,
  // objects
  NoSuchKey: rows.notFound,
  NoSuchVersion: rows.notFound,
  NotFound: rows.notFound,
  NoSuchUpload: rows.uploadGone,
  InvalidObjectState: rows.archived,
  ObjectNotInActiveTierError: rows.archived,
  PreconditionFailed: rows.precondition,
  XMinioObjectExistsAsDirectory: rows.keyRejected,
  XMinioParentIsObject: rows.keyRejected,
  XMinioInvalidObjectName: rows.keyRejected,
  KeyTooLongError: rows.keyTooLong,
  KeyTooLong: rows.keyTooLong, // StorageGRID
  InvalidRange: rows.badRange,
  MetadataTooLarge: rows.tooMuchMetadata,
  RequestHeaderSectionTooLarge: rows.tooMuchMetadata,
  EntityTooSmall: rows.partTooSmall,
  // room
  EntityTooLarge: rows.tooLarge,
  QuotaExceeded: rows.quota, // Ceph, Wasabi
  InsufficientCapacity: rows.quota,
  StorageCapExceeded: rows.quota, // B2
  XMinioStorageFull: rows.quota,
  XMinioAdminBucketQuotaExceeded: rows.quota,
  // not now
  SlowDown: rows.throttled,
  SlowDownRead: rows.throttled, // MinIO
  SlowDownWrite: rows.throttled,
  TooManyRequests: rows.throttled,
  Throttling: rows.throttled,
  ThrottlingException: rows.throttled,
  RequestLimitExceeded: rows.throttled,
  BandwidthLimitExceeded: rows.throttled,
  RequestTimeout: rows.unreachable,
  ClientDisconnect: rows.unreachable, // R2
  InternalError: rows.storeBusy,
  ServiceUnavailable: rows.storeBusy,
  XMinioServerNotInitialized: rows.storeBusy,
  XMinioBackendDown: rows.storeBusy,
  OperationAborted: rows.otherAtWork,
  ConditionalRequestConflict: rows.otherAtWork,
  // damaged
  BadDigest: rows.integrity,
  InvalidDigest: rows.integrity,
  XAmzContentSHA256Mismatch: rows.integrity,
  XAmzContentChecksumMismatch: rows.integrity,
  IncompleteBody: rows.integrity,
  InvalidPart: rows.integrity,
  // not at all. Swift's s3api says MalformedXML to what it does not know.
  NotImplemented: rows.unsupported,
  MethodNotAllowed: rows.unsupported,
  MalformedXML: rows.unsupported,
  MissingContentLength: rows.unsupported,
  AccessControlListNotSupported: rows.unsupported,
  InvalidEncryptionAlgorithmError: rows.unsupported,
  InvalidStorageClass: rows.tierUnknown,
};
const byStatus: Record<number, Row> = {
  301: rows.wrongRegion,
  307: rows.wrongRegion,
  401: rows.keyRefused,
  402: rows.accountProblem,
  403: rows.accessDenied,
  404: rows.notFound,
  405: rows.unsupported,
  408: rows.unreachable,
  411: rows.unsupported,
  412: rows.precondition,
  413: rows.tooLarge,
  416: rows.badRange,
  429: rows.throttled,
  501: rows.unsupported,
  503: rows.storeBusy,
  507: rows.quota,
};
/** To a request about no bucket, answers that carry no code of S3 mean that something else answers; these mean what they say. */
const sayWhatTheyMean = new Set([401, 402, 408, 413, 429]);

interface ForeignError {
  name?: string;
  Code?: string;
  code?: string;
  message?: string;
  Region?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string; extendedRequestId?: string };
  $response?: { statusCode?: number; headers?: Record<string, string> };
}

function factsOf(error: ForeignError): Facts {
  const headers = error.$response?.headers ?? {};
  const retryAfter = Number(headers['retry-after']);
  return {
    name: error.Code ?? error.name ?? '',
    message: (error.message ?? '').trim().replace(/\.$/, ''),
    status: error.$metadata?.httpStatusCode ?? error.$response?.statusCode,
    requestId: error.$metadata?.requestId ?? headers['x-amz-request-id'] ?? headers['x-trans-id'],
    hostId: error.$metadata?.extendedRequestId ?? headers['x-amz-id-2'],
    retryAfterS: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
    region:
      error.Region ?? headers['x-amz-bucket-region'] ?? /expecting '([^']+)'/.exec(error.message ?? '')?.[1],
  };
}

/** True for a page of HTML, JSON or nothing at all where an error in XML was expected. */
const isCodeless = ({ Code }: ForeignError): boolean => Code === undefined || Code === 'Unknown';

function rowOf(error: ForeignError, facts: Facts, call: S3Call): Row | null {
  if (isCodeless(error) && facts.status !== undefined && !facts.region) {
    const redirects = facts.status >= 300 && facts.status < 400;
    if (redirects && (!call.bucket || byStatus[facts.status] === undefined)) return rows.noStore;
    const refuses = (facts.status >= 400 && facts.status < 500) || facts.status === 501;
    if (refuses && !call.bucket && !sayWhatTheyMean.has(facts.status)) return rows.noStore;
  }
  const named = byName[facts.name];
  // B2 has no code of its own for an account whose bounds are reached.
  if (named === rows.accessDenied && /cap exceeded/i.test(facts.message)) return rows.quota;
  if (named) return named;
  if (facts.name === 'TimeoutError') return rows.unreachable;
  if (facts.status === undefined) return null;
  // A page of HTML or JSON where XML was expected.
  if (facts.status < 300 || facts.name === 'SyntaxError') return rows.noStore;
  // A HEAD has no body to carry a code: then the status has to do, and the region AWS adds to it.
  if (facts.status === 400 && facts.region && facts.region !== call.region) return rows.wrongRegion;
  return byStatus[facts.status] ?? (facts.status >= 500 ? rows.storeBusy : rows.badInput);
}

/** The store's own code (`NoSuchTagSet`), '' when there is none. For answers that mean “nothing set”, which are no errors. */
export const foreignCode = (error: unknown): string => {
  const cause = error instanceof AppError ? error.cause : error;
  return typeof cause === 'object' && cause !== null ? factsOf(cause as ForeignError).name : '';
};

/** True for an error that came without the store's own code, as every answer to a HEAD does. */
export function lacksCode(error: unknown): boolean {
  const { name, status } = factsOf(error as ForeignError);
  return status !== undefined && status !== 404 && byName[name] === undefined;
}

/** AppErrors pass unchanged; what nobody knows is `internal` with the foreign name in its details. */
export function translateS3Error(error: unknown, call: S3Call): AppError {
  if (error instanceof AppError) return error;
  if (isAbort(error)) return cancelledError(error);
  const ofNetwork = networkError(error, call.host);
  if (ofNetwork) return ofNetwork;
  const facts = factsOf((error ?? {}) as ForeignError);
  const details = [
    facts.status !== undefined && `HTTP ${facts.status}`,
    facts.name && facts.name !== 'Error' && facts.name,
    facts.message,
    facts.requestId && `request ${facts.requestId}`,
    facts.hostId && facts.hostId !== facts.requestId && `host ${facts.hostId}`,
  ]
    .filter(Boolean)
    .join(' · ');
  const row = rowOf((error ?? {}) as ForeignError, facts, call);
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
      ...placeOf(call),
      ...(facts.region && { region: facts.region }),
      ...(facts.retryAfterS && { retryAfterS: facts.retryAfterS }),
    },
    cause: error,
    details,
  });
}

const placeOf = ({ host, bucket, key, profile }: S3Call): Record<string, string> => ({
  host,
  ...(bucket && { bucket }),
  ...(key && { key }),
  ...(profile && { profile }),
});

/** An error that we find ourselves, in the words of the store's own. */
const found = (row: Row, call: S3Call, cause?: unknown): AppError =>
  new AppError(row.code, row.message(call, factsOf({})), {
    ...(row.retry && { retry: row.retry }),
    params: placeOf(call),
    cause,
  });
export const illegalBucketName = (call: S3Call): AppError => found(rows.bucketName, call);
export const bucketIsTaken = (call: S3Call): AppError => found(rows.bucketTaken, call);
export const bucketIsMissing = (call: S3Call): AppError => found(rows.bucketMissing, call);
export const objectIsMissing = (call: S3Call): AppError => found(rows.notFound, call);
export const unreadableCertificate = (call: S3Call): AppError => found(rows.badCertificate, call);
export const damagedOnTheWay = (call: S3Call): AppError => found(rows.integrity, call);
export const answersNoStore = (call: S3Call): AppError => found(rows.noStore, call);
export const notAnswered = (call: S3Call): AppError => found(rows.unreachable, call);
export const uploadIsGone = (call: S3Call, cause: unknown): AppError => found(rows.uploadGone, call, cause);

export const isCode = (error: unknown, ...codes: Array<AppError['code']>): error is AppError =>
  error instanceof AppError && codes.includes(error.code);
