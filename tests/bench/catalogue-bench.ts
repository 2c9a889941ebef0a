/**
 * Times the catalogue over a generated album: `node --import ./tests/support/resolve-typescript.mjs tests/bench/catalogue-bench.ts [COUNT]`.
 * Prints one JSON object of milliseconds: single acts for writes, the best of five for reads.
 */
import type { FoundFile } from '../../src-main/catalogue/catalogue';
import type { ReceiptFile } from '../../src-shared/domain/receipt';
import type { TransferId } from '../../src-shared/units';
import { albumId, assetId, catalogueFixture, files, NOW_MS } from '../support/catalogue-fixture';

const count = Number(process.argv[2] ?? 100_000);
const BATCH = 500;
const slow: Record<string, number> = {};
using fixture = catalogueFixture({
  onSlow: (sql, elapsedMs) => {
    const name = sql.trim().slice(0, 60).replace(/\s+/g, ' ');
    slow[name] = Math.max(slow[name] ?? 0, Math.round(elapsedMs));
  },
});
const { catalogue } = fixture;
const { assets, transfers, albums } = catalogue;
const results: Record<string, number> = {};

function time(name: string, work: () => unknown, runs = 1): void {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    work();
    bestMs = Math.min(bestMs, performance.now() - startedAt);
  }
  results[name] = Math.round(bestMs * 100) / 100;
}

function addAll(found: FoundFile[]): void {
  for (let from = 0; from < found.length; from += BATCH) {
    transfers.addFound(albumId, fixture.importId, found.slice(from, from + BATCH), NOW_MS);
  }
}

const all = files(count);
time('add 10,000 files', () => addAll(all.slice(0, 10_000)));
time('add the same 10,000 again', () => addAll(all.slice(0, 10_000)));
addAll(all.slice(10_000));
const metadata = {
  widthPx: 6000,
  heightPx: 4000,
  takenAtLocal: '2024-05-01T10:11:12',
  cameraModel: 'X',
  keywords: ['a', 'b'],
};
time('prepare 1,000', () => {
  for (let n = 1; n <= 1000; n += 1) {
    assets.setPrepared(assetId(n), { metadata, thumbhash: 'h'.repeat(28), hasThumb: true, mediaError: null });
  }
});
const ids = transfers.ids({ states: ['discovered'] });
time('store 1,000 (queued, uploading, stored)', () => {
  for (const id of ids.slice(0, 1000)) fixture.store(id);
});
time('pause 10,000 at once', () => transfers.setState(ids.slice(1000, 11_000), 'paused', NOW_MS));
time('index of the album', () => assets.index(albumId), 5);
time('page of 200 in the middle', () => assets.page(albumId, assetId(Math.ceil(count / 2)), 200), 5);
time('list of albums', () => albums.list(), 5);
time(
  'next 8 jobs',
  () => transfers.next('discovered', 8, NOW_MS, new Set(ids.slice(11_000, 11_008) as TransferId[])),
  5,
);
time('first 200 transfers', () => transfers.list({ offset: 0, limit: 200 }), 5);
time(
  'first 200 of the import',
  () => transfers.list({ importId: fixture.importId, offset: 0, limit: 200 }),
  5,
);
time(
  'last 200 of the import, one state',
  () =>
    transfers.list({
      importId: fixture.importId,
      states: ['discovered'],
      offset: count - 11_400,
      limit: 200,
    }),
  5,
);
time('200 files of the import in the middle', () =>
  catalogue.imports.files(fixture.importId, ids[Math.floor(ids.length / 2)] ?? null, 200),
);
time('next 8 jobs, small first', () => transfers.next('discovered', 8, NOW_MS, new Set(), 'small-first'), 5);
time('totals', () => transfers.totals(), 5);
time('counts by state', () => transfers.countByState(), 5);

for (let from = 1000; from < ids.length; from += BATCH) {
  catalogue.transaction(() => {
    for (const id of ids.slice(from, from + BATCH)) fixture.store(id);
  });
}
time('ids of what was imported', () => assets.importedIds(albumId), 5);
const all500 = ids.slice(50_000, 50_500).map((id) => assetId(id));
time('facts of 500 stored assets', () => assets.confirmable(all500), 5);
time('confirm 500', () => assets.setConfirmed(all500, 'md5', NOW_MS));
time('the photo of a file on the card', () =>
  assets.bySource([albumId], {
    path: '/card/DCIM/IMG_777.JPG',
    sizeBytes: 1777,
    modifiedAtMs: all[777]?.modifiedAtMs ?? 0,
  }),
);

