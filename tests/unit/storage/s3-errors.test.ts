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
  ['another 400', answer('MalformedXML', 400), 'bad-input', 'after-user'],
  [
    'a web page',
    Object.assign(new SyntaxError('Unexpected token'), { $metadata: { httpStatusCode: 200 } }),
    'unsupported',
    'after-user',
  ],
  ['no HTTP at all', network('HPE_INVALID_CONSTANT'), 'unsupported', 'after-user'],
  ['cancelled', Object.assign(new Error('Request aborted'), { name: 'AbortError' }), 'cancelled', 'never'],
  ['a defect', new TypeError('x is not a function'), 'internal', 'never'],
];

describe('errors of S3 stores', () => {
  it.each(table)('%s', (_name, foreign, code, retry) => {
    const error = translateS3Error(foreign, call);
    expect({ code: error.code, retry: error.retry }).toEqual({ code, retry });
    // A plain sentence (or two) that a person can act on: no foreign code, no undefined.
    expect(error.message).toMatch(/^[A-Z“s][^\n]*\.$/);
    expect(error.message).not.toMatch(/undefined|\[object|Exception|HTTP/);
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
