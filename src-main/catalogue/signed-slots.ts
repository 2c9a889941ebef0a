/** Rows of places that guests were given slots in. */
import type { ConnectionId } from '../../src-shared/units';
import type { SqlDatabase } from './sql-database';
import type { SignedSlotTable } from './tables/signed-slots';

const below = 'connection_id = ? AND bucket = ? AND prefix >= ? AND prefix < ?';
export const slotsBelowSql = `SELECT max(signed_until_ms) AS untilMs FROM signed_slots WHERE ${below}`;
export const dueSlotsSql = `SELECT connection_id, bucket, prefix FROM signed_slots INDEXED BY signed_slots_left
  WHERE is_left = 1 AND signed_until_ms <= ? ORDER BY signed_until_ms`;

export function createSignedSlotTable(database: SqlDatabase): SignedSlotTable {
  const sign =
    database.prepare(`INSERT INTO signed_slots (connection_id, bucket, prefix, signed_until_ms) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET signed_until_ms = max(signed_until_ms, excluded.signed_until_ms)`);
  const latest = database.prepare<{ untilMs: number | null }>(slotsBelowSql);
  const removeBelow = database.prepare(`DELETE FROM signed_slots WHERE ${below}`);
  const leave = database.prepare(
    'INSERT INTO signed_slots (connection_id, bucket, prefix, signed_until_ms, is_left) VALUES (?, ?, ?, ?, 1)',
  );
  const due = database.prepare<{ connection_id: string; bucket: string; prefix: string }>(dueSlotsSql);
  const remove = database.prepare(
    'DELETE FROM signed_slots WHERE connection_id = ? AND bucket = ? AND prefix = ?',
  );
  return {
    sign: ({ connectionId, bucket, prefix }, untilMs) =>
      void sign.run(connectionId, bucket, prefix, Math.ceil(untilMs)),
    leave: ({ connectionId, bucket, prefix }, overMs) =>
      database.transaction(() => {
        // '0' follows '/'.
        const range = [connectionId, bucket, prefix, `${prefix.slice(0, -1)}0`] as const;
        const untilMs = latest.get(...range)?.untilMs ?? null;
        removeBelow.run(...range);
        if (untilMs !== null && untilMs > overMs) leave.run(connectionId, bucket, prefix, untilMs);
      }),
    due: (overMs) =>
      due.all(Math.floor(overMs)).map(({ connection_id, ...place }) => ({
        ...place,
        connectionId: connection_id as ConnectionId,
      })),
    forget: ({ connectionId, bucket, prefix }) => void remove.run(connectionId, bucket, prefix),
  };
}
