/** Rows of ingests; which imports and albums belong to one is told by its imports. */
import type { WireError } from '../../src-shared/app-error';
import type { Ingest, IngestOptions, IngestState } from '../../src-shared/domain/ingest';
import type { AlbumId, ImportId, IngestId } from '../../src-shared/units';
import type { IngestTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

interface Row {
  id: number;
  name: string;
  roots: string;
  options: string;
  state: IngestState;
  started_at_ms: number;
  ended_at_ms: number | null;
  ejected: number | null;
  error: string | null;
}

const columns = 'id, name, roots, options, state, started_at_ms, ended_at_ms, ejected, error';
export const openIngestsSql = `SELECT ${columns} FROM ingests INDEXED BY ingests_open
  WHERE state = 'reading' OR state = 'moving' OR state = 'checking' ORDER BY id DESC`;
export const importsOfIngestSql = `SELECT i.id, a.id AS album_id FROM imports i INDEXED BY imports_by_ingest
  CROSS JOIN albums a ON a.number = i.album_number WHERE i.ingest_id = ? ORDER BY i.id`;

const openStates: readonly IngestState[] = ['reading', 'moving', 'checking'];

export function createIngestTable(database: SqlDatabase): IngestTable {
  const insert = database.prepare(
    "INSERT INTO ingests (name, roots, options, state, started_at_ms) VALUES (?, ?, ?, 'reading', ?)",
  );
  const get = database.prepare<Row>(`SELECT ${columns} FROM ingests WHERE id = ?`);
  const list = database.prepare<Row>(`SELECT ${columns} FROM ingests ORDER BY id DESC`);
  const open = database.prepare<Row>(openIngestsSql);
  const imports = database.prepare<{ id: ImportId; album_id: AlbumId }>(importsOfIngestSql);
  const deletedStored = database.prepare<{ deleted_stored: number }>(
    'SELECT deleted_stored FROM ingests WHERE id = ?',
  );
  const setState = database.prepare('UPDATE ingests SET state = ?, ended_at_ms = ?, error = ? WHERE id = ?');
  const setEjected = database.prepare('UPDATE ingests SET ejected = ? WHERE id = ?');
  const value = database.prepare<{ value: string | null }>('SELECT value FROM ingests WHERE id = ?');
  const setValue = database.prepare('UPDATE ingests SET value = ? WHERE id = ?');

  function fromRow(row: Row): Ingest {
    const parts = imports.all(row.id);
    return {
      id: row.id as IngestId,
      name: row.name,
      roots: JSON.parse(row.roots) as string[],
      options: JSON.parse(row.options) as IngestOptions,
      state: row.state,
      importIds: parts.map((part) => part.id),
      albumIds: [...new Set(parts.map((part) => part.album_id))],
      startedAtMs: row.started_at_ms,
      endedAtMs: row.ended_at_ms,
      ejected: row.ejected === null ? null : row.ejected === 1,
      error: row.error === null ? null : (JSON.parse(row.error) as WireError),
    };
  }

  return {
    insert: (row) =>
      insert.run(row.name, JSON.stringify(row.roots), JSON.stringify(row.options), row.startedAtMs)
        .lastInsertRowid as IngestId,
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    deletedStored: (id) => deletedStored.get(id)?.deleted_stored ?? 0,
    list: () => list.all().map(fromRow),
    open: () => open.all().map(fromRow),
    setState(id, state, nowMs, error = null) {
      setState.run(state, openStates.includes(state) ? null : nowMs, error && JSON.stringify(error), id);
    },
    setEjected(id, ejected) {
      setEjected.run(ejected ? 1 : 0, id);
    },
    value: (id) => value.get(id)?.value ?? null,
    setValue(id, text) {
      setValue.run(text, id);
    },
  };
}
