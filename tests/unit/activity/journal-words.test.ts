import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { byDay, isBad, journalWords } from '../../../src-renderer/features/activity/journal-words';
import { startI18n } from '../../../src-renderer/i18n';
import { type JournalEntry, JournalType, type NewJournalEntry } from '../../../src-shared/domain/journal';

const i18n = startI18n('en');
const entry = (given: NewJournalEntry, atMs = 0): JournalEntry => ({
  id: 1,
  atMs,
  albumId: null,
  connectionId: null,
  importId: null,
  transferId: null,
  downloadId: null,
  ingestId: null,
  receiptId: null,
  params: {},
  error: null,
  ...given,
});
const english = (given: NewJournalEntry): string =>
  journalWords(entry(given), i18n.getFixedT('en') as TFunction, 'en-US');

test('every type of entry is a sentence in both languages', () => {
  for (const language of ['en', 'ko'] as const) {
    const t = i18n.getFixedT(language) as TFunction;
    for (const type of JournalType.options) {
      const words = journalWords(entry({ type, title: 'Ulsan' }), t, language === 'en' ? 'en-US' : 'ko-KR');
      expect(words).toMatch(/^[^{}]+\.$/);
      expect(words).not.toContain('activity.');
    }
  }
});

test('counts are said, nothings are not', () => {
  expect([
    english({
      type: 'import-ended',
      title: 'Ulsan',
      params: { stored: 1282, failed: 2, skipped: 0, cancelled: 0 },
    }),
    english({ type: 'import-ended', title: 'Ulsan', params: { stored: 0, failed: 0 } }),
    english({ type: 'download-ended', title: 'Ulsan', params: { done: 3, failed: 0, conflicts: 1 } }),
    english({ type: 'receipt-made', title: 'Ulsan', params: { safe: 1, files: 12 } }),
    english({ type: 'receipt-made', title: 'Ulsan', params: { safe: 0, files: 12 } }),
    english({ type: 'held', title: '', params: { reason: 'battery' } }),
    english({ type: 'released', title: '', params: { reason: 'schedule' } }),
    english({ type: 'leftovers-swept', title: 'Studio', params: { count: 1 } }),
    english({ type: 'share-sent', title: 'Ulsan', params: { people: 2 } }),
    english({ type: 'share-picked', title: 'Ulsan', params: { name: 'Mina' } }),
    english({ type: 'share-revoked', title: 'Ulsan' }),
    english({ type: 'share-revoked', title: 'Ulsan', params: { name: 'Mina' } }),
  ]).toEqual([
    'The import into “Ulsan” ended: 1,282 stored and 2 failed.',
    'The import into “Ulsan” ended: nothing to do.',
    'The download of “Ulsan” ended: 3 downloaded and 1 name is taken.',
    '“Ulsan” was checked: 12 files, all confirmed by the store. Safe to format the card.',
    '“Ulsan” was checked: not yet safe to format the card.',
    'Uploads wait for the power cable.',
    'The hours that Settings name have begun: uploads go on.',
    '“Studio”: the parts of 1 abandoned upload were cleaned up.',
    'The share “Ulsan” was made for 2 people.',
    'Mina sent a choice from “Ulsan”.',
    'The share “Ulsan” was revoked.',
    'Mina was taken out of the share “Ulsan”.',
  ]);
});

test('days of this computer, in the order given', () => {
  const at = (day: number, hour: number): JournalEntry =>
    entry({ type: 'paused-all', title: '' }, new Date(2026, 10, day, hour).getTime());
  const [late, early, before] = [at(21, 23), at(21, 0), at(20, 23)];
  expect(byDay([late, early, before])).toEqual([
    { atMs: late.atMs, entries: [late, early] },
    { atMs: before.atMs, entries: [before] },
  ]);
});

test('what a person should look at', () => {
  const error = { code: 'io', message: '', retry: 'later' } as const;
  expect(
    [
      entry({ type: 'import-ended', title: '', params: { stored: 2, failed: 0 } }),
      entry({ type: 'import-ended', title: '', params: { stored: 2, failed: 1 } }),
      entry({ type: 'receipt-made', title: '', params: { safe: 1 } }),
      entry({ type: 'receipt-made', title: '', params: { safe: 0 } }),
      entry({ type: 'ingest-ended', title: '', error }),
    ].map(isBad),
  ).toEqual([false, true, false, true, true]);
});