const receiptId = catalogue.receipts.insert({
  albumIds: [albumId],
  importIds: [fixture.importId],
  ingestId: null,
  title: 'Wedding',
  places: ['This computer: wedding/'],
  roots: ['/card'],
  depth: 'head',
  startedAtMs: NOW_MS,
});
const receiptFile = (n: number): ReceiptFile => ({
  path: `/media/photographer/EOS_DIGITAL/DCIM/100CANON/IMG_${(n * 7919) % count}.JPG`,
  albumId,
  key: `DCIM/IMG_${n}.JPG`,
  sizeBytes: 6_000_000 + n,
  checksum: { kind: 'md5', value: 'd41d8cd98f00b204e9800998ecf8427e', partBytes: null },
  state: n % 100 === 0 ? 'not-stored' : 'confirmed',
  proof: 'md5',
  confirmedAtMs: NOW_MS,
  skip: null,
  reason: null,
});
const addReceiptFiles = (from: number, upTo: number): void => {
  for (let at = from; at < upTo; at += BATCH)
    catalogue.receipts.addFiles(
      receiptId,
      Array.from({ length: Math.min(BATCH, upTo - at) }, (_, n) => receiptFile(at + n)),
    );
};
addReceiptFiles(0, count - BATCH);
time('receipt: add the last 500 files', () => addReceiptFiles(count - BATCH, count));
const { receipts, downloads } = catalogue;
time('receipt: first 200 files', () => receipts.files(receiptId, { offset: 0, limit: 200 }), 5);
time('receipt: last 200 files', () => receipts.files(receiptId, { offset: count - 200, limit: 200 }), 5);
time(
  'receipt: last 200 of one state',
  () => receipts.files(receiptId, { states: ['confirmed'], offset: count - 1200, limit: 200 }),
  5,
);
time('receipt: 500 in the middle, by path', () => {
  let page = 0;
  for (const files of receipts.pages(receiptId, 500)) if (++page === 3 || files.length === 0) break;
});
time('receipt itself', () => receipts.get(receiptId), 5);
time('receipt: forget it', () => receipts.tidy(NOW_MS, 0));

const wanted = ids.map((_, n) => ({ assetId: assetId(n + 1), path: `DCIM/IMG_${n}.JPG` }));
const insertDownload = () => {
  const id = downloads.begin({
    title: 'Wedding',
    albumId,
    form: 'folder',
    to: '/photos',
    conflicts: 'ask',
    notStoredCount: 0,
    startedAtMs: NOW_MS,
  });
  for (let from = 0; from < wanted.length; from += BATCH)
    downloads.addFiles(id, from, wanted.slice(from, from + BATCH));
  downloads.complete(id);
};
time('download: insert all', insertDownload);
const [download] = downloads.list();
if (!download) throw new Error('no download');
time('download: 1,000 files from queued to done', () => {
  for (let n = 1; n <= 1000; n += 1) {
    downloads.setFile(download.id, n, { state: 'running' });
    downloads.setFile(download.id, n, { state: 'done', doneBytes: 1000 + n });
  }
});
time('download: next 8', () => downloads.next(download.id, ['running', 'queued'], 8), 5);
time('download: first 200 files', () => downloads.files(download.id, { offset: 0, limit: 200 }), 5);
time('download: last 200 files', () => downloads.files(download.id, { offset: count - 200, limit: 200 }), 5);
time(
  'download: last 200 in one of two states',
  () => downloads.files(download.id, { states: ['queued', 'failed'], offset: count - 1200, limit: 200 }),
  5,
);
time('download itself', () => downloads.get(download.id), 5);
time('download: forget it', () => downloads.remove(download.id));
time('forget the album', () => albums.remove(albumId));
console.log(JSON.stringify({ count, milliseconds: results, slowestStatements: slow }, null, 2));
