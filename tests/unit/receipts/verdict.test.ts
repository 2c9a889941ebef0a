/** The rules of the verdict as a table, and that one file in doubt anywhere never gives “safe”. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDoubt,
  addFile,
  doubtOf,
  emptyTally,
  verdictOf,
} from '../../../src-main/services/receipts/verdict';
import { ReceiptDoubt, type ReceiptFile, ReceiptFileState } from '../../../src-shared/domain/receipt';
import { SkipReason, StoreProof } from '../../../src-shared/domain/transfer';

const file = (change: Partial<ReceiptFile>): ReceiptFile => ({
  path: '/card/a.jpg',
  albumId: null,
  key: null,
  sizeBytes: 1,
  checksum: null,
  state: 'confirmed',
  proof: 'md5',
  confirmedAtMs: 1,
  skip: null,
  reason: null,
  ...change,
});
const verdict = (files: ReceiptFile[], more: Array<[ReceiptDoubt['state'], number]> = []) => {
  const tally = emptyTally();
  for (const one of files) addFile(tally, one);
  for (const [state, count] of more) addDoubt(tally, state, count);
  return verdictOf(tally);
};

describe('what one file says', () => {
  it.each([
    ['confirmed by MD5', { state: 'confirmed', proof: 'md5' }, null],
    ['confirmed by parts', { state: 'confirmed', proof: 'parts' }, null],
    ['confirmed by reading back', { state: 'confirmed', proof: 'read-back' }, null],
    ['confirmed by its size only', { state: 'confirmed', proof: 'size' }, 'unproven'],
    ['confirmed by nothing', { state: 'confirmed', proof: null }, 'unproven'],
    ['confirmed at no time', { state: 'confirmed', confirmedAtMs: null }, 'unproven'],
    ['a duplicate, confirmed', { state: 'confirmed', skip: 'duplicate' }, null],
    ['not stored', { state: 'not-stored' }, 'not-stored'],
    ['unreadable', { state: 'not-stored', skip: 'unreadable' }, 'unreadable'],
    ['of another kind', { state: 'not-stored', skip: 'not-media' }, 'unsupported'],
    ['of a name that cannot be stored', { state: 'not-stored', skip: 'name-not-storable' }, 'not-stored'],
    ['lost', { state: 'lost' }, 'lost'],
    ['a duplicate of a lost one', { state: 'lost', skip: 'duplicate' }, 'lost'],
    ['differs', { state: 'differs' }, 'differs'],
    ['unproven', { state: 'unproven' }, 'unproven'],
    ['changed', { state: 'changed-here' }, 'changed-here'],
    ['new', { state: 'new-here' }, 'new-here'],
    ['unanswered', { state: 'unanswered' }, 'unanswered'],
    ['no media', { state: 'skipped', skip: 'not-media' }, null],
    ['empty', { state: 'skipped', skip: 'empty' }, null],
    ['hidden', { state: 'skipped', skip: 'hidden' }, null],
    ['a link', { state: 'skipped', skip: 'link-outside' }, null],
    ['skipped as unreadable', { state: 'skipped', skip: 'unreadable' }, 'unreadable'],
    ['skipped for its name', { state: 'skipped', skip: 'name-not-storable' }, 'unreadable'],
    ['skipped as stored, but not confirmed', { state: 'skipped', skip: 'already-here' }, 'unreadable'],
    [
      'skipped as ingested before, but not confirmed',
      { state: 'skipped', skip: 'ingested-before' },
      'unreadable',
    ],
    ['skipped for no reason', { state: 'skipped', skip: null }, 'unreadable'],
  ] as Array<[string, Partial<ReceiptFile>, string | null]>)('%s', (_name, change, doubt) => {
    expect(doubtOf(file(change))).toBe(doubt);
  });
});

describe('the verdict', () => {
  it('needs a confirmed file', () => {
    expect(verdict([])).toEqual({ safe: false, doubts: [{ state: 'nothing-found', count: 0 }] });
    expect(verdict([file({ state: 'skipped', skip: 'not-media' })])).toEqual({
      safe: false,
      doubts: [{ state: 'nothing-found', count: 0 }],
    });
    expect(verdict([file({})])).toEqual({ safe: true, doubts: [] });
  });
  it('is safe with the card taken out, and says so', () => {
    expect(verdict([file({})], [['source-gone', 2]])).toEqual({
      safe: true,
      doubts: [{ state: 'source-gone', count: 2 }],
    });
    expect(verdict([], [['source-gone', 2]]).safe).toBe(false);
  });
  it('counts the doubts, the worst first', () => {
    const files = [
      file({ state: 'new-here' }),
      file({ state: 'lost' }),
      file({}),
      file({ state: 'new-here' }),
      file({ state: 'differs' }),
    ];
    expect(verdict(files, [['source-gone', 1]])).toEqual({
      safe: false,
      doubts: [
        { state: 'lost', count: 1 },
        { state: 'differs', count: 1 },
        { state: 'new-here', count: 2 },
        { state: 'source-gone', count: 1 },
      ],
    });
  });
  it('one file in doubt anywhere never gives safe', () => {
    const any = fc.record({
      state: fc.constantFrom(...ReceiptFileState.options),
      proof: fc.constantFrom(null, ...StoreProof.options),
      confirmedAtMs: fc.constantFrom(null, 5),
      skip: fc.constantFrom(null, ...SkipReason.options),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (changes) => {
        const files = changes.map(file);
        const told = verdict(files);
        const good = (one: ReceiptFile): boolean =>
          (one.state === 'confirmed' &&
            one.confirmedAtMs !== null &&
            ['md5', 'parts', 'read-back'].includes(one.proof ?? '')) ||
          (one.state === 'skipped' &&
            [
              'not-media',
              'empty',
              'hidden',
              'link-outside',
              'link-broken',
              'special-file',
              'duplicate',
            ].includes(one.skip ?? ''));
        expect(told.safe).toBe(files.every(good) && files.some((one) => one.state === 'confirmed'));
        expect(told.safe).toBe(told.doubts.length === 0);
      }),
      { numRuns: 2000 },
    );
  });
  it('any doubt of the whole forbids it, but for the card taken out', () => {
    for (const state of ReceiptDoubt.shape.state.options)
      expect([state, verdict([file({})], [[state, 1]]).safe]).toEqual([state, state === 'source-gone']);
  });
});
