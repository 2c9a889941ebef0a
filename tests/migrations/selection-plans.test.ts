/** Pins how questions about selections are answered: each by an index, in its order, however many photos they hold. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import {
  awayOfAlbumSql,
  deletedItemsSql,
  filesOfAlbumSql,
  filesOfSelectionSql,
  keptItemsSql,
  namedAssetsSql,
  pendingSelectionsSql,
} from '../../src-main/catalogue/selection-files';
import {
  selectionAwaySql,
  selectionGetSql,
  selectionItemsBackSql,
  selectionItemsSql,
  selectionPlacesSql,
  selectionsHavingSql,
} from '../../src-main/catalogue/selections';
import type { SqlDatabase } from '../../src-main/catalogue/sql-database';

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

const planOf = (sql: string): string[] =>
  database
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from(sql.matchAll(/\?/g), () => 1))
    .map((row) => row.detail);

const plans: Array<[string, string]> = [
  ['one selection', selectionGetSql],
  ['its photos', selectionItemsSql],
  ['its photos from the end', selectionItemsBackSql],
  ['places of some photos', selectionPlacesSql],
  ['selections that hold some photos', selectionsHavingSql],
  ['what is away', selectionAwaySql],
  ['what waits for an album', awayOfAlbumSql],
  ['what an album leaves behind', keptItemsSql],
  ['photos by their keys', namedAssetsSql],
  ['what has to be written', pendingSelectionsSql],
  ['files of a selection', filesOfSelectionSql],
  ['files in an album', filesOfAlbumSql],
];
it.each(plans)('%s', (_, sql) => {
  const plan = planOf(sql);
  // A list that was handed in may be gone through, and what an index holds alone.
  const bad = plan.filter(
    (step) =>
      (step.startsWith('SCAN') && !/json_each|VIRTUAL TABLE|USING INDEX selections_pending/.test(step)) ||
      (step.includes('TEMP B-TREE') && !step.includes('DISTINCT')),
  );
  expect(bad).toEqual([]);
});

it('of deleted selections the items are found by the selection', () => {
  expect(planOf(deletedItemsSql)).toContain(
    'SEARCH i USING COVERING INDEX selection_items_shown (selection_number=?)',
  );
});
