/** Rows of shares that were received. */
import type { WireError } from '../../src-shared/app-error';
import type { ReceivedFacts, ReceivedState } from '../../src-shared/domain/received';
import type { AlbumId, ConnectionId, ReceivedId } from '../../src-shared/units';
import type { SqlDatabase } from './sql-database';
import type { ReceivedRow, ReceivedTable } from './tables/received';

interface Row {
  id: string;
  album_id: string;
  connection_id: string;
  share_id: string;
  recipient_id: string;
  state: ReceivedState;
  facts: string;
  reason: string | null;
  page_revision: number;
  manifest_revision: number;
  opened_at_ms: number;
  refreshed_at_ms: number;
  opened_count: number;
  next_slot: number;
  sequence: number;
  sent_at_ms: number | null;
  sent_count: number;
}

/** What is kept as one document: never asked for by its parts. Those that are older than notes have none. */
type Document = ReceivedFacts & { notes?: ReceivedRow['notes'] };

const fromRow = (row: Row): ReceivedRow => ({
  notes: {},
  ...(JSON.parse(row.facts) as Document),
  id: row.id as ReceivedId,
  albumId: row.album_id as AlbumId,
  connectionId: row.connection_id as ConnectionId,
  shareId: row.share_id,
  recipientId: row.recipient_id,
  state: row.state,
  reason: row.reason === null ? null : (JSON.parse(row.reason) as WireError),
  pageRevision: row.page_revision,
  manifestRevision: row.manifest_revision,
  openedAtMs: row.opened_at_ms,
  refreshedAtMs: row.refreshed_at_ms,
  openedCount: row.opened_count,
  nextSlot: row.next_slot,
  sequence: row.sequence,
  sentAtMs: row.sent_at_ms,
  sentCount: row.sent_count,
});

const factsOf = (row: ReceivedRow): string => {
  const {
    title,
    message,
    photographer,
    recipientName,
    allow,
    endsAtMs,
    sureUntilMs,
    photoCount,
    takesPicks,
    notes,
  } = row;
  const facts: Document = {
    ...{ title, message, photographer, recipientName, allow },
    ...{ endsAtMs, sureUntilMs, photoCount, takesPicks, notes },
  };
  return JSON.stringify(facts);
};

export function createReceivedTable(database: SqlDatabase): ReceivedTable {
  const list = database.prepare<Row>('SELECT * FROM received_shares ORDER BY opened_at_ms DESC, id');
  const get = database.prepare<Row>('SELECT * FROM received_shares WHERE id = ?');
  const byConnection = database.prepare<Row>('SELECT * FROM received_shares WHERE connection_id = ?');
  const byShare = database.prepare<Row>(
    'SELECT * FROM received_shares WHERE share_id = ? AND recipient_id = ?',
  );
  // Its name is folded into one that nobody can type: two senders may have the same.
  const insertConnection = database.prepare(
    'INSERT INTO connections (id, name, name_folded, config, built_in, created_at_ms) VALUES (?, ?, ?, \'{"kind":"received"}\', 0, ?)',
  );
  const renameConnection = database.prepare('UPDATE connections SET name = ? WHERE id = ?');
  const removeConnection = database.prepare('DELETE FROM connections WHERE id = ?');
  const insert = database.prepare(
    `INSERT INTO received_shares (id, album_id, connection_id, share_id, recipient_id, state, facts, reason, page_revision, manifest_revision,
       opened_at_ms, refreshed_at_ms, opened_count, next_slot, sequence, sent_at_ms, sent_count)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE received_shares SET share_id = ?, recipient_id = ?, state = ?, facts = ?, reason = ?, page_revision = ?, manifest_revision = ?,
       refreshed_at_ms = ?, opened_count = ?, next_slot = ?, sequence = ?, sent_at_ms = ?, sent_count = ? WHERE id = ?`,
  );
  const names = database.prepare<{ item_id: string; key: string }>(
    'SELECT item_id, key FROM received_items WHERE received_id = ?',
  );
  const addName = database.prepare(
    'INSERT OR IGNORE INTO received_items (received_id, item_id, key) VALUES (?, ?, ?)',
  );
  const one = (row: Row | undefined): ReceivedRow | null => (row ? fromRow(row) : null);
  const reasonOf = ({ reason }: ReceivedRow): string | null =>
    reason === null ? null : JSON.stringify(reason);

  return {
    list: () => list.all().map(fromRow),
    get: (id) => one(get.get(id)),
    byConnection: (id) => one(byConnection.get(id)),
    byShare: (shareId, recipientId) => one(byShare.get(shareId, recipientId)),
    insertConnection(id, name, nowMs) {
      insertConnection.run(id, name, `\u0000received ${id}`, nowMs);
    },
    insert(row) {
      insert.run(
        ...[
          row.id,
          row.albumId,
          row.connectionId,
          row.shareId,
          row.recipientId,
          row.state,
          factsOf(row),
          reasonOf(row),
        ],
        ...[row.pageRevision, row.manifestRevision, row.openedAtMs, row.refreshedAtMs, row.openedCount],
        ...[row.nextSlot, row.sequence, row.sentAtMs, row.sentCount],
      );
    },
    change(id, change) {
      database.transaction(() => {
        const before = one(get.get(id));
        if (!before) return;
        const row = { ...before, ...change };
        update.run(
          ...[row.shareId, row.recipientId, row.state, factsOf(row), reasonOf(row), row.pageRevision],
          ...[row.manifestRevision, row.refreshedAtMs, row.openedCount, row.nextSlot, row.sequence],
          ...[row.sentAtMs, row.sentCount, id],
        );
        if (row.photographer.name !== before.photographer.name)
          renameConnection.run(row.photographer.name, row.connectionId);
      });
    },
    removeConnection(id) {
      removeConnection.run(id);
    },
    names: (id) => new Map(names.all(id).map(({ item_id, key }) => [item_id, key])),
    addNames(id, given) {
      database.transaction(() => {
        for (const [item, key] of given) addName.run(id, item, key);
      });
    },
  };
}
