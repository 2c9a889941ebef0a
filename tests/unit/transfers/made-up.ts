/** Transfers, imports and receipts for tests, changed where a test says so. */
import type { Download } from '../../../src-shared/domain/download';
import type { Receipt } from '../../../src-shared/domain/receipt';
import type { ImportRun, Transfer, TransferSummary } from '../../../src-shared/domain/transfer';
import type {
  AlbumId,
  AssetId,
  DownloadId,
  ImportId,
  ReceiptId,
  TransferId,
} from '../../../src-shared/units';

const albumId = '00000000-0000-4000-8000-000000000001' as AlbumId;

const emptySummary: TransferSummary = {
  totalCount: 0,
  storedCount: 0,
  failedCount: 0,
  cancelledCount: 0,
  activeCount: 0,
  pausedCount: 0,
  waitingCount: 0,
  totalBytes: 0,
  sentBytes: 0,
  bytesPerSecond: 0,
  remainingMs: null,
  pausedAll: false,
  trouble: null,
  held: null,
  skippedCount: 0,
};
export const madeSummary = (change: Partial<TransferSummary> = {}): TransferSummary => ({
  ...emptySummary,
  ...change,
});

export const madeRun = (change: Partial<ImportRun> = {}): ImportRun => ({
  id: 1 as ImportId,
  albumId,
  roots: ['/media/EOS/DCIM'],
  state: 'done',
  startedAtMs: 1000,
  endedAtMs: 2000,
  foundCount: 4,
  foundBytes: 400,
  skippedCount: 0,
  storedCount: 4,
  failedCount: 0,
  cancelledCount: 0,
  sentBytes: 400,
  ingestId: null,
  error: null,
  ...change,
});

export const madeReceipt = (change: Partial<Receipt> = {}): Receipt => ({
  id: 1 as ReceiptId,
  albumIds: [albumId],
  importIds: [1 as ImportId],
  ingestId: null,
  title: 'Ulsan',
  places: ['This computer: ulsan'],
  roots: ['/media/EOS/DCIM'],
  depth: 'head',
  state: 'done',
  startedAtMs: 2000,
  endedAtMs: 3000,
  checkedCount: 4,
  fileCount: 4,
  confirmedCount: 4,
  skippedCount: 0,
  totalBytes: 400,
  verdict: { safe: true, doubts: [] },
  digest: 'abc',
  error: null,
  ...change,
});

export const madeDownload = (change: Partial<Download> = {}): Download => ({
  id: 1 as DownloadId,
  title: 'Ulsan',
  albumId,
  form: 'folder',
  to: '/archive/Ulsan',
  conflicts: 'ask',
  state: 'running',
  fileCount: 10,
  doneCount: 3,
  alreadyThereCount: 1,
  conflictCount: 0,
  failedCount: 0,
  notStoredCount: 0,
  totalBytes: 1000,
  doneBytes: 300,
  bytesPerSecond: 50_000_000,
  remainingMs: 30_000,
  retryAtMs: null,
  startedAtMs: 1500,
  endedAtMs: null,
  error: null,
  ...change,
});

export const madeTransfer = (change: Partial<Transfer> = {}): Transfer => ({
  id: 1 as TransferId,
  importId: 1 as ImportId,
  albumId,
  assetId: 1 as AssetId,
  fileName: 'a.jpg',
  sourcePath: '/media/EOS/DCIM/a.jpg',
  state: 'queued',
  sizeBytes: 100,
  sentBytes: 0,
  attempts: 0,
  retryAtMs: null,
  error: null,
  priority: 0,
  createdAtMs: 1000,
  updatedAtMs: 1000,
  ...change,
});
