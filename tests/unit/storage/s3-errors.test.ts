/** Every foreign error there is a row for, in the shapes that the SDK, Node and real stores give them. */
import { describe, expect, it } from 'vitest';
import { lacksCode, translateS3Error } from '../../../src-main/storage/drivers/s3/errors';
import { AppError, type ErrorCode, type Retry } from '../../../src-shared/app-error';

const call = { host: 'store.example', region: 'eu-west-1', bucket: 'wedding', key: 'a.jpg' };
const answer = (name: string, status: number, extra: Record<string, unknown> = {}) =>
  Object.assign(new Error(`${name} message.`), {
    name,
    $metadata: { httpStatusCode: status, requestId: 'tx1' },
    ...extra,
  });
const network = (code: string, name = 'Error') => Object.assign(new Error(`connect ${code}`), { code, name });

const table: Array<[string, unknown, ErrorCode, Retry]> = [
  ['wrong secret', answer('SignatureDoesNotMatch', 403), 'key-refused', 'after-user'],
  ['unknown key', answer('InvalidAccessKeyId', 403), 'key-refused', 'after-user'],
  ['ended session', answer('ExpiredToken', 400), 'key-refused', 'after-user'],
  ['401 without a code', answer('UnknownError', 401), 'key-refused', 'after-user'],
  ['not allowed', answer('AccessDenied', 403), 'access-denied', 'after-user'],
  ['403 to a HEAD', answer('403', 403), 'access-denied', 'after-user'],
  ['clock', answer('RequestTimeTooSkewed', 403), 'clock-skew', 'after-user'],
  [
    'region in the signature',
    answer('AuthorizationHeaderMalformed', 400, { Region: 'eu-north-1' }),
    'wrong-region',
    'after-user',
  ],
  ['region by redirect', answer('PermanentRedirect', 301), 'wrong-region', 'after-user'],
  ['301 to a HEAD', answer('UnknownError', 301), 'wrong-region', 'after-user'],
  ['no such host', network('ENOTFOUND'), 'host-unknown', 'later'],
  ['no DNS', network('EAI_AGAIN'), 'host-unknown', 'later'],
  ['refused', network('ECONNREFUSED'), 'unreachable', 'later'],
  [
    'refused on both protocols',
    Object.assign(new AggregateError([network('ECONNREFUSED')]), {}),
    'unreachable',
    'later',
  ],
  ['reset', network('ECONNRESET'), 'unreachable', 'later'],
  ['broken pipe', network('EPIPE'), 'unreachable', 'later'],
  ['timed out', network('ETIMEDOUT', 'TimeoutError'), 'unreachable', 'later'],
  ['timed out by the SDK', Object.assign(new Error('x'), { name: 'TimeoutError' }), 'unreachable', 'later'],
  ['offline', network('ENETUNREACH'), 'unreachable', 'later'],
  ['store gave up waiting', answer('RequestTimeout', 400), 'unreachable', 'later'],
  ['self-signed', network('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls', 'after-user'],
  ['self-signed issuer', network('SELF_SIGNED_CERT_IN_CHAIN'), 'tls', 'after-user'],
  ['unknown issuer', network('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls', 'after-user'],
  ['expired', network('CERT_HAS_EXPIRED'), 'tls', 'after-user'],
  ['revoked', network('CERT_REVOKED'), 'tls', 'after-user'],
  ['other name', network('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls', 'after-user'],
  ['TLS handshake', network('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), 'tls', 'after-user'],
  ['no TLS there', network('EPROTO'), 'tls', 'after-user'],
  ['bucket of another', answer('BucketAlreadyExists', 409), 'bucket-taken', 'after-user'],
  ['own bucket', answer('BucketAlreadyOwnedByYou', 409), 'bucket-taken', 'after-user'],
  ['bucket name', answer('InvalidBucketName', 400), 'bucket-name', 'after-user'],
  ['no bucket', answer('NoSuchBucket', 404), 'bucket-missing', 'after-user'],
  ['bucket not empty', answer('BucketNotEmpty', 409), 'precondition', 'never'],
  ['no key', answer('NoSuchKey', 404), 'not-found', 'never'],
  ['404 to a HEAD', answer('NotFound', 404), 'not-found', 'never'],
  ['no upload', answer('NoSuchUpload', 404), 'upload-gone', 'later'],
  ['slow down', answer('SlowDown', 503), 'throttled', 'later'],
  ['429', answer('UnknownError', 429), 'throttled', 'later'],
  ['503', answer('ServiceUnavailable', 503), 'store-busy', 'later'],
  ['503 without a code', answer('UnknownError', 503), 'store-busy', 'later'],
  ['500', answer('InternalError', 500), 'store-busy', 'later'],
  ['502 of a proxy', answer('UnknownError', 502), 'store-busy', 'later'],
  ['damaged', answer('BadDigest', 400), 'integrity', 'later'],
  ['part differs', answer('InvalidPart', 400), 'integrity', 'later'],
  ['archived', answer('InvalidObjectState', 403), 'archived', 'after-user'],
  ['quota', answer('QuotaExceeded', 403), 'quota', 'after-user'],
  ['413', answer('UnknownError', 413), 'quota', 'after-user'],
  ['507', answer('UnknownError', 507), 'quota', 'after-user'],
  ['501', answer('NotImplemented', 501), 'unsupported', 'never'],
  ['condition', answer('PreconditionFailed', 412), 'precondition', 'never'],
  ['range', answer('InvalidRange', 416), 'bad-input', 'after-user'],
  ['name too long', answer('KeyTooLongError', 400), 'bad-input', 'after-user'],
  ['another 400', answer('InvalidArgument', 400), 'bad-input', 'after-user'],
  ['XML it does not know', answer('MalformedXML', 400), 'unsupported', 'never'],
  ['405', answer('MethodNotAllowed', 405), 'unsupported', 'never'],
  ['405 without a code', answer('UnknownError', 405), 'unsupported', 'never'],
  ['no ACLs', answer('AccessControlListNotSupported', 400), 'unsupported', 'never'],
  ['no such class', answer('InvalidStorageClass', 400), 'unsupported', 'never'],
  ['no such encryption', answer('InvalidEncryptionAlgorithmError', 400), 'unsupported', 'never'],
  ['session token', answer('InvalidToken', 400), 'key-refused', 'after-user'],
  ['unknown user of Ceph', answer('NoSuchUser', 403), 'key-refused', 'after-user'],
  ['unknown key of R2', answer('Unauthorized', 401), 'key-refused', 'after-user'],
  ['unknown key of B2', answer('UnauthorizedAccess', 401), 'key-refused', 'after-user'],
  ['unpaid', answer('AccountProblem', 403), 'access-denied', 'after-user'],
  ['402', answer('UnknownError', 402), 'access-denied', 'after-user'],
  ['suspended by Ceph', answer('UserSuspended', 403), 'access-denied', 'after-user'],
  ['closed account', answer('AllAccessDisabled', 403), 'access-denied', 'after-user'],
  ['encryption key', answer('KMS.DisabledException', 400), 'access-denied', 'after-user'],
  ['late for R2', answer('ExpiredRequest', 400), 'clock-skew', 'after-user'],
  ['region for R2', answer('InvalidRegionName', 400), 'wrong-region', 'after-user'],
  ['region for MinIO', answer('InvalidRegion', 400), 'wrong-region', 'after-user'],
  ['place of a new bucket', answer('IllegalLocationConstraintException', 400), 'wrong-region', 'after-user'],
  ['http where https is asked for', answer('InsecureClientRequest', 400), 'tls', 'after-user'],
  ['too many buckets', answer('TooManyBuckets', 400), 'quota', 'after-user'],
  ['too large', answer('EntityTooLarge', 400), 'quota', 'after-user'],
  ['MinIO is full', answer('XMinioStorageFull', 507), 'quota', 'after-user'],
  ['quota of MinIO', answer('XMinioAdminBucketQuotaExceeded', 400), 'quota', 'after-user'],
  [
    'bounds of B2',
    answer('AccessDenied', 403, { message: 'Cannot upload files, storage cap exceeded.' }),
    'quota',
    'after-user',
  ],
  ['part too small', answer('EntityTooSmall', 400), 'bad-input', 'after-user'],
  ['name MinIO cannot keep', answer('XMinioObjectExistsAsDirectory', 409), 'bad-input', 'after-user'],
  ['much metadata', answer('MetadataTooLarge', 400), 'bad-input', 'after-user'],
  ['no version', answer('NoSuchVersion', 404), 'not-found', 'never'],
  ['slow writes of MinIO', answer('SlowDownWrite', 503), 'throttled', 'later'],
  ['starting', answer('XMinioServerNotInitialized', 503), 'store-busy', 'later'],
  ['two at once', answer('OperationAborted', 409), 'store-busy', 'later'],
  ['two conditional at once', answer('ConditionalRequestConflict', 409), 'store-busy', 'later'],
  ['body differs from its hash', answer('XAmzContentSHA256Mismatch', 400), 'integrity', 'later'],
  ['body ended early', answer('IncompleteBody', 400), 'integrity', 'later'],
  [
    '400 to a HEAD with the region',
    answer('400', 400, { $response: { headers: { 'x-amz-bucket-region': 'ap-south-1' } } }),
    'wrong-region',
    'after-user',
  ],
  [
    'a web page',
    Object.assign(new SyntaxError('Unexpected token'), { $metadata: { httpStatusCode: 200 } }),
    'unsupported',
    'after-user',
  ],
  ['no HTTP at all', network('HPE_INVALID_CONSTANT'), 'unreachable', 'later'],
  ['cancelled', Object.assign(new Error('Request aborted'), { name: 'AbortError' }), 'cancelled', 'never'],
  ['a defect', new TypeError('x is not a function'), 'internal', 'never'],
];

describe('errors of S3 stores', () => {
  it.each(table)('%s', (_name, foreign, code, retry) => {
    const error = translateS3Error(foreign, call);
    expect({ code: error.code, retry: error.retry }).toEqual({ code, retry });
    // A plain sentence (or two) that a person can act on: no foreign code, no undefined.
    expect(error.message).toMatch(/^[A-Z“s][^\n]*\.$/);
    expect(error.message).not.toMatch(/undefined|\[object|Exception|HTTP \d/);
  });

  it('name host, region, request and status', () => {
    const error = translateS3Error(
      answer('AuthorizationHeaderMalformed', 400, { Region: 'eu-north-1' }),
      call,
    );
    expect({ message: error.message, params: error.params, details: error.details }).toEqual({
      message:
        'The bucket “wedding” is in the region “eu-north-1”, not “eu-west-1”. Change the region of the connection to “eu-north-1”.',
      params: { host: 'store.example', bucket: 'wedding', key: 'a.jpg', region: 'eu-north-1' },
      details: 'HTTP 400 · AuthorizationHeaderMalformed · AuthorizationHeaderMalformed message · request tx1',
    });
  });

  it('tell ended sessions and profiles apart, and both ids of a request', () => {
    const ended = answer('ExpiredToken', 400, {
      $metadata: { httpStatusCode: 400, requestId: 'tx1', extendedRequestId: 'host9' },
    });
    const ofProfile = { ...call, profile: 'studio' };
    expect([
      translateS3Error(ended, call).message,
      translateS3Error(ended, ofProfile).message,
      translateS3Error(answer('InvalidAccessKeyId', 403), ofProfile).message,
      translateS3Error(ended, call).details,
    ]).toEqual([
      'The temporary keys for store.example have ended. Get new ones and enter key, secret and session token in the connection.',
      'The temporary keys of the profile “studio” for store.example have ended. Sign in again with the program that made them.',
      'store.example refused the keys of the profile “studio”. Check them in ~/.aws/credentials; they may have been replaced or revoked.',
      'HTTP 400 · ExpiredToken · ExpiredToken message · request tx1 · host host9',
    ]);
  });

  it('take the region from a redirect, and the pause from Retry-After', () => {
    const redirect = answer('UnknownError', 301, {
      $response: { headers: { 'x-amz-bucket-region': 'ap-south-1' } },
    });
    const pause = answer('SlowDown', 503, { $response: { headers: { 'retry-after': '7' } } });
    expect([
      translateS3Error(redirect, call).params?.region,
      translateS3Error(pause, call).params?.retryAfterS,
    ]).toEqual(['ap-south-1', 7]);
  });

  it('that are ours pass unchanged', () => {
    const ours = new AppError('quota', 'Full.');
    expect(translateS3Error(ours, call)).toBe(ours);
  });

  it('to a HEAD are known to lack a code, except that nothing is there', () => {
    expect([
      lacksCode(answer('403', 403)),
      lacksCode(answer('NotFound', 404)),
      lacksCode(answer('AccessDenied', 403)),
      lacksCode(network('ECONNRESET')),
    ]).toEqual([true, false, false, false]);
  });
});
