import type { TFunction } from 'i18next';
import { describe, expect, test } from 'vitest';
import { safetyOf, safetyOfAll, safetyWords } from '../../../src-renderer/features/transfers/safety';
import { startI18n } from '../../../src-renderer/i18n';
import type { Receipt } from '../../../src-shared/domain/receipt';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import { madeReceipt, madeRun } from './made-up';

const t = startI18n('en').getFixedT('en') as TFunction;
const facts = { nowMs: 10_000, cardsSeenAtMs: {} };
const say = (
  run: Partial<ImportRun>,
  receipt: Partial<Receipt> | null,
  more: Partial<typeof facts> = {},
): string => {
  const all = { ...facts, ...more };
  const safety = safetyOf(madeRun(run), receipt && madeReceipt(receipt), all);
  return safetyWords(safety, t, 'en-US', all.nowMs);
};
const safe = 'Safe to format the card';

describe('only a fresh receipt that says so', () => {
  test('says safe', () => expect(say({}, {})).toBe(safe));

  test.each<[string, Partial<ImportRun>, Partial<Receipt> | null]>([
    ['the folder is still being looked through', { state: 'scanning', endedAtMs: null }, {}],
    ['3 files are still on their way', { state: 'running', endedAtMs: null, storedCount: 1 }, {}],
    [
      '2 files are still on their way and 1 failed',
      { state: 'running', endedAtMs: null, storedCount: 1, failedCount: 1 },
      {},
    ],
    ['not checked against the store', {}, null],
    ['not checked against the store', { endedAtMs: 2001 }, { startedAtMs: 2000 }],
    ['1 failed and 1 cancelled', { storedCount: 2, failedCount: 1, cancelledCount: 1 }, null],
    ['the import stopped', { state: 'failed' }, null],
    ['the import stopped', { state: 'cancelled' }, {}],
    ['checking 1 of 4 files', {}, { state: 'checking', checkedCount: 1, verdict: null }],
    ['the check did not finish', {}, { state: 'failed', verdict: null }],
    ['the check did not finish', {}, { state: 'done', verdict: null }],
    [
      '2 are new on the card and the card is not there to be compared',
      {},
      {
        verdict: {
          safe: false,
          doubts: [
            { state: 'new-here', count: 2 },
            { state: 'source-gone', count: 1 },
          ],
        },
      },
    ],
  ])('Not yet: %s', (why, run, receipt) => expect(say(run, receipt)).toBe(`Not yet: ${why}`));
});

describe('what was confirmed once does not stay true', () => {
  const hour = 3_600_000;
  test('for more than an hour', () => {
    expect(say({}, {}, { nowMs: 2000 + hour })).toBe(safe);
    expect(say({}, {}, { nowMs: 2001 + hour })).toBe('Not yet: last checked 1 hour ago');
  });
  test('when the card was away and came back', () => {
    const stale = 'Not yet: last checked a moment ago';
    expect([
      say({}, {}, { cardsSeenAtMs: { '/media/EOS': 2001 } }),
      say({}, {}, { cardsSeenAtMs: { '/media/EOS/': 2001 } }),
      say({}, { roots: ['E:\\DCIM'] }, { cardsSeenAtMs: { 'E:\\': 2001 } }),
      say({}, {}, { cardsSeenAtMs: { '/media/EOS': 1999 } }),
      say({}, {}, { cardsSeenAtMs: { '/media/EO': 2001 } }),
    ]).toEqual([stale, stale, stale, safe, safe]);
  });
});

test('imports that ran together are safe only together', () => {
  const good = safetyOf(madeRun(), madeReceipt({ startedAtMs: 5000 }), facts);
  const older = safetyOf(madeRun(), madeReceipt(), facts);
  const bad = safetyOf(madeRun({ failedCount: 1 }), null, facts);
  expect([safetyOfAll([]), safetyOfAll([good, older]), safetyOfAll([good, bad])]).toEqual([
    null,
    { safe: true, atMs: 2000 },
    { safe: false, doubts: [{ why: 'failed', count: 1 }] },
  ]);
});
