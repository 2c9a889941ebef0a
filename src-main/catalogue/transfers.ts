/** Rows of the transfers table, which is the upload queue: every move of a transfer, its parts and its events. */
import { AppError } from '../../src-shared/app-error';
import { assetStateOfTransfer, type TransferState, transferMayMove } from '../../src-shared/domain/transfer';
import type { ImportId, TransferId, UnixMs } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import { sumsToBlob } from './asset-facts';
import type { PartRow, TransferTable } from './catalogue';
import { createConnectionTransfers } from './connection-transfers';
import { createFoundFileWriter } from './found-files';
import { createSkipWriter } from './imports';
import type { SqlDatabase } from './sql-database';
import { createTransferLists } from './transfer-lists';
import { createTransferOrder } from './transfer-order';
import {
  errorFromText,
  errorToText,
  type JobRow,
  jobColumns,
  jobFromRow,
  outcomeOf,
  type TransferRow,
  transferColumns,
  transferFromRow,
  transferSource,
} from './transfer-rows';

/** The story of a transfer is kept this long; older events of it are dropped. */
export const KEPT_EVENTS = 50;

export const lastEventSql =
  'SELECT number FROM transfer_events WHERE transfer_id = ? ORDER BY number DESC LIMIT 1';

export function createTransferTable(database: SqlDatabase, albumNumber: AlbumNumbers): TransferTable {
  const get = database.prepare<TransferRow>(
    `SELECT ${transferColumns} FROM ${transferSource} WHERE t.id = ?`,
  );
  const importOf = database.prepare<{ import_id: ImportId | null }>(
    'SELECT import_id FROM transfers WHERE id = ?',
  );
  const job = database.prepare<JobRow>(`SELECT ${jobColumns} FROM ${transferSource} WHERE t.id = ?`);
  const current = database.prepare<{ state: TransferState; asset_id: number }>(
    'SELECT state, asset_id FROM transfers WHERE id = ?',
  );
  const move = database.prepare(
    'UPDATE transfers SET state = ?, error = ?, retry_at_ms = ?, attempts = coalesce(?, attempts), updated_at_ms = ? WHERE id = ?',
  );
  const moveOutcome = database.prepare('UPDATE transfers SET outcome = ? WHERE id = ?');
  const moveAsset = database.prepare('UPDATE assets SET state = ? WHERE id = ?');
  const takeOver = database.prepare('UPDATE transfers SET import_id = ? WHERE id = ?');
  const lastEvent = database.prepare<{ number: number }>(lastEventSql);
  const addEvent = database.prepare(
    'INSERT INTO transfer_events (transfer_id, number, at_ms, state, error) VALUES (?, ?, ?, ?, ?)',
  );
  const dropEvents = database.prepare('DELETE FROM transfer_events WHERE transfer_id = ? AND number <= ?');
  const events = database.prepare<{ at_ms: number; state: TransferState; error: string | null }>(
    'SELECT at_ms, state, error FROM transfer_events WHERE transfer_id = ? ORDER BY number',
  );
  const timesIn = database.prepare<{ count: number }>(
    'SELECT count(*) AS count FROM transfer_events WHERE transfer_id = ? AND state = ?',
  );
  const upload = database.prepare<{ upload_id: string | null }>(
    'SELECT upload_id FROM transfers WHERE id = ?',
  );
  const setUpload = database.prepare('UPDATE transfers SET upload_id = ?, part_bytes = ? WHERE id = ?');
  const setSentBytes = database.prepare('UPDATE transfers SET sent_bytes = ? WHERE id = ?');
  const addPart = database.prepare(
    `INSERT INTO transfer_parts (transfer_id, number, etag, md5_hex, size_bytes) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET etag = excluded.etag, md5_hex = excluded.md5_hex, size_bytes = excluded.size_bytes`,
  );
  const parts = database.prepare<PartRow>(
    'SELECT number, etag, md5_hex AS md5Hex, size_bytes AS sizeBytes FROM transfer_parts WHERE transfer_id = ? ORDER BY number',
  );
  const partSize = database.prepare<{ size_bytes: number }>(
    'SELECT size_bytes FROM transfer_parts WHERE transfer_id = ? AND number = ?',
  );
  const growSentBytes = database.prepare('UPDATE transfers SET sent_bytes = sent_bytes + ? WHERE id = ?');
  const dropParts = database.prepare('DELETE FROM transfer_parts WHERE transfer_id = ?');
  const stampAsset = database.prepare(
    `UPDATE assets SET size_bytes = ?, modified_at_ms = ?, prepared_at_ms = NULL, fingerprint = NULL
     WHERE id = (SELECT asset_id FROM transfers WHERE id = ?)`,
  );
  const stampTransfer = database.prepare('UPDATE transfers SET size_bytes = ? WHERE id = ?');
  const finishTransfer = database.prepare(
    `UPDATE transfers SET state = 'stored', outcome = ${outcomeOf.stored}, size_bytes = ?, sent_bytes = ?, error = NULL, retry_at_ms = NULL, upload_id = NULL,
       updated_at_ms = ? WHERE id = ?`,
  );
  const finishAsset = database.prepare(
    `UPDATE assets SET state = 'stored', etag = ?, content_md5 = ?, size_bytes = ?, stored_at_ms = ?, part_bytes = ?, part_sums = ?, proof = ?,
       confirmed_at_ms = ? WHERE id = ?`,
  );
  const removeAsset = database.prepare('DELETE FROM assets WHERE id = ?');
  const addSkip = createSkipWriter(database);

  function writeEvent(id: TransferId, atMs: UnixMs, state: TransferState, error: string | null): void {
    const number = (lastEvent.get(id)?.number ?? 0) + 1;
    addEvent.run(id, number, atMs, state, error);
    if (number > KEPT_EVENTS) dropEvents.run(id, number - KEPT_EVENTS);
  }

  function assertMove(id: TransferId, from: TransferState, to: TransferState): void {
    if (transferMayMove(from, to)) return;
    throw new AppError(
      'internal',
      'CAOS tried to change an upload in a way that is not allowed. Nothing stored was touched.',
      {
        details: `transfer ${id}: ${from} -> ${to}`,
      },
    );
  }

  function moveOne(
    id: TransferId,
    state: TransferState,
    nowMs: UnixMs,
    extra: { error: string | null; retryAtMs: UnixMs | null; attempts: number | null },
  ): void {
    const row = current.get(id);
    if (!row) return; // its album was forgotten meanwhile
    assertMove(id, row.state, state);
    move.run(state, extra.error, extra.retryAtMs, extra.attempts, nowMs, id);
    // Only then: each index that holds the outcome is written anew when it is named.
    if (outcomeOf[state] !== outcomeOf[row.state]) moveOutcome.run(outcomeOf[state], id);
    if (assetStateOfTransfer[state] !== assetStateOfTransfer[row.state])
      moveAsset.run(assetStateOfTransfer[state], row.asset_id);
    writeEvent(id, nowMs, state, extra.error);
  }

  function restart(id: TransferId, importId: number, nowMs: UnixMs): void {
    takeOver.run(importId, id);
    moveOne(id, 'discovered', nowMs, { error: null, retryAtMs: null, attempts: 0 });
  }

  return {
    addFound: createFoundFileWriter(database, albumNumber, restart, (id, importId) =>
      takeOver.run(importId, id),
    ),
    ...createTransferLists(database, albumNumber),
    ...createConnectionTransfers(database),
    ...createTransferOrder(database),
    get: (ids) => ids.flatMap((id) => get.get(id) ?? []).map(transferFromRow),
    job(id) {
      const row = job.get(id);
      return row ? jobFromRow(row) : null;
    },
    importOf: (id) => importOf.get(id)?.import_id ?? null,
    setState(ids, state, nowMs, extra = {}) {
      if (state === 'stored') {
        throw new AppError(
          'internal',
          'CAOS tried to call an upload stored without the facts from the store.',
        );
      }
      const facts = {
        error: errorToText(extra.error ?? null),
        retryAtMs: extra.retryAtMs ?? null,
        attempts: extra.attempts ?? null,
      };
      database.transaction(() => {
        for (const id of ids) moveOne(id, state, nowMs, facts);
      });
    },
    setUpload(id, uploadId, partBytes) {
      database.transaction(() => {
        // Parts belong to one upload: with another (or none) they say nothing any more.
        if (upload.get(id)?.upload_id !== uploadId) {
          dropParts.run(id);
          setSentBytes.run(0, id);
        }
        setUpload.run(uploadId, partBytes, id);
      });
    },
    // The row's sent bytes are those of whole parts; what is under way is only in memory.
    addPart(id, part) {
      database.transaction(() => {
        const before = partSize.get(id, part.number)?.size_bytes ?? 0;
        addPart.run(id, part.number, part.etag, part.md5Hex, part.sizeBytes);
        growSentBytes.run(part.sizeBytes - before, id);
      });
    },
    parts: (id) => parts.all(id),
    replaceParts(id, list) {
      database.transaction(() => {
        dropParts.run(id);
        for (const part of list) addPart.run(id, part.number, part.etag, part.md5Hex, part.sizeBytes);
        setSentBytes.run(
          list.reduce((sum, part) => sum + part.sizeBytes, 0),
          id,
        );
      });
    },
    setStamp(id, stamp) {
      database.transaction(() => {
        stampAsset.run(stamp.sizeBytes, stamp.modifiedAtMs, id);
        stampTransfer.run(stamp.sizeBytes, id);
      });
    },
    setSentBytes(id, sentBytes) {
      setSentBytes.run(sentBytes, id);
    },
    finish(id, facts, nowMs) {
      database.transaction(() => {
        const row = current.get(id);
        if (!row) return;
        assertMove(id, row.state, 'stored');
        finishTransfer.run(facts.sizeBytes, facts.sizeBytes, nowMs, id);
        finishAsset.run(
          ...[facts.etag, facts.md5Hex, facts.sizeBytes, nowMs],
          ...[facts.parts?.partBytes ?? null, sumsToBlob(facts.parts), facts.proof, nowMs, row.asset_id],
        );
        writeEvent(id, nowMs, 'stored', null);
      });
    },
    dropDuplicate(id, duplicateOfKey) {
      database.transaction(() => {
        const row = get.get(id);
        if (!row) return;
        if (row.state === 'stored') assertMove(id, 'stored', 'cancelled');
        if (row.import_id !== null) {
          addSkip(row.import_id as ImportId, {
            path: row.source_path ?? row.key,
            reason: 'duplicate',
            detail: duplicateOfKey,
          });
        }
        removeAsset.run(row.asset_id);
      });
    },
    timesIn: (id, state) => timesIn.get(id, state)?.count ?? 0,
    events: (id) =>
      events.all(id).map((row) => ({ atMs: row.at_ms, state: row.state, error: errorFromText(row.error) })),
  };
}
