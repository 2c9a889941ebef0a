/**
 * Receipts, cards, ingests and copies of albums for the harness, as the address asks:
 * `receipt=safe|gone|not-yet|old|came-back|checking|broken|none`, `files=N`, `cards=N`, `copies=yes`, `template=bad`, `last=yes`.
 */
import { fromWire } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { type Card, type Ingest, IngestOptions } from '../../../src-shared/domain/ingest';
import type { Receipt, ReceiptDoubt, ReceiptFile } from '../../../src-shared/domain/receipt';
import type { AlbumId, ConnectionId, ImportId, IngestId, ReceiptId } from '../../../src-shared/units';

const now = Date.now();
const minute = 60_000;
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export function fakeReceipts(query: URLSearchParams): {
  answers: Record<string, (input: never) => unknown>;
  copies: Album[];
} {
  const mode = query.get('receipt');
  return {
    answers: {
      ...(mode !== null && receiptAnswers(mode, Number(query.get('files') ?? 1284))),
      ...ingestAnswers(query),
    },
    copies: query.get('copies') === 'yes' ? copies : [],
  };
}

const doubts: ReceiptDoubt[] = [
  { state: 'lost', count: 3 },
  { state: 'not-stored', count: 12 },
  { state: 'unproven', count: 1 },
  { state: 'new-here', count: 40 },
];

function receiptAnswers(mode: string, files: number): Record<string, (input: never) => unknown> {
  const safe = mode !== 'not-yet';
  const startedAtMs = now - (mode === 'old' ? 3 * 24 * 60 : 2) * minute;
  const skippedCount = Math.min(12, Math.floor(files / 10));
  const receipt: Receipt = {
    id: 7 as ReceiptId,
    albumIds: [uuid(100) as AlbumId],
    importIds: [],
    ingestId: null,
    title: 'Wedding Kim & Lee',
    places: ['Studio S3: caos-wedding-kim-lee-4f2a/2026/', 'Backup disk: caos-wedding-kim-lee-4f2a/'],
    roots: ['/media/EOS_DIGITAL/DCIM'],
    depth: 'head',
    state: mode === 'checking' ? 'checking' : mode === 'broken' ? 'failed' : 'done',
    startedAtMs,
    endedAtMs: mode === 'checking' ? null : startedAtMs + 9000,
    checkedCount: mode === 'checking' ? Math.floor(files / 3) : files,
    fileCount: files,
    confirmedCount: safe ? files - skippedCount : files - skippedCount - 56,
    skippedCount,
    totalBytes: files * 32_087_000,
    verdict:
      mode === 'checking' || mode === 'broken'
        ? null
        : { safe, doubts: safe ? (mode === 'gone' ? [{ state: 'source-gone', count: 1 }] : []) : doubts },
    digest: 'b'.repeat(64),
    error:
      mode === 'broken'
        ? {
            code: 'vault',
            message: 'The keys cannot be read. Unlock the keyring, then check again.',
            retry: 'later',
          }
        : null,
  };
  const fileAt = (n: number): ReceiptFile => {
    const doubt =
      !safe && n < 56 ? (n < 3 ? 'lost' : n < 15 ? 'not-stored' : n < 16 ? 'unproven' : 'new-here') : null;
    const skipped = doubt === null && n >= files - skippedCount;
    const state = doubt ?? (skipped ? 'skipped' : 'confirmed');
    const stored = state === 'confirmed' || state === 'lost' || state === 'unproven';
    return {
      path: `/media/EOS_DIGITAL/DCIM/${100 + Math.floor(n / 999)}EOS5D/${skipped ? `INDEX_${n}.CTG` : `_MG_${String(n).padStart(4, '0')}.CR3`}`,
      albumId: uuid(100) as AlbumId,
      key: stored ? `_MG_${n}.CR3` : null,
      sizeBytes: 32_087_000,
      checksum: stored ? { kind: 'md5', value: '9e107d9d372bb6826bd81d3542a419d6', partBytes: null } : null,
      state,
      proof: state === 'confirmed' ? (n % 2 ? 'parts' : 'md5') : state === 'unproven' ? 'size' : null,
      confirmedAtMs: state === 'confirmed' ? startedAtMs : null,
      skip: skipped ? 'not-media' : null,
      reason:
        state === 'not-stored'
          ? { code: 'unreachable', message: 'Studio S3 does not answer.', retry: 'later' }
          : null,
    };
  };
  return {
    'receipts.list': () => (mode === 'none' ? [] : [receipt]),
    'receipts.get': () => receipt,
    'receipts.make': () => {
      Object.assign(receipt, { state: 'checking', verdict: null, checkedCount: 0, startedAtMs: Date.now() });
      return { receiptId: receipt.id };
    },
    'receipts.cancel': () => ({ ok: true }),
    'receipts.export': () => ({ ok: true }),
    'receipts.files': (input: { states?: string[]; offset?: number; limit?: number }) => {
      const all = Array.from({ length: files }, (_, n) => fileAt(n)).filter(
        (file) => input.states?.includes(file.state) ?? true,
      );
      const offset = input.offset ?? 0;
      return { total: all.length, items: all.slice(offset, offset + (input.limit ?? 200)) };
    },
  };
}

