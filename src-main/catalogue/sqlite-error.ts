/** Turns errors of SQLite into the one error model: a sentence for a person, the foreign code in `details`. */
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../src-shared/app-error';

const stillStored = 'Everything already in your store is still there.';

/** `path` is the catalogue file; AppError and foreign errors pass unchanged. Never contains a row's value. */
export function translateSqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const file = basename(path);
  const params = { file: path };
  const details = `${error.code}: ${error.message} (${path})`;
  const { code } = error;
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE_FULL') {
    return new AppError(
      'disk-full',
      'There is no space left on the disk that holds the CAOS catalogue. Free some space, then try again; nothing already done is lost.',
      { params, details, cause: error },
    );
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AppError(
      'profile-busy',
      'Another program is using the CAOS catalogue. Close it, then try again.',
      {
        params,
        details,
        cause: error,
      },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new AppError(
      'io',
      `The catalogue file ${file} is damaged and cannot be read. ${stillStored} Move the damaged file aside and start CAOS again.`,
      { retry: 'after-user', params, details, cause: error },
    );
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM' || code === 'SQLITE_AUTH') {
    return new AppError(
      'file-denied',
      `CAOS may not write its catalogue file ${file}. Give it permission, then start CAOS again.`,
      {
        params,
        details,
        cause: error,
      },
    );
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_IOERR')) {
    return new AppError(
      'io',
      `The catalogue file ${file} could not be read or written. ${stillStored} Check the disk, then try again.`,
      { params, details, cause: error },
    );
  }
  return new AppError('internal', `The catalogue refused a change it should have accepted. ${stillStored}`, {
    details,
    cause: error,
  });
}

/** True for a broken UNIQUE or PRIMARY KEY rule: the expected outcome of inserting what is there already. */
export function isUniqueViolation(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : error;
  return (
    cause instanceof Database.SqliteError &&
    (cause.code === 'SQLITE_CONSTRAINT_UNIQUE' || cause.code === 'SQLITE_CONSTRAINT_PRIMARYKEY')
  );
}

/** True when a row is still pointed to by others. */
export function isForeignKeyViolation(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : error;
  return (
    cause instanceof Database.SqliteError &&
    (cause.code === 'SQLITE_CONSTRAINT_FOREIGNKEY' || cause.code === 'SQLITE_CONSTRAINT_TRIGGER')
  );
}
