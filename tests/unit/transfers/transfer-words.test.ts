import type { TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { roundLeft } from '../../../src-renderer/features/transfers/time-left';
import { phaseOf } from '../../../src-renderer/features/transfers/transfer-phase';
import { lineWords, stateWords } from '../../../src-renderer/features/transfers/transfer-words';
import { startI18n } from '../../../src-renderer/i18n';
import type { Download } from '../../../src-shared/domain/download';
import type { Transfer, TransferSummary } from '../../../src-shared/domain/transfer';
import { madeDownload, madeRun, madeSummary, madeTransfer } from './made-up';

const moving = madeSummary({
  totalCount: 1284,
  storedCount: 312,
  activeCount: 8,
  totalBytes: 1e10,
  sentBytes: 3e9,
  bytesPerSecond: 84_000_000,
  remainingMs: 540_000,
});
const offline = { code: 'unreachable', message: 'No answer.', retry: 'later' } as const;

let talk: (language: 'en' | 'ko') => { t: TFunction; locale: string };
beforeAll(() => {
  const i18n = startI18n('en');
  talk = (language) => ({
    t: i18n.getFixedT(language) as TFunction,
    locale: language === 'en' ? 'en-US' : 'ko-KR',
  });
});

function speak(
  change: Partial<TransferSummary>,
  more: { language?: 'en' | 'ko'; download?: Download; waiting?: Partial<Transfer>; name?: string } = {},
): string {
  const summary = { ...moving, ...change };
  const download = more.download ?? null;
  const { t, locale } = talk(more.language ?? 'en');
  const left = download?.remainingMs ?? summary.remainingMs;
  const words = lineWords(
    {
      phase: phaseOf(summary, false, download),
      summary,
      scanning: [],
      leftMs: left === null ? null : roundLeft(left),
      download,
      downloadCount: download === null ? 0 : 1,
      waiting: more.waiting
        ? { transfer: madeTransfer(more.waiting), connectionName: more.name ?? null }
        : null,
      nowMs: 10_000,
    },
    t,
    locale,
  );
  return [words.main, ...words.more].join(' | ');
}

test('the line in each phase', () => {
  const still = { activeCount: 0, bytesPerSecond: 0, remainingMs: null };
  expect([
    speak({}),
    speak({ remainingMs: 20_000 }),
    speak({}, { download: madeDownload() }),
    speak({ pausedAll: true }),
    speak({ ...still, waitingCount: 972, failedCount: 2 }),
    speak({ storedCount: 1284 }),
    speak({ storedCount: 1, totalCount: 1 }),
    speak({ storedCount: 1281, failedCount: 2, cancelledCount: 1 }),
    speak({ storedCount: 1284 }, { download: madeDownload() }),
    speak({ storedCount: 1284 }, { download: madeDownload({ state: 'asking' }) }),
  ]).toEqual([
    '312 of 1,284 | 84 MB/s | about 9 min left',
    '312 of 1,284 | 84 MB/s | less than a minute left',
    '312 of 1,284 | 84 MB/s | less than a minute left | 1 download',
    'Paused: 312 of 1,284 stored',
    'Waiting to go on: 312 of 1,284 stored | 2 failed',
    'All 1,284 stored',
    '1 stored',
    '1,281 of 1,284',
    'Downloading “Ulsan”: 4 of 10 | 50 MB/s | less than a minute left',
    'Download of “Ulsan”: needs your decision',
  ]);
  expect(speak({}, { language: 'ko' })).toBe('1,284개 중 312개 | 84MB/s | 약 9분 남음');
});

test('why nothing moves', () => {
  const still = { activeCount: 0, bytesPerSecond: 0, remainingMs: null };
  const untilMs = new Date(2026, 10, 21, 22, 0).getTime();
  const waits = { ...still, waitingCount: 3 };
  expect([
    speak({ ...still, held: { reason: 'schedule', untilMs } }),
    speak({ ...still, held: { reason: 'schedule', untilMs: null } }),
    speak({ ...still, held: { reason: 'battery', untilMs: null } }),
    speak({ ...still, held: { reason: 'metered', untilMs: null } }),
    speak(waits, { waiting: { error: offline, retryAtMs: 49_500 }, name: 'Studio S3' }),
    speak(waits, {
      waiting: { error: { ...offline, code: 'throttled' }, retryAtMs: 9000 },
      name: 'Studio S3',
    }),
    speak(waits, { waiting: { error: offline, retryAtMs: null } }),
  ]).toEqual([
    '312 of 1,284 | Waits until 10:00 PM, as Settings ask',
    '312 of 1,284 | Waits for the hours that Settings name',
    '312 of 1,284 | Waits for the power cable, as Settings ask',
    '312 of 1,284 | Waits for an unmetered network, as Settings ask',
    '312 of 1,284 | Cannot reach “Studio S3” | tries again in 40 sec',
    '312 of 1,284 | “Studio S3” is busy | tries again now',
    '312 of 1,284 | The store does not answer',
  ]);
});

test('scanning names how much was found', () => {
  const { t, locale } = talk('en');
  const facts = { summary: null, leftMs: null, download: null, downloadCount: 0, waiting: null, nowMs: 0 };
  expect(
    lineWords({ ...facts, phase: 'scanning', scanning: [madeRun({ foundCount: 1 })] }, t, locale),
  ).toEqual({
    main: 'Looking through the folder: 1 file found',
    more: [],
  });
});

test('every state of one transfer has its words', () => {
  const { t, locale } = talk('en');
  const words = (change: Partial<Transfer>): string =>
    stateWords(madeTransfer(change), { t, locale, sentence: (error) => error.message, nowMs: 10_000 });
  expect([
    words({ state: 'queued' }),
    words({ state: 'queued', priority: 1 }),
    words({ state: 'waiting', retryAtMs: 21_100, error: offline }),
    words({ state: 'waiting', retryAtMs: 9000 }),
    words({ state: 'waiting' }),
    words({ state: 'failed' }),
    words({ state: 'failed', error: offline }),
    words({ state: 'verifying' }),
  ]).toEqual([
    'Waits its turn',
    'Goes first',
    'Retries in 12 sec. No answer.',
    'Retries now',
    'Waits to try again',
    'Failed',
    'No answer.',
    'Being confirmed by the store',
  ]);
});
