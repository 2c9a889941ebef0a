/** Pins how key questions are answered: through an index that also gives the order, never by reading all assets or transfers. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { albumGetSql, albumListSql } from '../../src-main/catalogue/albums';
import {
  bySourceSql,
  confirmableSql,
  importedIdsSql,
  skippedForSql,
  storedAnywhereSql,
} from '../../src-main/catalogue/asset-facts';
import { assetIndexSql } from '../../src-main/catalogue/asset-index';
import {
  assetPageAfterSql,
  assetPageSql,
  assetPatchSql,
  openTwinSql,
  settleOrderSql,
  storedObjectsSql,
  storedTwinsSql,
} from '../../src-main/catalogue/assets';
import { countByConnectionSql, putOffSql } from '../../src-main/catalogue/connection-transfers';
import {
  addDownloadFilesSql,
  downloadJobSql,
  downloadPageOfStatesSql,
  downloadPageSql,
  nextDownloadFilesSql,
} from '../../src-main/catalogue/download-files';
import { openDownloadsSql } from '../../src-main/catalogue/downloads';
import { presentFileSql } from '../../src-main/catalogue/found-files';
import { importFilesSql } from '../../src-main/catalogue/imports';
import { importsOfIngestSql, openIngestsSql } from '../../src-main/catalogue/ingests';
import { journalPageSql } from '../../src-main/catalogue/journal';
import { sweepSql } from '../../src-main/catalogue/leftover-rows';
import {
  countMatchingSql,
  libraryRowsSql,
  librarySliceSql,
  matchingSql,
  selectedSql,
} from '../../src-main/catalogue/library-reader';
import { listedRowSql, storedKeysSql } from '../../src-main/catalogue/listed-assets';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import { dropPackSql, packableRowSql, packsSql, unpackedSql } from '../../src-main/catalogue/packed-assets';
import { pendingWordsSql } from '../../src-main/catalogue/photo-words';
import { receiptByPathSql, receiptPageSql } from '../../src-main/catalogue/receipt-files';
import { receiptListSql } from '../../src-main/catalogue/receipts';
import type { SqlDatabase } from '../../src-main/catalogue/sql-database';
import { stackCandidatesSql, stackMembersSql } from '../../src-main/catalogue/stacks';
import {
  endedIdsSql,
  importIdsSql,
  openIdsSql,
  totalsSql,
  transferPageSql,
} from '../../src-main/catalogue/transfer-lists';
import {
  cancelledUploadsSql,
  nextJobsSql,
  nextRetrySql,
  openOfAssetsSql,
  unreadSql,
  uploadIdsSql,
} from '../../src-main/catalogue/transfer-order';
import { lastEventSql } from '../../src-main/catalogue/transfers';

let folder: string;
let database: SqlDatabase;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-plans-'));
  database = openDatabase(join(folder, 'catalogue.db'));
});
afterAll(() => {
  database.raw.close();
  rmSync(folder, { recursive: true, force: true });
});

function planOf(sql: string): string[] {
  const values = Array.from(sql.matchAll(/\?/g), () => 1);
  return database
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...values)
    .map((row) => row.detail);
}

const byIndex: Array<[string, string, string[]]> = [
  ['the grid of an album', assetIndexSql, ['SEARCH assets USING INDEX assets_grid (album_number=?)']],
  ['patches', assetPatchSql, ['SEARCH s USING INTEGER PRIMARY KEY (rowid=?)']],
  ['a first page', assetPageSql, ['SEARCH s USING INDEX assets_grid (album_number=?)']],
  ['a next page', assetPageAfterSql, ['SEARCH s USING INDEX assets_grid (album_number=? AND sort_at_ms>?)']],
  [
    'the stored objects',
    storedObjectsSql,
    ['SEARCH assets USING INDEX sqlite_autoindex_assets_1 (album_number=?)'],
  ],
  [
    'stored twins',
    storedTwinsSql,
    ['SEARCH assets USING INDEX assets_by_fingerprint (album_number=? AND fingerprint=?)'],
  ],
  [
    'open twins',
    openTwinSql,
    [
      'SEARCH s USING COVERING INDEX assets_by_fingerprint (album_number=? AND fingerprint=? AND id<?)',
      'SEARCH t USING INDEX transfers_by_asset (asset_id=?)',
    ],
  ],
  [
    'a file that may be here',
    presentFileSql,
    ['SEARCH s USING INDEX sqlite_autoindex_assets_1 (album_number=? AND key=?)'],
  ],
  [
    'an object of a listing',
    listedRowSql,
    ['SEARCH assets USING INDEX sqlite_autoindex_assets_1 (album_number=? AND key=?)'],
  ],
  [
    'the stored keys of a window',
    storedKeysSql,
    ['SEARCH assets USING INDEX sqlite_autoindex_assets_1 (album_number=? AND key>? AND key<?)'],
  ],
  [
    'an asset that a pack tells of',
    packableRowSql,
    ['SEARCH assets USING INDEX sqlite_autoindex_assets_1 (album_number=? AND key=?)'],
  ],
  ['what is in no pack yet', unpackedSql, ['SEARCH s USING INDEX assets_unpacked (album_number=?)']],
  [
    'photos that wait to be put in order',
    settleOrderSql,
    ['SEARCH assets USING INDEX assets_unsettled (album_number=?)'],
  ],
  [
    'the packs of an album',
    packsSql,
    ['SEARCH assets USING COVERING INDEX assets_by_pack (album_number=? AND pack>?)'],
  ],
  [
    'the assets of a pack',
    dropPackSql,
    ['SEARCH assets USING INDEX assets_by_pack (album_number=? AND pack=?)'],
  ],
  [
    'the next jobs',
    nextJobsSql('queued', 'found'),
    ['SEARCH t USING INDEX transfers_next (state=?)', 'SEARCH imports USING INTEGER PRIMARY KEY (rowid=?)'],
  ],
  [
    'the next jobs, small ones first',
    nextJobsSql('waiting', 'small-first'),
    ['SEARCH t USING INDEX transfers_small (state=?)'],
  ],
  [
    'the jobs under way',
    nextJobsSql('uploading', 'found'),
    ['SEARCH t USING INDEX transfers_by_state (state=?)'],
  ],
  [
    'open transfers of some photos',
    openOfAssetsSql,
    ['SEARCH t USING INDEX transfers_by_asset (asset_id=?)'],
  ],
  [
    'what waits for a connection',
    putOffSql,
    [
      'SEARCH transfers USING INDEX transfers_small (state=?)',
      'SEARCH albums USING COVERING INDEX sqlite_autoindex_albums_2 (connection_id=?)',
    ],
  ],
  [
    'transfers of each connection',
    countByConnectionSql,
    ['SCAN transfer_tally', 'SEARCH a USING INTEGER PRIMARY KEY (rowid=?)'],
  ],
  [
    'all transfers of an import',
    importIdsSql,
    ['SEARCH transfers USING INDEX transfers_by_import (import_id=? AND outcome=?)'],
  ],
  [
    'uploads that rows go on with',
    uploadIdsSql,
    [
      'SEARCH a USING COVERING INDEX sqlite_autoindex_albums_2 (connection_id=?)',
      'SEARCH t USING COVERING INDEX transfers_with_upload (album_number=?)',
    ],
  ],
  [
    'uploads of cancelled files',
    cancelledUploadsSql,
    ['SEARCH t USING COVERING INDEX transfers_with_upload (album_number=? AND state=? AND upload_id>?)'],
  ],
  [
    'stored photos not yet read',
    unreadSql,
    ['SCAN s USING INDEX assets_unread', 'SEARCH t USING INDEX transfers_by_asset (asset_id=?)'],
  ],
  [
    'open transfers of a state',
    openIdsSql,
    ['SEARCH transfers USING COVERING INDEX transfers_by_state (state=?)'],
  ],
  [
    'ended transfers',
    endedIdsSql,
    ['SEARCH transfers USING COVERING INDEX transfers_by_outcome (outcome=?)'],
  ],
  ['the last event', lastEventSql, ['SEARCH transfer_events USING PRIMARY KEY (transfer_id=?)']],
  ['facts of stored photos', confirmableSql, ['SEARCH s USING INTEGER PRIMARY KEY (rowid=?)']],
  [
    'the same content in any album',
    storedAnywhereSql,
    ['SEARCH s USING INDEX assets_stored_content (fingerprint=? AND size_bytes=?)'],
  ],
  ['photos of a file', bySourceSql, ['SEARCH s USING INDEX assets_by_source (source_path=?)']],
  [
    'what was imported',
    importedIdsSql,
    ['SEARCH transfers USING COVERING INDEX transfers_by_album (album_number=? AND outcome=?)'],
  ],
  [
    'what was skipped for a photo',
    skippedForSql,
    [
      'SEARCH i USING COVERING INDEX imports_by_album (album_number=?)',
      'SEARCH k USING COVERING INDEX import_skips_duplicate (import_id=?)',
      'SEARCH s USING INDEX sqlite_autoindex_assets_1 (album_number=? AND key=?)',
    ],
  ],
  [
    'files of an import',
    importFilesSql,
    ['SEARCH transfers USING COVERING INDEX transfers_by_import (import_id=? AND outcome=? AND id>?)'],
  ],
  ['open ingests', openIngestsSql, ['SCAN ingests USING INDEX ingests_open']],
  ['imports of an ingest', importsOfIngestSql, ['SEARCH i USING INDEX imports_by_ingest (ingest_id=?)']],
  ['the journal', journalPageSql, ['SEARCH journal USING INTEGER PRIMARY KEY (rowid<?)']],
  [
    'receipts of an album',
    receiptListSql.album,
    [
      'SEARCH o USING PRIMARY KEY (album_id=?)',
      'SEARCH receipt_tally USING PRIMARY KEY (receipt_id=? AND state=?)',
      'SEARCH receipt_albums USING COVERING INDEX receipt_albums_of (receipt_id=?)',
    ],
  ],
  ['receipts of an import', receiptListSql.import, ['SEARCH o USING PRIMARY KEY (import_id=?)']],
  ['receipts of an ingest', receiptListSql.ingest, ['SEARCH r USING INDEX receipts_by_ingest (ingest_id=?)']],
  [
    'files of a receipt',
    receiptPageSql('some'),
    ['SEARCH receipt_files USING COVERING INDEX receipt_files_shown (receipt_id=?)'],
  ],
  [
    'files of a receipt by path',
    receiptByPathSql,
    [
      'SEARCH receipt_files USING COVERING INDEX receipt_files_shown (receipt_id=? AND harmless=? AND (path,number)>(?,?))',
    ],
  ],
  [
    'rows of a forgotten receipt',
    sweepSql('receipt_files'),
    ['SEARCH receipt_files USING PRIMARY KEY (receipt_id=? AND number=?)'],
  ],
  [
    'rows of a forgotten download',
    sweepSql('download_files'),
    ['SEARCH download_files USING PRIMARY KEY (download_id=? AND number=?)'],
  ],
  ['open downloads', openDownloadsSql, ['SCAN d USING INDEX downloads_open']],
  [
    'the next files of a download',
    nextDownloadFilesSql(2),
    ['SEARCH download_files USING COVERING INDEX download_files_by_state (download_id=? AND state=?)'],
  ],
  [
    'a file of a download',
    downloadJobSql,
    [
      'SEARCH f USING PRIMARY KEY (download_id=? AND number=?)',
      'SEARCH s USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
    ],
  ],
  ['files of a download', downloadPageSql, ['SEARCH f USING PRIMARY KEY (download_id=? AND number>?)']],
  [
    'files of a download in some states',
    downloadPageOfStatesSql(3),
    ['SEARCH download_files USING COVERING INDEX download_files_by_state (download_id=? AND state=?)'],
  ],
  [
    'files that a download will bring',
    addDownloadFilesSql.slice(addDownloadFilesSql.indexOf('SELECT')),
    ['SEARCH s USING INTEGER PRIMARY KEY (rowid=?)'],
  ],
  ['the next retry', nextRetrySql, ['SEARCH transfers USING COVERING INDEX transfers_waiting']],
  [
    'transfers, newest first',
    transferPageSql({ of: 'all', runs: 1, filtered: false }),
    ['SEARCH t USING COVERING INDEX transfers_by_outcome (outcome=?)'],
  ],
  [
    'ended transfers, newest first',
    transferPageSql({ of: 'all', runs: 3, filtered: false }),
    ['SEARCH t USING COVERING INDEX transfers_by_outcome (outcome=?)'],
  ],
  [
    'some transfers of an album',
    transferPageSql({ of: 'album', runs: 1, filtered: true }),
    ['SEARCH t USING INDEX transfers_by_album (album_number=? AND outcome=?)'],
  ],
  [
    'transfers of an import',
    transferPageSql({ of: 'import', runs: 2, filtered: false }),
    ['SEARCH t USING COVERING INDEX transfers_by_import (import_id=? AND outcome=?)'],
  ],
  [
    'waiting transfers',
    transferPageSql({ of: 'all', runs: 'of-state', filtered: false }),
    ['SEARCH t USING COVERING INDEX transfers_by_state (state=?)'],
  ],
  [
    'all albums',
    albumListSql,
    [
      'SEARCH assets USING INDEX assets_cover (album_number=?)',
      'SEARCH assets USING INDEX assets_grid (album_number=?)',
      'SEARCH imports USING INDEX imports_open (album_number=?)',
    ],
  ],
  ['the photos of a slice of the library', librarySliceSql, ['SEARCH s USING INTEGER PRIMARY KEY (rowid>?)']],
  ['changed photos of the library', libraryRowsSql, ['SEARCH s USING INTEGER PRIMARY KEY (rowid=?)']],
  [
    'photos that may be stacked',
    stackCandidatesSql,
    [
      'SEARCH s USING INDEX sqlite_autoindex_assets_1 (album_number=? AND key>?)',
      'SEARCH a USING INTEGER PRIMARY KEY (rowid=?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  [
    'all of a stack',
    stackMembersSql,
    [
      'SCAN wanted VIRTUAL TABLE INDEX 1:',
      'SEARCH s USING INDEX assets_stacked (stack_top=?)',
      'SEARCH a USING INTEGER PRIMARY KEY (rowid=?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  ['photos by their words', matchingSql, ['SCAN photo_words VIRTUAL TABLE INDEX 64:M5']],
  ['how many photos by their words', countMatchingSql, ['SCAN photo_words VIRTUAL TABLE INDEX 0:M5']],
  [
    'the photos of a selection',
    selectedSql,
    ['SEARCH selection_items USING COVERING INDEX selection_items_shown (selection_number=?)'],
  ],
  [
    'photos whose words are pending',
    pendingWordsSql,
    ['SEARCH s USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN'],
  ],
  ['one album', albumGetSql, ['SEARCH a USING INDEX sqlite_autoindex_albums_1 (id=?)']],
  ['the totals', totalsSql, ['SEARCH t USING PRIMARY KEY (album_number=? AND import_id=?) LEFT-JOIN']],
];

it.each(byIndex)('%s', (_, sql, steps) => {
  const plan = planOf(sql);
  expect(plan).toEqual(expect.arrayContaining(steps));
  expect(
    plan.filter((step) =>
      /SCAN (assets|transfers|receipt_files|download_files|s|t|f)\b(?! USING INDEX assets_unread)/.test(step),
    ),
  ).toEqual([]);
});

/** Albums are few, and so are the jobs under way. */
const sorted = ['all albums', 'the jobs under way', 'transfers of each connection'];
it.each(byIndex.filter(([name]) => !sorted.includes(name)))('%s: no sorter', (_, sql) => {
  expect(planOf(sql).filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
});
