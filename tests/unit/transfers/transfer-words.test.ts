import type { TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { phaseOf } from '../../../src-renderer/features/transfers/transfer-phase';
import { lineWords } from '../../../src-renderer/features/transfers/transfer-words';
import { startI18n } from '../../../src-renderer/i18n';
import type { TransferSummary } from '../../../src-shared/domain/transfer';

const moving: TransferSummary = {
  totalCount: 1284,
  storedCount: 312,
  failedCount: 0,
  cancelledCount: 0,
  activeCount: 8,
  pausedCount: 0,
  waitingCount: 0,
  totalBytes: 1e10,
  sentBytes: 3e9,
  bytesPerSecond: 84_000_000,
  remainingMs: 540_000,
  pausedAll: false,
  trouble: null,
  skippedCount: 0,
};
let speak: (change: Partial<TransferSummary>, language?: 'en' | 'ko') => string;
beforeAll(() => {
  const i18n = startI18n('en');
  speak = (change, language = 'en') => {
    const summary = { ...moving, ...change };
    const t = i18n.getFixedT(language) as TFunction;
    const { main, more } = lineWords(
      phaseOf(summary, false),
      summary,
      [],
      t,
      language === 'en' ? 'en-US' : 'ko-KR',
    );
    return [main, ...more].join(' | ');
  };
});

test('the line in each phase', () => {
  expect([
    speak({}),
    speak({ pausedAll: true }),
    speak({ activeCount: 0, waitingCount: 972, failedCount: 2, bytesPerSecond: 0, remainingMs: null }),
    speak({ storedCount: 1284 }),
    speak({ storedCount: 1, totalCount: 1 }),
    speak({ storedCount: 1281, failedCount: 2, cancelledCount: 1 }),
  ]).toEqual([
    '312 of 1,284 | 84 MB/s | 9 min left',
    'Paused: 312 of 1,284 stored',
    'Waiting to go on: 312 of 1,284 stored | 2 failed',
    'All 1,284 stored',
    '1 stored',
    'Not yet: 2 failed and 1 cancelled | 1,281 stored',
  ]);
  expect(speak({}, 'ko')).toBe('1,284개 중 312개 | 84MB/s | 9분 남음');
});
