/**
 * Imports, downloads, receipts, the journal and their rows for the harness, as the address asks:
 * `transfers=moving|many|held|offline|disk|paused|safe|not-safe|checking|stale|failed|scanning|downloading|asking|no`.
 */
import type { Download, DownloadFile } from '../../../src-shared/domain/download';
import type { JournalEntry, NewJournalEntry } from '../../../src-shared/domain/journal';
import type { Receipt } from '../../../src-shared/domain/receipt';
import type {
  ImportRun,
  Transfer,
  TransferState,
  TransferSummary,
} from '../../../src-shared/domain/transfer';
import type { AlbumId, ConnectionId, DownloadId, ImportId, ReceiptId } from '../../../src-shared/units';

const now = Date.now();
const minute = 60_000;
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const albumId = (n: number): AlbumId => uuid(100 + n) as AlbumId;
const offlineError = {
  code: 'unreachable' as const,
  message: 'Studio S3 does not answer. Check the internet connection; it goes on by itself.',
  retry: 'later' as const,
  details: 'connect ETIMEDOUT 203.0.113.7:443',
  params: { name: 'Studio S3' },
};
const refusedError = {
  code: 'key-refused' as const,
  message: 'The key was refused by s3.example.com. Check the secret key in Storage.',
  retry: 'after-user' as const,
  details: 'SignatureDoesNotMatch (403), request id 7f3a',
};

