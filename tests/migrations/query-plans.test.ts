/** Pins how key questions are answered: through an index that also gives the order, never by reading all assets or transfers. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { albumGetSql, albumListSql } from '../../src-main/catalogue/albums';
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
import { presentFileSql } from '../../src-main/catalogue/found-files';
import { listedRowSql, storedKeysSql } from '../../src-main/catalogue/listed-assets';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import { dropPackSql, packableRowSql, packsSql, unpackedSql } from '../../src-main/catalogue/packed-assets';
import type { SqlDatabase } from '../../src-main/catalogue/sql-database';
import { totalsSql, transferPageSql } from '../../src-main/catalogue/transfer-lists';
import { nextJobsSql, nextRetrySql } from '../../src-main/catalogue/transfers';

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
  ['the next jobs', nextJobsSql, ['SEARCH t USING INDEX transfers_by_state (state=?)']],
  ['the next retry', nextRetrySql, ['SEARCH transfers USING COVERING INDEX transfers_waiting']],
  [
    'transfers, newest first',
    transferPageSql({ single: false, ofAlbum: false, states: false }),
    ['SEARCH t USING INDEX transfers_by_end (ended=?)'],
  ],
  [
    'transfers of an album',
    transferPageSql({ single: false, ofAlbum: true, states: true }),
    ['SEARCH t USING INDEX transfers_by_album (album_number=? AND ended=?)'],
  ],
  [
    'failed transfers',
    transferPageSql({ single: true, ofAlbum: false, states: false }),
    ['SEARCH t USING INDEX transfers_by_state (state=?)'],
  ],
  [
    'all albums',
    albumListSql,
    [
      'SEARCH assets USING INDEX assets_cover (album_number=?)',
      'SEARCH assets USING COVERING INDEX assets_grid (album_number=?)',
      'SEARCH imports USING INDEX imports_open (album_number=?)',
    ],
  ],
  ['one album', albumGetSql, ['SEARCH a USING INDEX sqlite_autoindex_albums_1 (id=?)']],
  ['the totals', totalsSql, ['SEARCH t USING PRIMARY KEY (album_number=? AND import_id=?) LEFT-JOIN']],
];

it.each(byIndex)('%s', (_, sql, steps) => {
  const plan = planOf(sql);
  expect(plan).toEqual(expect.arrayContaining(steps));
  expect(plan.filter((step) => /SCAN (assets|transfers|s|t)\b/.test(step))).toEqual([]);
});

it.each(byIndex.filter(([name]) => name !== 'all albums'))('%s: no sorter', (_, sql) => {
  expect(planOf(sql).filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
});
