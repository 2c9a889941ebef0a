/** Brings a catalogue to the newest schema: numbered migrations, each in its own transaction, after a backup copy. */
import { renameSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { AppError } from '../../src-shared/app-error';
import { firstAlbum } from './migrations/0001-first-album';
import { storage } from './migrations/0002-storage';
import { transfers } from './migrations/0003-transfers';
import { library } from './migrations/0004-library';
import { sharing } from './migrations/0005-sharing';
import { prices } from './migrations/0006-prices';

/** Never edited once released: a change is a new migration. `number` counts up from 1 without gaps. */
export interface Migration {
  number: number;
  name: string;
  sql: string;
  /** Work on rows that SQL alone cannot do, after `sql`, in the same transaction. */
  run?: (database: Database.Database) => void;
}

export const migrations: readonly Migration[] = [firstAlbum, storage, transfers, library, sharing, prices];

/** Where the copy made before migration `number` lies: `<catalogue>.before-0002`. */
export const backupPath = (cataloguePath: string, number: number): string =>
  `${cataloguePath}.before-${String(number).padStart(4, '0')}`;

/**
 * Runs what is missing. An existing catalogue is copied to `backupPath` first (one copy per opening, before the first missing
 * migration); a new one is not. Errors: `internal` when the catalogue was written by a newer app.
 */
export function migrate(
  database: Database.Database,
  path: string,
  list: readonly Migration[] = migrations,
): void {
  const present = database.pragma('user_version', { simple: true }) as number;
  const newest = list.at(-1)?.number ?? 0;
  if (present > newest) {
    throw new AppError(
      'internal',
      'This catalogue was made by a newer version of CAOS. Update CAOS, then open it again.',
      {
        retry: 'after-user',
        details: `schema ${present}, this app knows ${newest} (${path})`,
      },
    );
  }
  const missing = list.filter((migration) => migration.number > present);
  const first = missing[0];
  if (!first) return;
  if (present > 0) backUp(database, backupPath(path, first.number));
  for (const migration of missing) {
    database
      .transaction(() => {
        database.exec(migration.sql);
        migration.run?.(database);
        database.pragma(`user_version = ${migration.number}`);
      })
      .immediate();
  }
}

/** A consistent copy with everything committed; an unfinished copy never carries the final name. */
function backUp(database: Database.Database, target: string): void {
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  database.prepare('VACUUM INTO ?').run(unfinished);
  renameSync(unfinished, target);
}
