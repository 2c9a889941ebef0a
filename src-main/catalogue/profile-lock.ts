/** One process owns a profile: a lock that the operating system takes back even when its owner is killed. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { translateSqliteError } from './sqlite-error';

export interface ProfileLock {
  release(): void;
}

/**
 * Holds `<profileDir>/owner.db` in an exclusive transaction for as long as the process lives (the lock is the system's own file lock,
 * so kill -9 releases it); null when another process owns the profile. The folder must exist. Errors: `io`, `file-denied`.
 */
export function acquireProfile(profileDir: string): ProfileLock | null {
  const path = join(profileDir, 'owner.db');
  let database: Database.Database | undefined;
  try {
    // No waiting: an owner keeps it for hours.
    database = new Database(path, { timeout: 0 });
    // No journal file: nothing is ever written, and a killed owner must leave nothing to recover.
    database.pragma('journal_mode = MEMORY');
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    if (error instanceof TypeError)
      throw translateSqliteError(new Database.SqliteError(error.message, 'SQLITE_CANTOPEN'), path);
    throw translateSqliteError(error, path);
  }
  const held = database;
  return { release: () => held.close() };
}
