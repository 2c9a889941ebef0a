/** Pins how the Outbox is asked: through an index, never by reading all mails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codesSinceSql } from '../../src-main/catalogue/identities';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import {
  dueMailsSql,
  expiredMailsSql,
  mailsOfShareSql,
  nextDueMailSql,
} from '../../src-main/catalogue/outbox';
import type { SqlDatabase } from '../../src-main/catalogue/sql-database';

let folder: string;
let database: SqlDatabase;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-mail-plans-'));
  database = openDatabase(join(folder, 'catalogue.db'));
});
afterAll(() => {
  database.raw.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  [
    'what is due, in its order',
    dueMailsSql,
    /^SEARCH outbox_mails USING INDEX outbox_mails_waiting \(next_attempt_at_ms<\?\)$/,
  ],
  ['when the next one is due', nextDueMailSql, /USING COVERING INDEX outbox_mails_waiting/],
  ['what has expired', expiredMailsSql, /outbox_mails_expire \(expires_at_ms<\?\)/],
  ['mails of a share', mailsOfShareSql, /outbox_mails_share \(share_id=\?\)/],
  ['codes of the last minutes', codesSinceSql, /sign_in_codes_since \(created_at_ms>\?\)/],
])('%s', (_, sql, expected) => {
  const plan = database
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from(sql.matchAll(/\?/g), () => 1))
    .map((row) => row.detail)
    .join('\n');
  expect(plan).toMatch(expected);
});