export function fakeTransfers(query: URLSearchParams): {
  answers: Record<string, (input: never) => unknown>;
} {
  const mode = query.get('transfers') ?? 'no';
  const found = Number(query.get('files') ?? (mode === 'many' ? 10_000 : 1284));
  const open = ['moving', 'yes', 'many', 'held', 'offline', 'disk', 'paused'].includes(mode);
  const ended = ['safe', 'not-safe', 'checking', 'stale', 'failed', 'unchecked'].includes(mode);
  const failedCount = mode === 'failed' ? 3 : open && mode !== 'held' ? 2 : 0;
  const storedCount = ended ? found - failedCount : open ? Math.floor(found / 4) : 0;
  const endedAtMs = mode === 'stale' ? now - 190 * minute : now - 4 * minute;
  const run = (id: number, change: Partial<ImportRun>): ImportRun => ({
    id: id as ImportId,
    albumId: albumId(0),
    roots: ['/media/card/EOS_DIGITAL/DCIM'],
    state: 'done',
    startedAtMs: endedAtMs - 12 * minute,
    endedAtMs,
    foundCount: found,
    foundBytes: found * 32_087_000,
    skippedCount: 4,
    storedCount,
    failedCount,
    cancelledCount: 0,
    sentBytes: storedCount * 32_087_000,
    ingestId: null,
    error: null,
    ...change,
  });
  const earlier = [1, 2, 3].map((n) =>
    run(n, {
      albumId: albumId(n),
      roots:
        n === 2
          ? ['/home/jiyoon/Pictures/아이슬란드 둘째 날 – 골든서클과 폭포/원본', '/media/b']
          : [`/media/card/CARD_${n}`],
      startedAtMs: now - (3 - n + 1) * 26 * 60 * minute,
      endedAtMs: now - (3 - n + 1) * 26 * 60 * minute + 20 * minute,
      foundCount: n === 3 ? 3 : 412 * n,
      storedCount: n === 3 ? 2 : 412 * n,
      failedCount: n === 3 ? 1 : 0,
      foundBytes: 9.3e9 * n,
      sentBytes: 9.3e9 * n,
      skippedCount: 0,
    }),
  );
  const newest =
    mode === 'scanning'
      ? [run(9, { state: 'scanning', endedAtMs: null, storedCount: 0, sentBytes: 0 })]
      : open
        ? [run(9, { state: 'running', endedAtMs: null, startedAtMs: now - 3 * minute })]
        : ended
          ? [run(9, {})]
          : [];
  const runs = mode === 'no' ? [] : [...earlier, ...newest];

  const receipt = (id: number, importId: number, change: Partial<Receipt>): Receipt => ({
    id: id as ReceiptId,
    albumIds: [albumId(0)],
    importIds: [importId as ImportId],
    ingestId: null,
    title: 'Wedding Kim & Lee',
    places: ['This computer: album-0'],
    roots: ['/media/card/EOS_DIGITAL/DCIM'],
    depth: 'head',
    state: 'done',
    startedAtMs: endedAtMs + 1000,
    endedAtMs: endedAtMs + 9000,
    checkedCount: found,
    fileCount: found,
    confirmedCount: found,
    skippedCount: 4,
    totalBytes: found * 32_087_000,
    verdict: { safe: true, doubts: [] },
    digest: 'f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2',
    error: null,
    ...change,
  });
  const receipts: Receipt[] =
    mode === 'safe' || mode === 'stale'
      ? [receipt(5, 9, {})]
      : mode === 'checking'
        ? [
            receipt(5, 9, {
              state: 'checking',
              checkedCount: 312,
              verdict: null,
              digest: null,
              endedAtMs: null,
            }),
          ]
        : mode === 'not-safe'
          ? [
              receipt(5, 9, {
                verdict: {
                  safe: false,
                  doubts: [
                    { state: 'new-here', count: 12 },
                    { state: 'unanswered', count: 1 },
                  ],
                },
              }),
            ]
          : [];

  const download = (id: number, change: Partial<Download>): Download => ({
    id: id as DownloadId,
    title: '아이슬란드 2024',
    albumId: albumId(1),
    form: 'folder',
    to: '/media/archive/아이슬란드 2024',
    conflicts: 'ask',
    state: 'running',
    fileCount: 300,
    doneCount: 31,
    alreadyThereCount: 2,
    conflictCount: 0,
    failedCount: 0,
    notStoredCount: 5,
    totalBytes: 9.6e9,
    doneBytes: 1.1e9,
    bytesPerSecond: 61e6,
    remainingMs: 139_000,
    retryAtMs: null,
    startedAtMs: now - minute,
    endedAtMs: null,
    error: null,
    ...change,
  });
  const downloads =
    mode === 'downloading' || mode === 'moving'
      ? [download(2, {})]
      : mode === 'asking'
        ? [
            download(2, {
              state: 'asking',
              conflictCount: 3,
              doneCount: 295,
              bytesPerSecond: 0,
              remainingMs: null,
            }),
          ]
        : mode === 'many'
          ? [download(2, { state: 'failed', failedCount: 4, endedAtMs: now - 90 * minute })]
          : [];

  const states: TransferState[] = Array.from({ length: found }, (_, n) => {
    if (ended) return n < failedCount ? 'failed' : 'stored';
    if (n < failedCount) return 'failed';
    if (mode === 'paused') return n < found - storedCount ? 'paused' : 'stored';
    if (mode === 'offline') return n < found - storedCount ? 'waiting' : 'stored';
    if (n < 10 && mode !== 'held') return n % 4 === 2 ? 'verifying' : n % 4 === 3 ? 'preparing' : 'uploading';
    return n < found - storedCount ? (n % 7 === 0 ? 'discovered' : 'queued') : 'stored';
  });
  const transferAt = (n: number): Transfer => {
    const state = states[n] as TransferState;
    const name =
      n % 13 === 5
        ? `a very long file name that somebody gave it in a hurry, second version, really final_${n}.NEF`
        : n % 17 === 3
          ? `신부 대기실에서 부모님과 함께 ${n}.CR3`
          : `DSC_${String(n).padStart(5, '0')}.NEF`;
    return {
      id: (n + 1) as Transfer['id'],
      importId: 9 as ImportId,
      albumId: mode === 'offline' ? albumId(1) : albumId(0),
      assetId: (n + 1) as Transfer['assetId'],
      fileName: name,
      sourcePath: `/media/card/EOS_DIGITAL/DCIM/100EOSR5/${name}`,
      state,
      sizeBytes: 21_000_000 + ((n * 7919) % 31) * 1_000_000,
      sentBytes: state === 'uploading' ? 12_000_000 + n * 500_000 : 0,
      attempts: state === 'failed' ? 3 : 1,
      retryAtMs: state === 'waiting' ? now + 42_000 : null,
      error: state === 'failed' ? refusedError : state === 'waiting' ? offlineError : null,
      priority: n === 12 ? 1 : 0,
      createdAtMs: now - 5 * minute,
      updatedAtMs: now - minute,
    };
  };
  const count = (...wanted: TransferState[]): number =>
    states.filter((state) => wanted.includes(state)).length;
  const summary: TransferSummary = {
    totalCount: open || ended ? found : 0,
    storedCount,
    failedCount,
    cancelledCount: 0,
    activeCount: open ? count('uploading', 'verifying', 'preparing') : 0,
    pausedCount: open ? count('paused') : 0,
    waitingCount: open ? count('waiting') : 0,
    totalBytes: open || ended ? found * 32_087_000 : 0,
    sentBytes: storedCount * 32_087_000,
    bytesPerSecond: ['moving', 'yes', 'many'].includes(mode) ? 84e6 : 0,
    remainingMs: ['moving', 'yes', 'many'].includes(mode) ? 9.2 * minute : null,
    pausedAll: mode === 'paused',
    trouble:
      mode === 'disk'
        ? {
            code: 'disk-full',
            message: 'The disk of the catalogue is full. Free some space; it goes on by itself.',
            retry: 'later',
          }
        : null,
    held:
      mode === 'held'
        ? {
            reason: (query.get('held') as 'battery' | null) ?? 'schedule',
            untilMs: query.get('held') === null ? new Date(now).setHours(22, 0, 0, 0) : null,
          }
        : null,
    skippedCount: open || ended ? 4 : 0,
  };
  const page = <T>(items: T[], input: { offset?: number; limit?: number }) => ({
    total: items.length,
    items: items.slice(input.offset ?? 0, (input.offset ?? 0) + (input.limit ?? 200)),
  });
  const journal = fakeJournal(query);
  const answers: Record<string, (input: never) => unknown> = {
    'imports.list': () => runs,
    'imports.skipped': () => [
      { path: '/media/card/EOS_DIGITAL/MISC/AUTPRINT.MRK', reason: 'not-media', detail: null },
      {
        path: '/media/card/EOS_DIGITAL/DCIM/IMG_0001.JPG',
        reason: 'duplicate',
        detail: 'DCIM/IMG_0001 (1).JPG',
      },
      { path: '/media/card/EOS_DIGITAL/DCIM/IMG_0002.JPG', reason: 'already-here', detail: null },
      { path: '/media/card/EOS_DIGITAL/.Trashes', reason: 'hidden', detail: null },
    ],
    'transfers.summary': () => summary,
    'transfers.list': (input: {
      importId?: number;
      states?: TransferState[];
      offset?: number;
      limit?: number;
    }) => {
      if (input.importId !== undefined && input.importId !== 9) return { total: 0, items: [] };
      if (query.get('fail') === 'list')
        throw { code: 'io', message: 'The catalogue could not be read.', retry: 'later' };
      const rows = states.flatMap((state, n) => (input.states?.includes(state) === false ? [] : [n]));
      const { total, items } = page(rows, input);
      return { total, items: items.map(transferAt) };
    },
    'transfers.events': () => [
      { atMs: now - 5 * minute, state: 'discovered', error: null },
      { atMs: now - 5 * minute + 800, state: 'preparing', error: null },
      { atMs: now - 5 * minute + 1240, state: 'queued', error: null },
      { atMs: now - 4 * minute, state: 'uploading', error: null },
      { atMs: now - 3 * minute, state: 'waiting', error: offlineError },
      { atMs: now - 2 * minute, state: 'uploading', error: null },
      { atMs: now - 1.9 * minute, state: 'failed', error: refusedError },
    ],
    'receipts.list': ({ importId }: { importId?: number }) =>
      receipts.filter((one) => importId === undefined || one.importIds.includes(importId as ImportId)),
    'ingests.list': () => [],
    'ingests.cards': () => [],
    'downloads.list': () => downloads,
    'downloads.files': (input: { states?: string[]; offset?: number; limit?: number }) => {
      const files: DownloadFile[] = Array.from({ length: 300 }, (_, n) => ({
        number: n + 1,
        assetId: (n + 1) as DownloadFile['assetId'],
        key: `DSC_${n}.NEF`,
        path: `Day ${1 + (n % 2)}/DSC_${String(n).padStart(4, '0')}.NEF`,
        state:
          n < 6
            ? 'running'
            : n < 9
              ? 'conflict'
              : n < 12
                ? 'failed'
                : n < 43
                  ? 'done'
                  : n < 45
                    ? 'already-there'
                    : 'queued',
        sizeBytes: 32e6,
        doneBytes: n < 6 ? 9e6 + n * 2e6 : 0,
        error: n >= 9 && n < 12 ? offlineError : null,
      }));
      return page(
        files.filter((file) => input.states?.includes(file.state) !== false),
        input,
      );
    },
    'journal.list': ({ beforeId, limit = 200 }: { beforeId?: number; limit?: number }) =>
      journal.filter((entry) => beforeId === undefined || entry.id < beforeId).slice(0, limit),
  };
  for (const act of ['pause', 'resume', 'cancel', 'prioritize'])
    answers[`transfers.${act}`] = () => ({ ok: true });
  answers['transfers.retry'] = () => ({ retried: 2 });
  return { answers };
}

