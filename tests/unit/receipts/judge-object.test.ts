/** What an answer of the store proves of an object, case by case. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  checksumOf,
  type HeldObject,
  judgeObject,
  type KnownBytes,
} from '../../../src-main/services/receipts/judge-object';
import { multipartEtag } from '../../../src-main/storage/multipart-etag';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const A = md5('a');
const B = md5('b');
const sums = [A, B];
const joined = multipartEtag(sums) as string;
const slo = md5(sums.join(''));
const ofSlo = (parts: readonly string[]): string => md5(parts.join(''));

const whole: KnownBytes = { sizeBytes: 10, etag: A, md5Hex: A, parts: null, proof: 'md5' };
const inParts: KnownBytes = {
  sizeBytes: 10,
  etag: joined,
  md5Hex: null,
  parts: { partBytes: 5, md5Hex: sums },
  proof: 'parts',
};
const unknown: KnownBytes = { sizeBytes: 10, etag: A, md5Hex: null, parts: null, proof: null };
const held = (change: Partial<HeldObject>): HeldObject => ({
  sizeBytes: 10,
  etag: A,
  etagKind: 'md5',
  expiresAtMs: null,
  readBack: null,
  ...change,
});
const back = (change: object) => ({ md5Hex: A, sizeBytes: 10, etag: A, ...change });

describe('asked', () => {
  it.each([
    ['the very MD5', whole, {}, 'confirmed md5'],
    ['another MD5', whole, { etag: B }, 'differs'],
    ['another size', whole, { sizeBytes: 11 }, 'differs'],
    ['it ends by itself', whole, { expiresAtMs: 99 }, 'lost'],
    ['the parts as S3 joins them', inParts, { etag: joined, etagKind: 'parts' }, 'confirmed parts'],
    ['the same, not told as parts', inParts, { etag: joined }, 'confirmed parts'],
    ['one other part', inParts, { etag: multipartEtag([A, A]) as string, etagKind: 'parts' }, 'differs'],
    [
      'parts in another order',
      inParts,
      { etag: multipartEtag([B, A]) as string, etagKind: 'parts' },
      'differs',
    ],
    ['the MD5 of the whole, where only parts are known', inParts, { etag: B }, 'unproven'],
    ['joined anew, where only the whole is known', whole, { etag: joined, etagKind: 'parts' }, 'unproven'],
    ['an ETag that says nothing', whole, { etagKind: 'opaque' }, 'unproven'],
    ['another ETag that says nothing', whole, { etag: B, etagKind: 'opaque' }, 'unproven'],
    ['no ETag', whole, { etag: '' }, 'unproven'],
    ['no ETag, read back once', { ...whole, etag: '', proof: 'read-back' }, { etag: '' }, 'unproven'],
    [
      'says nothing, but read back at this ETag',
      { ...whole, proof: 'read-back' },
      { etagKind: 'opaque' },
      'confirmed read-back',
    ],
    [
      'says nothing, read back at another ETag',
      { ...whole, proof: 'read-back' },
      { etag: B, etagKind: 'opaque' },
      'unproven',
    ],
    ['read back once, another MD5 now', { ...whole, proof: 'read-back' }, { etag: B }, 'differs'],
    ['the very MD5, but found damaged once', { ...whole, proof: 'size' }, {}, 'unproven'],
    ['the very parts, but found damaged once', { ...inParts, proof: 'size' }, { etag: joined }, 'unproven'],
    ['nothing known', unknown, {}, 'unproven'],
    ['stored before proofs were kept', { ...whole, proof: null }, {}, 'confirmed md5'],
  ] as Array<[string, KnownBytes, Partial<HeldObject>, string]>)('%s', (_name, known, change, told) => {
    const { state, proof } = judgeObject(known, held(change), multipartEtag);
    expect([state, ...(proof ? [proof] : [])].join(' ')).toBe(told);
  });
  it('joined as Swift does it', () => {
    const asSwift = { ...inParts, etag: slo };
    expect(judgeObject(asSwift, held({ etag: slo, etagKind: 'parts' }), ofSlo)).toMatchObject({
      state: 'confirmed',
      proof: 'parts',
    });
    expect(judgeObject(asSwift, held({ etag: md5('x'), etagKind: 'parts' }), ofSlo).state).toBe('differs');
  });
});

describe('read back', () => {
  it.each([
    ['the very bytes', whole, back({}), {}, 'confirmed read-back'],
    [
      'the very bytes under an ETag that says nothing',
      whole,
      back({}),
      { etagKind: 'opaque' },
      'confirmed read-back',
    ],
    ['other bytes under the right ETag', whole, back({ md5Hex: B }), {}, 'differs'],
    ['fewer bytes', whole, back({ sizeBytes: 9 }), {}, 'differs'],
    ['another object than was asked for', whole, back({ etag: B }), {}, 'differs'],
    [
      'the very parts',
      inParts,
      back({ partSums: sums, etag: joined }),
      { etag: joined },
      'confirmed read-back',
    ],
    ['another part', inParts, back({ partSums: [A, A], etag: joined }), { etag: joined }, 'differs'],
    ['no parts', inParts, back({ etag: joined }), { etag: joined }, 'differs'],
    ['nothing to compare with', unknown, back({}), {}, 'unproven'],
    ['found damaged once, well now', { ...whole, proof: 'size' }, back({}), {}, 'confirmed read-back'],
  ] as Array<[string, KnownBytes, NonNullable<HeldObject['readBack']>, Partial<HeldObject>, string]>)(
    '%s',
    (_name, known, readBack, change, told) => {
      const { state, proof } = judgeObject(known, held({ ...change, readBack }), multipartEtag);
      expect([state, ...(proof ? [proof] : [])].join(' ')).toBe(told);
    },
  );
});

it('the checksum is one that anybody can repeat', () => {
  expect([checksumOf(whole), checksumOf(inParts), checksumOf(unknown)]).toEqual([
    { kind: 'md5', value: A, partBytes: null },
    { kind: 'parts', value: joined, partBytes: 5 },
    null,
  ]);
});
