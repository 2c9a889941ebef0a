/** How far a receipt is believed, and what is offered for each doubt. */
import { describe, expect, it } from 'vitest';
import {
  ageOf,
  fileNameOf,
  filterOfDoubt,
  filtersFor,
  newestCovering,
  remedyOf,
  standingOf,
} from '../../../src-renderer/features/receipts/receipt-rules';
import { en } from '../../../src-renderer/i18n/en';
import { type Receipt, ReceiptDoubt } from '../../../src-shared/domain/receipt';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { AlbumId, ImportId, ReceiptId } from '../../../src-shared/units';

const madeAtMs = 1_700_000_000_000;
const minute = 60_000;

const receiptOf = (change: Partial<Receipt> = {}): Receipt => ({
  id: 7 as ReceiptId,
  albumIds: ['00000000-0000-4000-8000-000000000001' as AlbumId],
  importIds: [3 as ImportId],
  ingestId: null,
  title: 'Jeju',
  places: ['This computer: jeju/'],
  roots: ['/media/EOS/DCIM'],
  depth: 'head',
  state: 'done',
  startedAtMs: madeAtMs,
  endedAtMs: madeAtMs + 500,
  checkedCount: 10,
  fileCount: 10,
  confirmedCount: 10,
  skippedCount: 0,
  totalBytes: 1000,
  verdict: { safe: true, doubts: [] },
  digest: 'a',
  error: null,
  ...change,
});
const runOf = (change: Partial<ImportRun> = {}): ImportRun => ({
  id: 3 as ImportId,
  albumId: '00000000-0000-4000-8000-000000000001' as AlbumId,
  roots: ['/media/EOS/DCIM'],
  state: 'done',
  startedAtMs: madeAtMs - 10 * minute,
  endedAtMs: madeAtMs - minute,
  foundCount: 10,
  foundBytes: 1000,
  skippedCount: 0,
  storedCount: 10,
  failedCount: 0,
  cancelledCount: 0,
  sentBytes: 1000,
  ingestId: null,
  error: null,
  ...change,
});
const facts = { nowMs: madeAtMs + 2 * minute, cardsSeenAtMs: {}, runs: { 3: runOf() } };

describe('the age of a receipt', () => {
  it('speaks of the present for an hour, and of the past afterwards', () => {
    expect(ageOf(receiptOf(), facts)).toBe(null);
    expect(ageOf(receiptOf(), { ...facts, nowMs: madeAtMs + 60 * minute })).toBe(null);
    expect(ageOf(receiptOf(), { ...facts, nowMs: madeAtMs + 61 * minute })).toBe('old');
  });

  it('is of the past as well when the clock was set back behind it', () => {
    expect(ageOf(receiptOf(), { ...facts, nowMs: madeAtMs - minute })).toBe(null);
    expect(ageOf(receiptOf(), { ...facts, nowMs: madeAtMs - 61 * minute })).toBe('old');
  });

  it('is of the past as soon as the import went on', () => {
    const ended = { 3: runOf({ endedAtMs: madeAtMs + 1000 }) };
    expect(ageOf(receiptOf(), { ...facts, runs: ended })).toBe('went-on');
    const open = { 3: runOf({ state: 'running', endedAtMs: null }) };
    expect(ageOf(receiptOf(), { ...facts, runs: open })).toBe('went-on');
  });

  it('stays true as "not yet" while the import goes on', () => {
    const open = { 3: runOf({ state: 'running', endedAtMs: null }) };
    const notYet = receiptOf({ verdict: { safe: false, doubts: [{ state: 'not-stored', count: 2 }] } });
    expect(ageOf(notYet, { ...facts, runs: open })).toBe(null);
  });

  it('is of the past when its card was away and came back', () => {
    const seen = (path: string, afterMs: number) =>
      ageOf(receiptOf(), { ...facts, cardsSeenAtMs: { [path]: madeAtMs + afterMs } });
    expect([
      seen('/media/EOS', 1000),
      seen('/media/EOS/', 1000),
      seen('/media/EOS', -1000),
      seen('/media/EO', 1000),
    ]).toEqual(['card-came-back', 'card-came-back', null, null]);
  });
});

it('shows an album only the newest receipt that speaks of all its imports', () => {
  const runs = [runOf(), runOf({ id: 4 as ImportId })];
  const both = [3 as ImportId, 4 as ImportId];
  const receipts = [
    receiptOf({ id: 9 as ReceiptId }),
    receiptOf({ id: 8 as ReceiptId, importIds: both, state: 'cancelled' }),
    receiptOf({ id: 7 as ReceiptId, importIds: both }),
    receiptOf({ id: 6 as ReceiptId, importIds: both }),
  ];
  expect(newestCovering(receipts, runs)?.id).toBe(7);
  expect(newestCovering(receipts.slice(0, 2), runs)).toBe(null);
});

describe('what is to be done', () => {
  const quiet = { open: 0, failed: 0 };

  it('has words in every state, and a way on in all but those that only a person can mend', () => {
    const states = ReceiptDoubt.shape.state.options;
    const told = states.map((state) => [state, remedyOf(state, quiet).act]);
    expect(Object.fromEntries(told)).toEqual({
      'not-stored': 'import-again',
      lost: 'import-again',
      differs: 'import-again',
      unproven: 'read-back',
      'changed-here': 'import-again',
      'new-here': 'import-again',
      unanswered: 'check',
      unreadable: null,
      unsupported: 'check',
      'nothing-found': null,
      'not-looked-through': 'import-again',
      'source-gone': 'check',
    });
    for (const state of states) expect(en.receipts.now[remedyOf(state, quiet).words]).toBeTruthy();
  });

  it('sends failed ones again, and waits for those on their way', () => {
    expect(remedyOf('not-stored', { open: 3, failed: 2 })).toEqual({
      words: 'not-stored-failed',
      act: 'retry',
    });
    expect(remedyOf('not-stored', { open: 3, failed: 0 })).toEqual({
      words: 'not-stored-moving',
      act: null,
    });
  });

  it('counts what is open and what failed over all imports', () => {
    const runs = [
      runOf({ state: 'running', endedAtMs: null, storedCount: 4, failedCount: 1 }),
      runOf({ state: 'scanning', endedAtMs: null, foundCount: 0, storedCount: 0 }),
      runOf({ failedCount: 2, cancelledCount: 1 }),
    ];
    expect(standingOf(runs)).toEqual({ open: 6, failed: 4 });
  });
});

it('offers to narrow the list only to what is in it', () => {
  expect(filtersFor(receiptOf())).toEqual(['all', 'confirmed']);
  const doubtful = receiptOf({
    skippedCount: 2,
    verdict: {
      safe: false,
      doubts: [
        { state: 'lost', count: 1 },
        { state: 'new-here', count: 4 },
        { state: 'source-gone', count: 1 },
      ],
    },
  });
  expect(filtersFor(doubtful)).toEqual(['all', 'doubt', 'lost', 'new-here', 'confirmed', 'skipped']);
  expect([filterOfDoubt('unreadable'), filterOfDoubt('nothing-found')]).toEqual(['not-stored', null]);
});

it('makes a name that every file system takes', () => {
  expect(fileNameOf('Receipt Kim/Lee: “day 1”? 2026-11-21', 'pdf')).toBe(
    'Receipt Kim Lee “day 1” 2026-11-21.pdf',
  );
  expect(fileNameOf('  ..  ', 'csv')).toBe('CAOS.csv');
  expect([...fileNameOf('가'.repeat(300), 'zip')].length).toBe(84);
});
