/** Rows of uploads that are about to be begun: few, and gone again as soon as the upload's id is saved. */
import type { ConnectionId, TransferId } from '../../src-shared/units';
import type { UploadIntentTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

interface Row {
  id: number;
  connection_id: ConnectionId;
  bucket: string;
  key: string;
  transfer_id: TransferId | null;
  at_ms: number;
}

export function createUploadIntentTable(database: SqlDatabase): UploadIntentTable {
  const insert = database.prepare(
    'INSERT INTO upload_intents (connection_id, bucket, key, transfer_id, at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM upload_intents WHERE id = ?');
  const list = database.prepare<Row>(
    'SELECT id, connection_id, bucket, key, transfer_id, at_ms FROM upload_intents ORDER BY id',
  );

  return {
    add: (intent, nowMs) =>
      insert.run(intent.connectionId, intent.bucket, intent.key, intent.transferId, nowMs).lastInsertRowid,
    remove(id) {
      remove.run(id);
    },
    list: () =>
      list.all().map((row) => ({
        id: row.id,
        connectionId: row.connection_id,
        bucket: row.bucket,
        key: row.key,
        transferId: row.transfer_id,
        atMs: row.at_ms,
      })),
  };
}
