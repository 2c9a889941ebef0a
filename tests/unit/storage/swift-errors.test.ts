/** Every answer of a Swift store that there is a row for, and what Node throws. */
import { describe, expect, it } from 'vitest';
import {
  type AnswerFacts,
  type SwiftCall,
  translateSwiftAnswer,
  translateSwiftError,
} from '../../../src-main/storage/drivers/swift/errors';
import { BodyLengthError } from '../../../src-main/storage/http-client';
import { AppError, type ErrorCode, type Retry } from '../../../src-shared/app-error';

const object: SwiftCall = { host: 'store.example', bucket: 'wedding', key: 'a.jpg' };
const container: SwiftCall = { host: 'store.example', bucket: 'wedding' };
const account: SwiftCall = { host: 'store.example' };
const answer = (status: number, facts: Partial<AnswerFacts> = {}): AnswerFacts => ({
  status,
  method: 'PUT',
  conditional: false,
  reason: '',
  requestId: 'tx1',
  retryAfterS: undefined,
  ...facts,
});

const answers: Array<[string, AnswerFacts, SwiftCall, ErrorCode, Retry]> = [
  ['a token that is refused twice', answer(401), object, 'key-refused', 'after-user'],
  ['not allowed', answer(403), object, 'access-denied', 'after-user'],
  ['no such object', answer(404), object, 'not-found', 'never'],
  ['no such container', answer(404), container, 'bucket-missing', 'after-user'],
  ['no such account', answer(404), account, 'access-denied', 'after-user'],
  ['writes are switched off', answer(405), object, 'unsupported', 'never'],
  ['the store waited too long for us', answer(408), object, 'unreachable', 'later'],
  ['a newer object is there', answer(409), object, 'store-busy', 'later'],
  ['container not empty', answer(409, { method: 'DELETE' }), container, 'precondition', 'never'],
  ['no length', answer(411), object, 'unsupported', 'never'],
  ['there already', answer(412, { conditional: true }), object, 'precondition', 'never'],
  ['a name it cannot keep', answer(412), object, 'bad-input', 'after-user'],
  ['quota', answer(413), object, 'quota', 'after-user'],
  ['a name too long', answer(414), object, 'bad-input', 'after-user'],
  ['range', answer(416, { method: 'GET' }), object, 'bad-input', 'after-user'],
  ['damaged', answer(422), object, 'integrity', 'later'],
  ['rate limit of Swift', answer(498), object, 'throttled', 'later'],
  ['rate limit', answer(429), object, 'throttled', 'later'],
  ['the line broke on its side', answer(499), object, 'unreachable', 'later'],
  ['another 400', answer(400, { reason: 'Bad header' }), object, 'bad-input', 'after-user'],
  ['its defect', answer(500), object, 'store-busy', 'later'],
  ['not built in', answer(501), object, 'unsupported', 'never'],
  ['a proxy before it', answer(502), object, 'store-busy', 'later'],
  ['busy', answer(503), object, 'store-busy', 'later'],
  ['busy, and says for how long', answer(503, { retryAfterS: 5 }), object, 'throttled', 'later'],
  ['too slow within', answer(504), object, 'store-busy', 'later'],
  ['its disks are full', answer(507), object, 'quota', 'after-user'],
  ['sent elsewhere', answer(302), container, 'unsupported', 'after-user'],
];

const network = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const thrown: Array<[string, unknown, ErrorCode, Retry]> = [
  ['no such host', network('ENOTFOUND'), 'host-unknown', 'later'],
  ['refused', network('ECONNREFUSED'), 'unreachable', 'later'],
  ['refused on both protocols', new AggregateError([network('ECONNREFUSED')]), 'unreachable', 'later'],
  ['reset', network('ECONNRESET'), 'unreachable', 'later'],
  ['timed out', network('ETIMEDOUT'), 'unreachable', 'later'],
  ['self-signed', network('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls', 'after-user'],
  ['another length than was said', new BodyLengthError('1 came'), 'integrity', 'later'],
  ['cancelled', Object.assign(new Error('x'), { name: 'AbortError' }), 'cancelled', 'never'],
  ['a defect', new TypeError('x is not a function'), 'internal', 'never'],
];

/** A plain sentence (or two) that a person can act on: no foreign code, no undefined. */
function expectSentence(error: AppError): void {
  expect(error.message).toMatch(/^[A-Z“s][^\n]*\.$/);
  expect(error.message).not.toMatch(/undefined|\[object|Exception|HTTP/);
}

describe('errors of Swift stores', () => {
  it.each(answers)('%s', (_name, facts, call, code, retry) => {
    const error = translateSwiftAnswer(facts, call);
    expect({ code: error.code, retry: error.retry }).toEqual({ code, retry });
    expectSentence(error);
  });

  it.each(thrown)('%s', (_name, foreign, code, retry) => {
    const error = translateSwiftError(foreign, object);
    expect({ code: error.code, retry: error.retry }).toEqual({ code, retry });
    expectSentence(error);
  });

  it('name host, container, object, reason, request and pause', () => {
    const error = translateSwiftAnswer(
      answer(503, { reason: 'The server is tired.', retryAfterS: 7, requestId: 'tx42' }),
      object,
    );
    expect({ message: error.message, params: error.params, details: error.details }).toEqual({
      message: 'store.example asks to slow down. It goes on by itself in a moment.',
      params: { host: 'store.example', bucket: 'wedding', key: 'a.jpg', retryAfterS: 7 },
      details: 'HTTP 503 · The server is tired. · request tx42',
    });
  });

  it('that are ours pass unchanged', () => {
    const ours = new AppError('quota', 'Full.');
    expect(translateSwiftError(ours, object)).toBe(ours);
  });
});
