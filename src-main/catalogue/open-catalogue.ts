/** Opens the catalogue: the SQLite database of this computer, brought to the newest schema, as tables of plain functions. */
import Database from 'better-sqlite3';
import type { AlbumId, UnixMs } from '../../src-shared/units';
import { createAlbumAccessTable } from './album-access';
import { createAlbumNumbers, createAlbumTable } from './albums';
import { createAssetTable } from './assets';
import type { Catalogue, OpenCatalogue } from './catalogue';
import { createConnectionTable } from './connections';
import { createDownloadTable } from './downloads';
import { createGroupTable } from './groups';
import { createIdentityTable } from './identities';
import { createImportTable } from './imports';
import { createIngestTable } from './ingests';
import { createJournalTable } from './journal';
import { createKeptAlbumTable } from './kept-albums';
import { migrate } from './migrate';
import { createOutboxTable } from './outbox';
import { createPhotoWordsTable } from './photo-words';
import { createReceiptTable } from './receipts';
import { createReceivedTable } from './received';
import { createRequestTable } from './requests';
import { createSelectionTable } from './selections';
import { createSettingsTable } from './settings';
import { createShareTable } from './shares';
import { createSidecarTable } from './sidecars';
import { createSignedSlotTable } from './signed-slots';
import { createSmartAlbumTable } from './smart-albums';
import { createSqlDatabase, type SqlDatabase } from './sql-database';
import { translateSqliteError } from './sqlite-error';
import { createStackTable } from './stacks';
import { createTransferTable } from './transfers';
import { createTrashTable } from './trash';
import { createUploadIntentTable } from './upload-intents';

/** How long a statement waits for another reader or writer (a backup tool, a second tool of ours) before `profile-busy`. */
const BUSY_TIMEOUT_MS = 3000;

/**
 * Frames of 4 KB in the log at which the writer carries it over itself, so that it cannot grow without end: 64 MB. Before that a thread
 * does (checkpointer.ts), and then little is left to be done here.
 */
const LOG_FRAMES = 16_384;

export const openCatalogue: OpenCatalogue = (path, options = {}) =>
  createCatalogue(openDatabase(path, options.onSlow), options.now);

/** The database alone: journal, rules and schema in place. For the catalogue and for tests that read its plans. */
export function openDatabase(path: string, onSlow?: (sql: string, elapsedMs: number) => void): SqlDatabase {
  let raw: Database.Database | undefined;
  try {
    raw = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = NORMAL');
    raw.pragma(`wal_autocheckpoint = ${LOG_FRAMES}`);
    raw.pragma('foreign_keys = ON');
    migrate(raw, path);
    return createSqlDatabase(raw, { onSlow });
  } catch (error) {
    raw?.close();
    throw translateOpenError(error, path);
  }
}

/** better-sqlite3 reports a missing folder as a TypeError of its own. */
function translateOpenError(error: unknown, path: string): unknown {
  if (error instanceof TypeError)
    return translateSqliteError(new Database.SqliteError(error.message, 'SQLITE_CANTOPEN'), path);
  return translateSqliteError(error, path);
}

export function createCatalogue(database: SqlDatabase, now: () => UnixMs = Date.now): Catalogue {
  const albumNumber = createAlbumNumbers(database);
  // A revision numbers the events of one run of the app: a screen never outlives it, so it need not be written.
  const revisions = new Map<AlbumId, number>();
  const currentRevision = (id: AlbumId): number => revisions.get(id) ?? 0;

  return {
    connections: createConnectionTable(database),
    albums: createAlbumTable(database),
    assets: createAssetTable(database, albumNumber, currentRevision, now),
    imports: createImportTable(database, albumNumber),
    transfers: createTransferTable(database, albumNumber),
    uploadIntents: createUploadIntentTable(database),
    trash: createTrashTable(database, albumNumber),
    kept: createKeptAlbumTable(database, albumNumber),
    ingests: createIngestTable(database),
    receipts: createReceiptTable(database),
    downloads: createDownloadTable(database, albumNumber),
    stacks: createStackTable(database, albumNumber),
    journal: createJournalTable(database),
    selections: createSelectionTable(database, albumNumber),
    settings: createSettingsTable(database),
    words: createPhotoWordsTable(database),
    sidecars: createSidecarTable(database, albumNumber),
    smartAlbums: createSmartAlbumTable(database),
    shares: createShareTable(database),
    received: createReceivedTable(database),
    requests: createRequestTable(database),
    signedSlots: createSignedSlotTable(database),
    access: createAlbumAccessTable(database),
    groups: createGroupTable(database),
    outbox: createOutboxTable(database),
    identity: createIdentityTable(database),
    nextRevision(albumId) {
      const revision = currentRevision(albumId) + 1;
      revisions.set(albumId, revision);
      return revision;
    },
    transaction: (work) => database.transaction(work),
    close() {
      if (!database.raw.open) return;
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.raw.close();
    },
  };
}
