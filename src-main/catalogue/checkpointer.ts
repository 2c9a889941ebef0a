/** Carries the catalogue's write-ahead log over into its file, for a thread of its own: a slow disk takes hundreds of milliseconds to sync. */
import Database from 'better-sqlite3';
import { translateSqliteError } from './sqlite-error';

export interface Checkpointer {
  /** Carries over what was written since the last time. Neither readers nor the writer wait for it. Throws `io`, `disk-full`. */
  look(): void;
  close(): void;
}

/**
 * The file must be there, and main have it open. Errors as of `openCatalogue`.
 *
 * [Note: SQLite alone opens the catalogue's files] How long the log is would be told by its index, but a second descriptor of a file that
 * SQLite has locked takes this process's locks away when it is closed (sqlite.org/howtocorrupt.html, 2.2).
 */
export function openCheckpointer(path: string): Checkpointer {
  let raw: Database.Database;
  try {
    raw = new Database(path, { fileMustExist: true, timeout: 0 });
    raw.pragma('synchronous = NORMAL');
  } catch (error) {
    throw translateSqliteError(error, path);
  }
  let version: unknown = null;
  return {
    look() {
      try {
        const now = raw.pragma('data_version', { simple: true });
        if (now === version) return;
        raw.pragma('wal_checkpoint(PASSIVE)');
        version = now;
      } catch (error) {
        throw translateSqliteError(error, path);
      }
    },
    close: () => void raw.close(),
  };
}
