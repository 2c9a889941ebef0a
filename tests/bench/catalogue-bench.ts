/**
 * Times the catalogue over a generated album: `node --import ./tests/support/resolve-typescript.mjs tests/bench/catalogue-bench.ts [COUNT]`.
 * Prints one JSON object of milliseconds: single acts for writes, the best of five for reads.
 */
import type { FoundFile } from '../../src-main/catalogue/catalogue';
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
time('totals', () => transfers.totals(), 5);
time('counts by state', () => transfers.countByState(), 5);
time('forget the album', () => albums.remove(albumId));
console.log(JSON.stringify({ count, milliseconds: results, slowestStatements: slow }, null, 2));
