/** Pins how questions about sidecars are answered: each by an index, in its order, however many photos wait. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import {
  dueSidecarsSql,
  fromFilesSql,
  subjectsSql,
  unreadSidecarsSql,
} from '../../src-main/catalogue/sidecars';
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

it.each([
  ['what is due', dueSidecarsSql, 'SEARCH p USING INDEX sidecar_pending_due (retry_at_ms<?)'],
  ['what is to be read', unreadSidecarsSql, 'SEARCH c USING INDEX sidecars_unread'],
  ['photos of a name', subjectsSql, '(album_number=? AND key>? AND key<?)'],
  [
    'photos from files of a name',
    fromFilesSql,
    'SEARCH s USING INDEX assets_by_source (source_path>? AND source_path<?)',
  ],
])('%s', (_, sql, wanted) => {
  const plan = database
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from(sql.matchAll(/\?/g), () => 1))
    .map((row) => row.detail);
  expect(plan.join('\n')).toContain(wanted);
  expect(plan.filter((step) => step.startsWith('SCAN') || step.includes('TEMP B-TREE'))).toEqual([]);
});
