/** Transfers, downloads, receipts, cards and the journal as the stores keep them. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { applyEvent } from '../../../src-renderer/stores/apply-events';
import { useDownloadsStore } from '../../../src-renderer/stores/downloads-store';
import { useIngestsStore } from '../../../src-renderer/stores/ingests-store';
import { useJournalStore } from '../../../src-renderer/stores/journal-store';
import { newestReceipt, useReceiptsStore } from '../../../src-renderer/stores/receipts-store';
import { useTransfersStore } from '../../../src-renderer/stores/transfers-store';
import type { Card } from '../../../src-shared/domain/ingest';
import type { JournalEntry } from '../../../src-shared/domain/journal';
import type { TransferProgress } from '../../../src-shared/ipc-contract';
import type { AssetId, DownloadId, ImportId, ReceiptId, TransferId } from '../../../src-shared/units';
import { madeDownload, madeReceipt, madeSummary } from '../transfers/made-up';

let answers: Record<string, (input: Record<string, number>) => unknown> = {};
Object.assign(globalThis, {
  window: {
    caos: {
      call: async (name: string, input: Record<string, number>) => {
        const answer = answers[name];
        return answer === undefined
          ? { ok: false, error: { code: 'io', message: 'No answer.', retry: 'later' } }
          : { ok: true, value: answer(input) };
      },
    },
  },
});
const entry = (id: number): JournalEntry => ({
  id,
  atMs: id * 1000,
  type: 'paused-all',
  title: '',
  albumId: null,
  connectionId: null,
  importId: null,
  transferId: null,
  downloadId: null,
  ingestId: null,
  receiptId: null,
  params: {},
  error: null,
});

beforeEach(() => {
  answers = {};
  for (const store of [useDownloadsStore, useIngestsStore, useJournalStore, useReceiptsStore])
    (store as typeof useDownloadsStore).setState(store.getInitialState() as never, true);
});

describe('transfers.progressed', () => {
  it('keeps the newest word on each transfer and forgets those that are gone', () => {
    const progress = (id: number, assetId: number): TransferProgress => ({
      id: id as TransferId,
      assetId: assetId as AssetId,
      state: 'uploading',
      sentBytes: 1,
      sizeBytes: 2,
      error: null,
    });
    const tell = (changed: TransferProgress[], removed: TransferId[]): void =>
      applyEvent({
        name: 'transfers.progressed',
        payload: { summary: madeSummary({ totalCount: 3 }), changed, removed },
      });
    tell([progress(1, 11), progress(2, 12)], []);
    tell([progress(3, 12)], [1 as TransferId, 2 as TransferId]);
    const { summary, progress: kept, byAsset } = useTransfersStore.getState();
    expect({ total: summary?.totalCount, kept: [...kept.keys()], assets: [...byAsset] }).toEqual({
      total: 3,
      kept: [3],
      assets: [[12, progress(3, 12)]],
    });
  });
});

describe('downloads', () => {
  it('are what events told over what the list said, without those that were forgotten', async () => {
    const one = madeDownload({ id: 1 as DownloadId });
    const two = madeDownload({ id: 2 as DownloadId });
    const newer = madeDownload({ id: 1 as DownloadId, doneCount: 9 });
    answers = { 'downloads.list': () => [one, two] };
    applyEvent({ name: 'downloads.changed', payload: { downloads: [newer], removedIds: [] } });
    await useDownloadsStore.getState().load();
    expect(useDownloadsStore.getState().downloads).toEqual({ 1: newer, 2: two });
    applyEvent({ name: 'downloads.changed', payload: { downloads: [], removedIds: [2 as DownloadId] } });
    expect(useDownloadsStore.getState().downloads).toEqual({ 1: newer });
  });
});

describe('receipts', () => {
  it('answer the newest one of an import, and never a cancelled one', () => {
    const receipt = (id: number, importId: number, state: 'done' | 'cancelled' = 'done') =>
      madeReceipt({ id: id as ReceiptId, importIds: [importId as ImportId], state });
    for (const told of [receipt(5, 1), receipt(7, 1, 'cancelled'), receipt(6, 2), receipt(4, 1)])
      applyEvent({ name: 'receipts.changed', payload: { receipt: told } });
    const { receipts } = useReceiptsStore.getState();
    expect([1, 2, 3].map((id) => newestReceipt(receipts, id as ImportId)?.id ?? null)).toEqual([5, 6, null]);
  });
});

describe('cards', () => {
  it('keep the moment they were first seen, and get a new one when they come back', () => {
    const card = (path: string): Card => ({
      path,
      name: path,
      fileCount: 1,
      totalBytes: 1,
      counted: 'all',
      knownCount: null,
      ejectable: true,
    });
    const clock = vi.spyOn(Date, 'now');
    const plugged = (atMs: number, ...paths: string[]): Record<string, number> => {
      clock.mockReturnValue(atMs);
      applyEvent({ name: 'cards.changed', payload: { cards: paths.map(card) } });
      return useIngestsStore.getState().cardsSeenAtMs;
    };
    expect([plugged(1, '/a'), plugged(2, '/a', '/b'), plugged(3, '/b'), plugged(4, '/a', '/b')]).toEqual([
      { '/a': 1 },
      { '/a': 1, '/b': 2 },
      { '/b': 2 },
      { '/a': 4, '/b': 2 },
    ]);
    clock.mockRestore();
  });
});

describe('the journal', () => {
  const ids = (): number[] => useJournalStore.getState().entries.map(({ id }) => id);

  it('is read once somebody looks, newest first, and goes on with what is added', async () => {
    applyEvent({ name: 'journal.added', payload: { entry: entry(900) } });
    expect(useJournalStore.getState().status).toBe('unread');
    answers = { 'journal.list': () => [entry(3), entry(2)] };
    await useJournalStore.getState().load();
    applyEvent({ name: 'journal.added', payload: { entry: entry(4) } });
    applyEvent({ name: 'journal.added', payload: { entry: entry(4) } });
    expect([ids(), useJournalStore.getState().more]).toEqual([[4, 3, 2], false]);
  });

  it('reads older ones after the last it has', async () => {
    answers = {
      'journal.list': ({ beforeId = 501, limit = 0 }) =>
        Array.from({ length: Math.min(limit, beforeId - 1) }, (_, n) => entry(beforeId - 1 - n)),
    };
    await useJournalStore.getState().load();
    const more = [useJournalStore.getState().more];
    for (let page = 0; page < 2; page++) {
      await useJournalStore.getState().loadOlder();
      more.push(useJournalStore.getState().more);
    }
    expect([ids().length, ids()[0], ids().at(-1), more]).toEqual([500, 500, 1, [true, true, false]]);
  });

  it('says when it cannot be read, and reads on when asked again', async () => {
    await useJournalStore.getState().load();
    const { status, error } = useJournalStore.getState();
    expect([status, error?.message]).toEqual(['failed', 'No answer.']);
    answers = { 'journal.list': () => [entry(1)] };
    await useJournalStore.getState().load();
    expect([useJournalStore.getState().status, ids()]).toEqual(['ready', [1]]);
  });
});
