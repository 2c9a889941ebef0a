/** What screens ask about transfers: pages of them, counts and totals, from indexes and the tally alone. */
import {
  type TransferState,
  TransferState as TransferStates,
  transferIsOpen,
} from '../../src-shared/domain/transfer';
import type { AlbumId, ImportId, TransferId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { TransferTable } from './catalogue';
import type { SqlDatabase, SqlStatement, SqlValue } from './sql-database';
import {
  outcomeOf,
  type TransferRow,
  transferColumns,
  transferFromRow,
  transferSource,
} from './transfer-rows';

const openStates = TransferStates.options.filter(transferIsOpen);
const endedStates = TransferStates.options.filter((state) => !transferIsOpen(state));

export interface PageShape {
  of: 'all' | 'album' | 'import';
  /** How many runs of the index (one for each outcome) are merged; `of-state`: the open ones of one state, through that state's own index. */
  runs: number | 'of-state';
  /** Only some states of the open run: looked up row by row. */
  filtered: boolean;
}

const pageIndexes = {
  all: 'transfers_by_outcome',
  album: 'transfers_by_album',
  import: 'transfers_by_import',
};
const pageOwners = { all: '', album: 't.album_number = ? AND ', import: 't.import_id = ? AND ' };

/** A page, newest first: first its ids from the index, then what these rows hold. */
export function transferPageSql({ of, runs, filtered }: PageShape): string {
  const run =
    runs === 'of-state'
      ? 'SELECT t.id FROM transfers t INDEXED BY transfers_by_state WHERE t.state = ? AND t.outcome = 0'
      : `SELECT t.id FROM transfers t INDEXED BY ${pageIndexes[of]} WHERE ${pageOwners[of]}t.outcome = ?${
          filtered ? ' AND t.state IN (SELECT value FROM json_each(?))' : ''
        }`;
  const merged = Array.from({ length: runs === 'of-state' ? 1 : runs }, () => run).join(' UNION ALL ');
  return `SELECT ${transferColumns} FROM (${merged} ORDER BY id DESC LIMIT ? OFFSET ?) page CROSS JOIN ${transferSource} WHERE t.id = page.id`;
}

export const openIdsSql =
  'SELECT id FROM transfers INDEXED BY transfers_by_state WHERE state = ? AND outcome = 0 ORDER BY id';
export const endedIdsSql =
  'SELECT id FROM transfers INDEXED BY transfers_by_outcome WHERE outcome = ? ORDER BY id';
export const importIdsSql =
  'SELECT id, state FROM transfers INDEXED BY transfers_by_import WHERE import_id = ? AND outcome = ? ORDER BY id';
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

interface Owner {
  of: PageShape['of'];
  values: SqlValue[];
  counts: () => Array<{ state: TransferState; count: number }>;
}

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
  function rowsOf(shape: PageShape, values: SqlValue[]): TransferRow[] {
    const sql = transferPageSql(shape);
    const statement = pages.get(sql) ?? database.prepare<TransferRow>(sql);
    pages.set(sql, statement);
    return statement.all(...values);
  }
  const countAll = database.prepare<{ state: TransferState; count: number }>(
    'SELECT state, sum(transfer_count) AS count FROM transfer_tally GROUP BY state',
  );
  const albumOfImport = database.prepare<{ album_number: number }>(
    'SELECT album_number FROM imports WHERE id = ?',
  );
  const countOfImport = database.prepare<{ state: TransferState; count: number }>(
    'SELECT state, transfer_count AS count FROM transfer_tally WHERE album_number = ? AND import_id = ?',
  );
  const countOfAlbum = database.prepare<{ state: TransferState; count: number }>(
    'SELECT state, sum(transfer_count) AS count FROM transfer_tally WHERE album_number = ? GROUP BY state',
  );
  const openCount = database.prepare<{ count: number | null }>(
    `SELECT sum(transfer_count) AS count FROM transfer_tally WHERE import_id = ?
     AND transfer_count > 0 AND state NOT IN ('stored', 'failed', 'cancelled')`,
  );
  const idsOfState = database.prepare<{ id: TransferId }>(openIdsSql);
  const idsOfOutcome = database.prepare<{ id: TransferId }>(endedIdsSql);
  const idsOfImport = database.prepare<{ id: TransferId; state: TransferState }>(importIdsSql);
  const stateOf = database.prepare<{ state: TransferState }>('SELECT state FROM transfers WHERE id = ?');
  const totals = database.prepare<TallyRow>(totalsSql);

  const countIn = (
    rows: Array<{ state: TransferState; count: number }>,
    states: readonly TransferState[],
  ): number => rows.reduce((sum, row) => sum + (states.includes(row.state) ? row.count : 0), 0);

  /** Whose transfers are asked for; null: of nobody's, since the import is not one of that album. */
  function ownerOf(filter: { albumId?: AlbumId; importId?: ImportId }): Owner | null {
    const album = filter.albumId === undefined ? null : albumNumber(filter.albumId);
    if (filter.importId !== undefined) {
      const { importId } = filter;
      const number = albumOfImport.get(importId)?.album_number;
      if (number === undefined || (album !== null && album !== number)) return null;
      return { of: 'import', values: [importId], counts: () => countOfImport.all(number, importId) };
    }
    if (album !== null) return { of: 'album', values: [album], counts: () => countOfAlbum.all(album) };
    return { of: 'all', values: [], counts: () => countAll.all() };
  }

  return {
    list(filter) {
      const owner = ownerOf(filter);
      if (owner === null) return { total: 0, items: [] };
      const { of, values } = owner;
      const counts = owner.counts();
      const wanted = filter.states ?? TransferStates.options;

      const openWanted = openStates.filter((state) => wanted.includes(state));
      const openTotal = countIn(counts, openWanted);
      const endedWanted = endedStates.filter(
        (state) => wanted.includes(state) && countIn(counts, [state]) > 0,
      );

      // The counts know how many there are: nobody walks an index to find that nothing more is in it.
      function openPage(): TransferRow[] {
        const limit = Math.min(filter.limit, openTotal - filter.offset);
        if (limit <= 0) return [];
        if (of === 'all' && openWanted.length === 1)
          return rowsOf({ of, runs: 'of-state', filtered: false }, [
            openWanted[0] ?? '',
            limit,
            filter.offset,
          ]);
        const filtered = openTotal < countIn(counts, openStates);
        const states = filtered ? [JSON.stringify(openWanted)] : [];
        return rowsOf({ of, runs: 1, filtered }, [...values, 0, ...states, limit, filter.offset]);
      }
      function endedPage(limit: number): TransferRow[] {
        if (limit <= 0 || endedWanted.length === 0) return [];
        const runs = endedWanted.flatMap((state) => [...values, outcomeOf[state]]);
        const offset = Math.max(0, filter.offset - openTotal);
        return rowsOf({ of, runs: endedWanted.length, filtered: false }, [...runs, limit, offset]);
      }
      const open = openPage();
      const ended = endedPage(filter.limit - open.length);
      return { total: countIn(counts, wanted), items: [...open, ...ended].map(transferFromRow) };
    },

    ids({ states, ids, importId }) {
      if (importId !== undefined) {
        return [...new Set(states.map((state) => outcomeOf[state]))]
          .flatMap((outcome) => idsOfImport.all(importId, outcome))
          .filter(({ state }) => states.includes(state))
          .map(({ id }) => id)
          .sort((a, b) => a - b);
      }
      if (ids) {
        return ids.filter((id) => {
          const row = stateOf.get(id);
          return row !== undefined && states.includes(row.state);
        });
      }
      return states
        .flatMap((state) =>
          outcomeOf[state] === 0 ? idsOfState.all(state) : idsOfOutcome.all(outcomeOf[state]),
        )
        .map((row) => row.id)
        .sort((a, b) => a - b);
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