const lastIngest: Ingest = {
  id: 3 as IngestId,
  name: 'EOS_DIGITAL',
  roots: ['/media/EOS_DIGITAL'],
  options: IngestOptions.parse({
    nameTemplate: '{date}_{camera}_{seq}',
    splitBy: 'day',
    copies: [
      { type: 'folder', path: '/media/backup disk/Photographs and films of the year/incoming' },
      { type: 'connection', connectionId: uuid(2) },
    ],
    skipKnown: true,
    eject: true,
  }),
  state: 'done',
  importIds: [9 as ImportId],
  albumIds: [uuid(100) as AlbumId],
  startedAtMs: now - 60 * minute,
  endedAtMs: now - 50 * minute,
  ejected: true,
  error: null,
};
const cardNames = ['EOS_DIGITAL', 'NIKON Z 8', 'A card whose name somebody wrote at great length'];

function ingestAnswers(query: URLSearchParams): Record<string, (input: never) => unknown> {
  const cards: Card[] = Array.from({ length: Number(query.get('cards') ?? 0) }, (_, n) => ({
    path: `/media/${cardNames[n % 3]}`,
    name: cardNames[n % 3] as string,
    fileCount: n === 1 ? 20_000 : n === 2 ? 0 : 312,
    totalBytes: n === 1 ? 512e9 : n === 2 ? 0 : 18e9,
    counted: n === 1 ? 'at-least' : 'all',
    knownCount: n === 1 ? null : n === 2 ? 0 : 272,
    ejectable: n !== 1,
  }));
  return {
    'ingests.list': () => (query.get('last') === 'yes' ? [lastIngest] : []),
    'ingests.cards': () => cards,
    'ingests.eject': () => {
      throw fromWire({
        code: 'io',
        message: 'A program still uses “EOS_DIGITAL”. Close it, then eject the card again.',
        retry: 'later',
      });
    },
    'ingests.preview': ({ title, options }: { title: string; options: IngestOptions }) => ({
      names: Array.from({ length: 5 }, (_, n) => ({
        from: `DCIM/100EOS5D/_MG_${1000 + n}.CR3`,
        to:
          options.nameTemplate === null
            ? `DCIM/100EOS5D/_MG_${1000 + n}.CR3`
            : `2026-11-21_Canon EOS R5_${String(options.firstSeq + n).padStart(4, '0')}.CR3`,
      })),
      albums:
        options.splitBy === 'none'
          ? []
          : Array.from({ length: 9 }, (_, n) => ({ title: `${title} 2026-11-${10 + n}`, fileCount: 40 + n })),
      error:
        query.get('template') === 'bad'
          ? {
              code: 'bad-input',
              message: '“{datum}” is no field of a template. Use one of {date}, {time}, {camera}, {seq}.',
              retry: 'after-user',
            }
          : null,
    }),
    'ingests.start': () => ({ ingestId: 4 }),
    'downloads.start': () => ({ downloadId: 5 }),
  };
}

const copies: Album[] = [0, 1].map((n) => ({
  id: uuid(190 + n) as AlbumId,
  title: 'Wedding Kim & Lee',
  note: '',
  connectionId: uuid(2 - n) as ConnectionId,
  connectionName: n === 0 ? 'Studio S3' : 'Backup disk',
  bucket: `wedding-kim-lee-copy-${n}`,
  prefix: '',
  createdAtMs: now,
  origin: 'made',
  copyOf: uuid(100) as AlbumId,
  listedAtMs: null,
  writesSidecars: null,
  assetCount: 1284,
  storedCount: n === 0 ? 1284 : 900,
  failedCount: 0,
  totalBytes: 41.2e9,
  coverAssetId: null,
  coverThumbRevision: 0,
  state: n === 0 ? 'stored' : 'importing',
  firstAtMs: now,
  lastAtMs: now,
}));
