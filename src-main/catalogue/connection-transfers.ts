/** Transfers by the connection that they need: what waits while one does not answer. */
import type { TransferState } from '../../src-shared/domain/transfer';
import type { ConnectionId } from '../../src-shared/units';
import type { TransferTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

/** No move of a state, so no event: one statement for all. */
export const putOffSql = `UPDATE transfers SET retry_at_ms = ?
  WHERE state = 'waiting' AND album_number IN (SELECT number FROM albums WHERE connection_id = ?)
    AND error ->> '$.code' IN ('unreachable', 'host-unknown', 'tls')`;
/** The tally has a handful of rows for each import. */
export const countByConnectionSql = `SELECT a.connection_id, sum(transfer_count) AS count
  FROM transfer_tally JOIN albums a ON a.number = album_number WHERE state = ? GROUP BY a.connection_id`;

export function createConnectionTransfers(
  database: SqlDatabase,
): Pick<TransferTable, 'putOff' | 'countByConnection'> {
  const putOff = database.prepare(putOffSql);
  const count = database.prepare<{ connection_id: ConnectionId; count: number }>(countByConnectionSql);
  return {
    putOff(connectionId, retryAtMs) {
      putOff.run(retryAtMs, connectionId);
    },
    countByConnection: (state: TransferState) =>
      new Map(count.all(state).map((row) => [row.connection_id, row.count])),
  };
}
