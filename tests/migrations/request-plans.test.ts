/** Pins how photo requests are asked: by index, never by reading all that ever arrived. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import { arrivalsSql, requestPeopleSql, requestsSql } from '../../src-main/catalogue/requests';
import { dueSlotsSql, slotsBelowSql } from '../../src-main/catalogue/signed-slots';
import type { SqlDatabase } from '../../src-main/catalogue/sql-database';

let folder: string;
let database: SqlDatabase;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-request-plans-'));
  database = openDatabase(join(folder, 'catalogue.db'));
});
afterAll(() => {
  database.raw.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ['the list, in its order', requestsSql, ['SCAN photo_requests USING INDEX photo_requests_by_creation']],
  [
    'people of one request',
    requestPeopleSql,
    ['SEARCH request_people USING INDEX request_people_by_request (request_id=?)'],
  ],
  [
    'what one person sent, in its order',
    arrivalsSql,
    ['SEARCH arrivals USING INDEX sqlite_autoindex_arrivals_1 (person_id=?)', 'USE TEMP B-TREE FOR ORDER BY'],
  ],
  [
    'slots that were left and whose signatures are over',
    dueSlotsSql,
    ['SEARCH signed_slots USING COVERING INDEX signed_slots_left (signed_until_ms<?)'],
  ],
  [
    'slots below a prefix',
    slotsBelowSql,
    ['SEARCH signed_slots USING PRIMARY KEY (connection_id=? AND bucket=? AND prefix>? AND prefix<?)'],
  ],
])('%s', (_, sql, expected) => {
  const plan = database
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from(sql.matchAll(/\?/g), () => 1));
  expect(plan.map(({ detail }) => detail)).toEqual(expected);
});
