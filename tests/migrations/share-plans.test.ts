/** Pins how shares are asked: what the screen lists and what waits for the store are found by index, never by reading all objects. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ofOthersSql } from '../../src-main/catalogue/album-access';
import { standingOfSql } from '../../src-main/catalogue/groups';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import { waitingObjectsSql } from '../../src-main/catalogue/share-contents';
import { recipientsSql, sharesSql } from '../../src-main/catalogue/shares';
import type { SqlDatabase } from '../../src-main/catalogue/sql-database';

let folder: string;
let database: SqlDatabase;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-share-plans-'));
  database = openDatabase(join(folder, 'catalogue.db'));
});
afterAll(() => {
  database.raw.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ['the list, in its order', sharesSql, ['SCAN shares USING INDEX shares_by_creation']],
  [
    'people of one share, with how much they chose',
    recipientsSql,
    [
      'SEARCH share_recipients USING INDEX share_recipients_by_share (share_id=?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH share_picks USING PRIMARY KEY (recipient_id=?)',
    ],
  ],
  [
    'albums of others in a bucket, asked before every write into it',
    ofOthersSql,
    [
      'SEARCH a USING INDEX sqlite_autoindex_albums_2 (connection_id=? AND bucket=?)',
      'SEARCH w USING PRIMARY KEY (album_id=?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH identity USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  [
    'the album and group of a share',
    standingOfSql,
    ['SEARCH standing_shares USING INDEX sqlite_autoindex_standing_shares_1 (share_id=?)'],
  ],
  [
    'objects that wait',
    waitingObjectsSql,
    ['SEARCH share_objects USING INDEX share_objects_waiting (share_id=?)'],
  ],
])('%s', (_, sql, expected) => {
  const plan = database
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from(sql.matchAll(/\?/g), () => 1));
  expect(plan.map(({ detail }) => detail)).toEqual(expected);
});
