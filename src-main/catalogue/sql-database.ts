/** A thin layer over better-sqlite3: every statement is timed, every error is ours, transactions nest. */
import type Database from 'better-sqlite3';
import { translateSqliteError } from './sqlite-error';

/** Milliseconds after which a statement is reported (DESIGN.md, Processes). */
export const SLOW_STATEMENT_MS = 10;

export type SqlValue = string | number | null | Uint8Array;

export interface SqlStatement<Row> {
  run(...values: SqlValue[]): { changes: number; lastInsertRowid: number };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

export interface SqlDatabase {
  /** Prepares now, so that a wrong statement fails at open and not in the middle of an import. */
  prepare<Row = unknown>(sql: string): SqlStatement<Row>;
  /** All or nothing; a transaction inside another is a savepoint of it. */
  transaction<T>(work: () => T): T;
  pragma(text: string): unknown;
  readonly raw: Database.Database;
}

export interface SqlDatabaseOptions {
  onSlow?: ((sql: string, elapsedMs: number) => void) | undefined;
  /** Milliseconds from any fixed point; only differences count. */
  now?: () => number;
}

export function createSqlDatabase(raw: Database.Database, options: SqlDatabaseOptions = {}): SqlDatabase {
  const { onSlow, now = () => performance.now() } = options;

  function measured<T>(sql: string, act: () => T): T {
    const startedAt = now();
    try {
      return act();
    } catch (error) {
      throw translateSqliteError(error, raw.name);
    } finally {
      const elapsedMs = now() - startedAt;
      if (onSlow && elapsedMs > SLOW_STATEMENT_MS) onSlow(sql, elapsedMs);
    }
  }

  function prepare<Row>(sql: string): SqlStatement<Row> {
    const statement = measured(sql, () => raw.prepare<SqlValue[], Row>(sql));
    return {
      run: (...values) =>
        measured(sql, () => {
          const result = statement.run(...values);
          return { changes: result.changes, lastInsertRowid: Number(result.lastInsertRowid) };
        }),
      get: (...values) => measured(sql, () => statement.get(...values)),
      all: (...values) => measured(sql, () => statement.all(...values)),
    };
  }

  // IMMEDIATE: the write lock is taken at once, so a transaction never fails half-way because it has to wait for it.
  const begin = prepare('BEGIN IMMEDIATE');
  const commit = prepare('COMMIT');
  const rollback = prepare('ROLLBACK');
  const savepoint = prepare('SAVEPOINT inner_work');
  const release = prepare('RELEASE inner_work');
  const rollbackTo = prepare('ROLLBACK TO inner_work');

  function transaction<T>(work: () => T): T {
    const nested = raw.inTransaction;
    if (nested) savepoint.run();
    else begin.run();
    try {
      const result = work();
      if (nested) release.run();
      else commit.run();
      return result;
    } catch (error) {
      // SQLite ends the whole transaction by itself after some errors (a full disk): then there is nothing to roll back.
      if (raw.inTransaction) {
        if (nested) {
          rollbackTo.run();
          release.run();
        } else {
          rollback.run();
        }
      }
      throw error;
    }
  }

  return { prepare, transaction, pragma: (text) => measured(`PRAGMA ${text}`, () => raw.pragma(text)), raw };
}