/** Newest first; every type of entry, over and over. */
function fakeJournal(query: URLSearchParams): JournalEntry[] {
  const wedding = { title: 'Wedding Kim & Lee', albumId: albumId(0), importId: 9 as ImportId };
  const studio = { title: 'Studio S3', connectionId: uuid(2) as ConnectionId };
  const story: NewJournalEntry[] = [
    { type: 'leftovers-swept', ...studio, params: { count: 2 } },
    { type: 'ejected', title: 'EOS_DIGITAL' },
    { type: 'ingest-ended', title: 'EOS_DIGITAL' },
    { type: 'receipt-made', ...wedding, receiptId: 5 as ReceiptId, params: { safe: 1, files: 1284 } },
    { type: 'receipt-made', ...wedding, receiptId: 4 as ReceiptId, params: { safe: 0, files: 1284 } },
    { type: 'import-ended', ...wedding, params: { stored: 1282, failed: 2, skipped: 4, cancelled: 0 } },
    { type: 'transfer-failed', title: 'DSC_00001.NEF', albumId: albumId(0), error: refusedError },
    { type: 'connection-back', ...studio },
    { type: 'connection-offline', ...studio, error: offlineError },
    { type: 'released', title: '', params: { reason: 'battery' } },
    { type: 'held', title: '', params: { reason: 'schedule' } },
    { type: 'resumed-all', title: '' },
    { type: 'paused-all', title: '' },
    {
      type: 'download-ended',
      title: '아이슬란드 2024',
      albumId: albumId(1),
      params: { done: 298, failed: 0, conflicts: 2 },
    },
    { type: 'download-started', title: '아이슬란드 2024', albumId: albumId(1) },
    { type: 'ingest-started', title: 'EOS_DIGITAL' },
    { type: 'import-started', ...wedding },
  ];
  const count = Number(query.get('journal') ?? 60);
  return Array.from({ length: count }, (_, n) => ({
    albumId: null,
    connectionId: null,
    importId: null,
    transferId: null,
    downloadId: null,
    ingestId: null,
    receiptId: null,
    params: {},
    error: null,
    ...(story[n % story.length] as NewJournalEntry),
    id: count - n,
    atMs: now - n * 47 * minute,
  }));
}
