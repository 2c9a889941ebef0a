/** Pins how the trash and what is kept offline are asked for: through an index, never by reading all photos. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  keptAmongSql,
  keptPageSql,
  unfetchedOfPackSql,
  unfetchedPackSql,
} from '../../src-main/catalogue/kept-albums';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import type { SqlDatabase } from '../../src-main/catalogue/sql-database';
import {
  trashDeletingSql,
  trashDeletionsDueSql,
  trashDueSql,
  trashExpiredSql,
  trashHadNameSql,
  trashLeavingSql,
  trashListSql,
  trashOfAlbumSql,
  trashSubjectsSql,
  trashTargetSql,
} from '../../src-main/catalogue/trash';

let folder: string;
let database: SqlDatabase;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-trash-plans-'));
  database = openDatabase(join(folder, 'catalogue.db'));
});
afterAll(() => {
  database.raw.close();
  rmSync(folder, { recursive: true, force: true });
});

const planOf = (sql: string): string =>
  database
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from(sql.matchAll(/\?/g), () => 1))
    .map((row) => row.detail)
    .join('\n');

const byIndex: Array<[name: string, sql: string, expected: string]> = [
  ['photos by id', trashSubjectsSql, 'SEARCH s USING INTEGER PRIMARY KEY (rowid=?)'],
  ['work that is due', trashDueSql, 'SEARCH p USING INDEX trash_pending_due (retry_at_ms<?)'],
  ['a name that is about to be free', trashLeavingSql, 'trash_pending_leaves (album_number=? AND leaves=?)'],
  ['a name that is copied to', trashTargetSql, 'trash_pending_target (album_number=? AND target=?)'],
  ['a name that was thrown away', trashHadNameSql, 'assets_trashed_from (album_number=? AND trashed_from=?)'],
  [
    'what is deleted by itself',
    trashExpiredSql,
    'SEARCH assets USING INDEX assets_trashed (trashed_at_ms<?)',
  ],
  ['the trash', trashListSql, 'SEARCH assets USING INDEX assets_trashed (trashed_at_ms>?)'],
  ['the trash of an album', trashOfAlbumSql, 'SEARCH assets USING INDEX assets_trashed (trashed_at_ms>?)'],
  ['objects to delete', trashDeletionsDueSql, 'SEARCH d USING INDEX trash_deletions_due (retry_at_ms<?)'],
  ['an object that is being deleted', trashDeletingSql, 'trash_deletions_key (album_number=? AND key=?)'],
  [
    'photos of an album that is kept',
    keptPageSql,
    'SEARCH assets USING INDEX assets_grid (album_number=? AND sort_at_ms>?)',
  ],
  ['kept photos', keptAmongSql, 'SEARCH s USING INTEGER PRIMARY KEY (rowid=?)'],
  ['a pack without its thumbnails', unfetchedPackSql, 'SCAN s USING INDEX assets_unfetched'],
  [
    'photos of a pack without thumbnails',
    unfetchedOfPackSql,
    'SEARCH assets USING INDEX assets_unfetched (album_number=? AND pack=?)',
  ],
];
for (const [name, sql, expected] of byIndex) {
  it(`${name}: by an index, in its order`, () => {
    const plan = planOf(sql);
    expect(plan).toContain(expected);
    expect(plan).not.toMatch(/SCAN (s|assets)\b(?!.*(assets_trashed|assets_unfetched))|TEMP B-TREE/);
  });
}
