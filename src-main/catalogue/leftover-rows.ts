/** Forgets the many rows of something that was forgotten a few at a time, so that nobody waits for 100,000 of them. */
import type { SqlDatabase } from './sql-database';

/** Rows taken away with each write that follows: about a millisecond. */
const SWEPT_AT_ONCE = 500;

const ownerColumn = { receipt_files: 'receipt_id', download_files: 'download_id' } as const;
export const sweepSql = (table: keyof typeof ownerColumn): string =>
  `DELETE FROM ${table} WHERE ${ownerColumn[table]} = ? LIMIT ${SWEPT_AT_ONCE}`;

/**
 * `leave`: these rows belong to nobody now (ids never come back, so nobody meets them). `sweep`: takes some of them away; called by the
 * writers of the table, so the work is spread over what goes on anyway.
 */
export function createLeftoverRows(
  database: SqlDatabase,
  table: keyof typeof ownerColumn,
): { leave: (ownerId: number) => void; sweep: () => void } {
  const leave = database.prepare('INSERT OR IGNORE INTO leftover_rows (table_name, owner_id) VALUES (?, ?)');
  const next = database.prepare<{ owner_id: number }>(
    'SELECT owner_id FROM leftover_rows WHERE table_name = ? LIMIT 1',
  );
  const done = database.prepare('DELETE FROM leftover_rows WHERE table_name = ? AND owner_id = ?');
  const remove = database.prepare(sweepSql(table));

  return {
    leave(ownerId) {
      leave.run(table, ownerId);
    },
    sweep() {
      const owner = next.get(table)?.owner_id;
      if (owner === undefined) return;
      if (remove.run(owner).changes < SWEPT_AT_ONCE) done.run(table, owner);
    },
  };
}
