/** What screens ask about transfers: pages of them, counts and totals, from indexes and the tally alone. */
import {
  type TransferState,
  TransferState as TransferStates,
  transferIsOpen,
} from '../../src-shared/domain/transfer';
import type { TransferId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { TransferTable } from './catalogue';
import type { SqlDatabase, SqlStatement, SqlValue } from './sql-database';
import { type TransferRow, transferColumns, transferFromRow, transferSource } from './transfer-rows';

const openStates = TransferStates.options.filter(transferIsOpen);
const endedStates = TransferStates.options.filter((state) => !transferIsOpen(state));

/** A page of the open (`ended` 0) or the ended ones, newest first; `single`: of one state, through that state's own index. */
export function transferPageSql(filter: { single: boolean; ofAlbum: boolean; states: boolean }): string {
  const conditions = [
    filter.single ? 't.state = ?' : 't.ended = ?',
    ...(filter.ofAlbum ? ['t.album_number = ?'] : []),
    ...(filter.states ? ['t.state IN (SELECT value FROM json_each(?))'] : []),
  ];
  const index =
    filter.ofAlbum && !filter.single
      ? 'transfers_by_album'
      : filter.single
        ? 'transfers_by_state'
        : 'transfers_by_end';
  return `SELECT ${transferColumns} FROM ${transferSource.replace('transfers t', `transfers t INDEXED BY ${index}`)}
    WHERE ${conditions.join(' AND ')} ORDER BY t.id DESC LIMIT ? OFFSET ?`;
}

export const totalsSql = `
  WITH chosen AS (
    SELECT id FROM imports WHERE state IN ('scanning', 'running')
    UNION
    SELECT import_id FROM transfer_tally
    WHERE transfer_count > 0 AND state NOT IN ('stored', 'failed', 'cancelled') AND import_id > 0
  ), shown AS (
    SELECT id FROM chosen
    UNION ALL
    SELECT max(id) FROM imports WHERE NOT EXISTS (SELECT 1 FROM chosen)
  )
  SELECT i.id, i.skipped_count, t.state, t.transfer_count, t.size_bytes, t.sent_bytes
  FROM shown JOIN imports i ON i.id = shown.id
  LEFT JOIN transfer_tally t ON t.album_number = i.album_number AND t.import_id = i.id`;

interface TallyRow {
  id: number;
  skipped_count: number;
  state: TransferState | null;
  transfer_count: number | null;
  size_bytes: number | null;
  sent_bytes: number | null;
}

export function createTransferLists(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
): Pick<TransferTable, 'list' | 'ids' | 'openCount' | 'countByState' | 'totals'> {
  const pages = new Map<string, SqlStatement<TransferRow>>();
  const pageOf = (sql: string): SqlStatement<TransferRow> => {
    const statement = pages.get(sql) ?? database.prepare<TransferRow>(sql);
    pages.set(sql, statement);
    return statement;
  };
  const countAll = database.prepare<{ state: TransferState; count: number }>(
    'SELECT state, sum(transfer_count) AS count FROM transfer_tally GROUP BY state',
  );
  const countOfAlbum = database.prepare<{ state: TransferState; count: number }>(
    'SELECT state, sum(transfer_count) AS count FROM transfer_tally WHERE album_number = ? GROUP BY state',
  );
  const openCount = database.prepare<{ count: number | null }>(
    `SELECT sum(transfer_count) AS count FROM transfer_tally WHERE import_id = ?
     AND transfer_count > 0 AND state NOT IN ('stored', 'failed', 'cancelled')`,
  );
  const idsOfState = database.prepare<{ id: TransferId }>(
    'SELECT id FROM transfers WHERE state = ? ORDER BY id',
  );
  const stateOf = database.prepare<{ state: TransferState }>('SELECT state FROM transfers WHERE id = ?');
  const totals = database.prepare<TallyRow>(totalsSql);

  const countIn = (
    rows: Array<{ state: TransferState; count: number }>,
    states: readonly TransferState[],
  ): number => rows.reduce((sum, row) => sum + (states.includes(row.state) ? row.count : 0), 0);

  return {
    list(filter) {
      const album = filter.albumId === undefined ? null : albumNumber(filter.albumId);
      const counts = album === null ? countAll.all() : countOfAlbum.all(album);
      const wanted = filter.states ?? TransferStates.options;

      function page(
        group: readonly TransferState[],
        ended: boolean,
        offset: number,
        limit: number,
      ): TransferRow[] {
        const states = group.filter((state) => wanted.includes(state));
        if (states.length === 0 || limit <= 0) return [];
        const single = states.length === 1;
        const some = !single && states.length < group.length;
        const values: SqlValue[] = [single ? (states[0] ?? '') : ended ? 1 : 0];
        if (album !== null) values.push(album);
        if (some) values.push(JSON.stringify(states));
        return pageOf(transferPageSql({ single, ofAlbum: album !== null, states: some })).all(
          ...values,
          limit,
          offset,
        );
      }

      const open = page(openStates, false, filter.offset, filter.limit);
      const openTotal = countIn(
        counts,
        openStates.filter((state) => wanted.includes(state)),
      );
      const ended = page(
        endedStates,
        true,
        Math.max(0, filter.offset - openTotal),
        filter.limit - open.length,
      );
      return { total: countIn(counts, wanted), items: [...open, ...ended].map(transferFromRow) };
    },

    ids({ states, ids }) {
      if (ids) {
        return ids.filter((id) => {
          const row = stateOf.get(id);
          return row !== undefined && states.includes(row.state);
        });
      }
      return states.flatMap((state) => idsOfState.all(state).map((row) => row.id)).sort((a, b) => a - b);
    },

    openCount: (importId) => openCount.get(importId)?.count ?? 0,

    countByState() {
      const counts = Object.fromEntries(TransferStates.options.map((state) => [state, 0])) as Record<
        TransferState,
        number
      >;
      for (const row of countAll.all()) counts[row.state] = row.count;
      return counts;
    },

    /** Bytes leave out cancelled files: nobody waits for them. `activeCount` is what goes on by itself now. */
    totals() {
      const sum = {
        totalCount: 0,
        storedCount: 0,
        failedCount: 0,
        cancelledCount: 0,
        activeCount: 0,
        pausedCount: 0,
        waitingCount: 0,
        totalBytes: 0,
        sentBytes: 0,
        skippedCount: 0,
      };
      const importIds = new Set<number>();
      for (const row of totals.all()) {
        if (!importIds.has(row.id)) sum.skippedCount += row.skipped_count;
        importIds.add(row.id);
        if (row.state === null) continue;
        const count = row.transfer_count ?? 0;
        sum.totalCount += count;
        sum[countNameOf(row.state)] += count;
        if (row.state === 'cancelled') continue;
        sum.totalBytes += row.size_bytes ?? 0;
        sum.sentBytes += row.sent_bytes ?? 0;
      }
      return sum;
    },
  };
}

type CountName =
  | 'storedCount'
  | 'failedCount'
  | 'cancelledCount'
  | 'pausedCount'
  | 'waitingCount'
  | 'activeCount';

function countNameOf(state: TransferState): CountName {
  switch (state) {
    case 'stored':
      return 'storedCount';
    case 'failed':
      return 'failedCount';
    case 'cancelled':
      return 'cancelledCount';
    case 'paused':
      return 'pausedCount';
    case 'waiting':
      return 'waitingCount';
    default:
      return 'activeCount';
  }
}
