/** Which transfers come next: the two orders of the queue, and rows that are picked by what they wait for. */
import type { TransferState } from '../../src-shared/domain/transfer';
import type { Settings } from '../../src-shared/ipc-contract';
import type { AssetId, TransferId } from '../../src-shared/units';
import type { TransferTable } from './catalogue';
import type { SqlDatabase, SqlStatement } from './sql-database';
import { type JobRow, jobColumns, jobFromRow, outcomeOf, transferSource } from './transfer-rows';

type Order = Settings['uploadOrder'];

/** States of rows that wait for their turn: only these are in the indexes that give the order (migration 3). */
const inLine: readonly TransferState[] = ['discovered', 'queued', 'waiting'];
const indexOf: Readonly<Record<Order, string>> = {
  found: 'transfers_next',
  'small-first': 'transfers_small',
};
const orderOf: Readonly<Record<Order, string>> = {
  found: 't.priority DESC, t.id',
  'small-first': 't.priority DESC, t.video, t.size_bytes, t.id',
};

/** The state is part of the text: SQLite takes an index of some states only when it can see that this is one of them. */
export function nextJobsSql(state: TransferState, order: Order): string {
  const outcome = outcomeOf[state];
  const index = inLine.includes(state)
    ? indexOf[order]
    : outcome === 0
      ? 'transfers_by_state'
      : 'transfers_by_outcome';
  return `SELECT ${jobColumns} FROM ${transferSource.replace('transfers t', `transfers t INDEXED BY ${index}`)}
  WHERE t.state = '${state}' AND t.outcome = ${outcome} AND (t.retry_at_ms IS NULL OR t.retry_at_ms <= ?) ORDER BY ${orderOf[order]} LIMIT ?`;
}
export const nextRetrySql =
  "SELECT min(retry_at_ms) AS at_ms FROM transfers INDEXED BY transfers_waiting WHERE state = 'waiting'";
export const openOfAssetsSql = `SELECT t.id FROM json_each(?) wanted
  CROSS JOIN transfers t INDEXED BY transfers_by_asset ON t.asset_id = wanted.value WHERE t.outcome = 0`;
/** What was cancelled goes on with nothing, even where its parts could not be given back yet. */
export const uploadIdsSql = `SELECT t.upload_id FROM albums a CROSS JOIN transfers t INDEXED BY transfers_with_upload
  ON t.album_number = a.number WHERE a.connection_id = ? AND t.upload_id IS NOT NULL AND t.state <> 'cancelled'`;
export const cancelledUploadsSql = `SELECT t.id FROM albums a CROSS JOIN transfers t INDEXED BY transfers_with_upload
  ON t.album_number = a.number AND t.state = 'cancelled' WHERE a.connection_id = ? AND t.upload_id IS NOT NULL`;
export const unreadSql = `SELECT ${jobColumns} FROM assets s INDEXED BY assets_unread
  CROSS JOIN transfers t INDEXED BY transfers_by_asset ON t.asset_id = s.id CROSS JOIN albums a ON a.number = s.album_number
  WHERE s.prepared_at_ms IS NULL AND s.source_path IS NOT NULL AND s.state = 'stored' AND t.state = 'stored' ORDER BY s.id LIMIT ?`;

export function createTransferOrder(
  database: SqlDatabase,
): Pick<
  TransferTable,
  'next' | 'nextRetryAtMs' | 'setPriority' | 'openOfAssets' | 'uploadIds' | 'cancelledUploads' | 'unread'
> {
  const nextStatements = new Map<string, SqlStatement<JobRow>>();
  const nextOf = (state: TransferState, order: Order): SqlStatement<JobRow> => {
    const name = `${state} ${order}`;
    const statement = nextStatements.get(name) ?? database.prepare<JobRow>(nextJobsSql(state, order));
    nextStatements.set(name, statement);
    return statement;
  };
  const nextRetry = database.prepare<{ at_ms: number | null }>(nextRetrySql);
  const setPriority = database.prepare('UPDATE transfers SET priority = ? WHERE id = ? AND outcome = 0');
  const openOfAssets = database.prepare<{ id: TransferId }>(openOfAssetsSql);
  const uploadIds = database.prepare<{ upload_id: string }>(uploadIdsSql);
  const cancelledUploads = database.prepare<{ id: TransferId }>(cancelledUploadsSql);
  const unread = database.prepare<JobRow>(unreadSql);

  return {
    next(state, limit, nowMs, except, order = 'found') {
      // While a store is away its whole album waits for one moment: nobody walks 100,000 rows to see that it has not come.
      if (state === 'waiting' && (nextRetry.get()?.at_ms ?? Number.NEGATIVE_INFINITY) > nowMs) return [];
      const isFree = (row: JobRow): boolean => !except.has(row.id as TransferId);
      const first = nextOf(state, order).all(nowMs, limit);
      if (first.every(isFree)) return first.map(jobFromRow);
      // The running ones are few and may all come first: ask for that many more, then leave them out.
      const rows = nextOf(state, order).all(nowMs, limit + except.size);
      return rows.filter(isFree).slice(0, limit).map(jobFromRow);
    },
    nextRetryAtMs: () => nextRetry.get()?.at_ms ?? null,
    setPriority(ids, priority) {
      database.transaction(() => {
        for (const id of ids) setPriority.run(priority, id);
      });
    },
    openOfAssets: (ids) => openOfAssets.all(JSON.stringify(ids)).map((row) => row.id),
    uploadIds: (connectionId) => new Set(uploadIds.all(connectionId).map((row) => row.upload_id)),
    cancelledUploads: (connectionId) => cancelledUploads.all(connectionId).map((row) => row.id),
    unread(limit, except) {
      const rows = unread.all(limit + except.size);
      return rows
        .filter((row) => !except.has(row.asset_id as AssetId))
        .slice(0, limit)
        .map(jobFromRow);
    },
  };
}
