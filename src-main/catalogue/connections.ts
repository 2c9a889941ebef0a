/** Rows of the connections table. Secrets are not here: they live in the vault under the connection's id. */
import { AppError } from '../../src-shared/app-error';
import { Connection, type ConnectionConfig } from '../../src-shared/domain/connection';
import type { ConnectionTable } from './catalogue';
import type { SqlDatabase } from './sql-database';
import { isForeignKeyViolation, isUniqueViolation } from './sqlite-error';

interface Row {
  id: string;
  name: string;
  config: string;
  built_in: number;
  created_at_ms: number;
  album_count: number;
}

/** Names that look the same to a person are the same name, in any script. */
const folded = (name: string): string => name.normalize('NFKC').toLowerCase();

const columns = `c.id, c.name, c.config, c.built_in, c.created_at_ms,
  (SELECT count(*) FROM albums WHERE connection_id = c.id) AS album_count`;

function fromRow(row: Row): Connection {
  return Connection.parse({
    id: row.id,
    name: row.name,
    config: JSON.parse(row.config),
    builtIn: row.built_in === 1,
    createdAtMs: row.created_at_ms,
    albumCount: row.album_count,
  });
}

export function createConnectionTable(database: SqlDatabase): ConnectionTable {
  const insert = database.prepare(
    'INSERT INTO connections (id, name, name_folded, config, built_in, created_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const list = database.prepare<Row>(
    `SELECT ${columns} FROM connections c ORDER BY c.built_in DESC, c.created_at_ms, c.rowid`,
  );
  const get = database.prepare<Row>(`SELECT ${columns} FROM connections c WHERE c.id = ?`);
  const remove = database.prepare('DELETE FROM connections WHERE id = ?');
  const updateConfig = database.prepare('UPDATE connections SET config = ? WHERE id = ?');

  return {
    insert(row) {
      try {
        insert.run(
          row.id,
          row.name,
          folded(row.name),
          JSON.stringify(row.config),
          row.builtIn ? 1 : 0,
          row.createdAtMs,
        );
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new AppError(
          'already-exists',
          `There is already a connection named “${row.name}”. Choose another name.`,
          {
            params: { name: row.name },
            cause: error,
          },
        );
      }
    },
    list: () => list.all().map(fromRow),
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    remove(id) {
      try {
        remove.run(id);
      } catch (error) {
        if (!isForeignKeyViolation(error)) throw error;
        throw new AppError('bad-input', 'Albums still use this connection. Delete or move them first.', {
          cause: error,
        });
      }
    },
    updateConfig(id, config: ConnectionConfig) {
      updateConfig.run(JSON.stringify(config), id);
    },
  };
}
