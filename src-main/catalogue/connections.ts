/** Rows of the connections table. Secrets are not here: they live in the vault under the connection's id. */
import { AppError } from '../../src-shared/app-error';
import { Connection, type ConnectionReport, noLimits } from '../../src-shared/domain/connection';
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
  revision: number;
  report: string | null;
  limits: string | null;
  prices: string | null;
}

/** Names that look the same to a person are the same name, in any script. */
const folded = (name: string): string => name.normalize('NFKC').toLowerCase();

const columns = `c.id, c.name, c.config, c.built_in, c.created_at_ms, c.revision, c.report, c.limits, c.prices,
  (SELECT count(*) FROM albums WHERE connection_id = c.id) AS album_count`;

/** Shares of others are connections only for their albums (received.ts): nothing else is ever kept, tried or set up there. */
const isOwn = `json_extract(c.config, '$.kind') <> 'received'`;

function fromRow(row: Row): Connection {
  return Connection.parse({
    id: row.id,
    name: row.name,
    config: JSON.parse(row.config),
    builtIn: row.built_in === 1,
    createdAtMs: row.created_at_ms,
    albumCount: row.album_count,
    revision: row.revision,
    report: row.report === null ? null : JSON.parse(row.report),
    limits: row.limits === null ? noLimits : JSON.parse(row.limits),
    prices: row.prices === null ? null : JSON.parse(row.prices),
  });
}

export function createConnectionTable(database: SqlDatabase): ConnectionTable {
  const insert = database.prepare(
    'INSERT INTO connections (id, name, name_folded, config, built_in, created_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const list = database.prepare<Row>(
    `SELECT ${columns} FROM connections c WHERE ${isOwn} ORDER BY c.built_in DESC, c.created_at_ms, c.rowid`,
  );
  const get = database.prepare<Row>(`SELECT ${columns} FROM connections c WHERE c.id = ? AND ${isOwn}`);
  const remove = database.prepare('DELETE FROM connections WHERE id = ?');
  const update = database.prepare(
    `UPDATE connections SET name = coalesce(?, name), name_folded = coalesce(?, name_folded), config = coalesce(?, config),
       revision = revision + 1 WHERE id = ?`,
  );
  const setReport = database.prepare(
    'UPDATE connections SET report = ?, revision = revision + ? WHERE id = ?',
  );
  const revision = database.prepare<{ revision: number }>('SELECT revision FROM connections WHERE id = ?');
  const setLimits = database.prepare('UPDATE connections SET limits = ? WHERE id = ?');
  const setPrices = database.prepare('UPDATE connections SET prices = ? WHERE id = ?');

  return {
    insert(row) {
      naming(row.name, () =>
        insert.run(
          row.id,
          row.name,
          folded(row.name),
          JSON.stringify(row.config),
          row.builtIn ? 1 : 0,
          row.createdAtMs,
        ),
      );
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
    update(id, { name, config }) {
      naming(name ?? '', () =>
        update.run(
          name ?? null,
          name === undefined ? null : folded(name),
          config === undefined ? null : JSON.stringify(config),
          id,
        ),
      );
    },
    setReport(id, report) {
      database.transaction(() => {
        const row = get.get(id);
        if (!row) return;
        const before = row.report === null ? null : (JSON.parse(row.report) as ConnectionReport).capabilities;
        const same = JSON.stringify(before) === JSON.stringify(report.capabilities);
        setReport.run(JSON.stringify(report), same ? 0 : 1, id);
      });
    },
    revision: (id) => revision.get(id)?.revision ?? null,
    setLimits(id, limits) {
      setLimits.run(JSON.stringify(limits), id);
    },
    setPrices(id, prices) {
      setPrices.run(prices && JSON.stringify(prices), id);
    },
  };
}

/** Runs a write that gives a connection its name. */
function naming(name: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      'already-exists',
      `There is already a connection named “${name}”. Choose another name.`,
      { params: { name }, cause: error },
    );
  }
}
