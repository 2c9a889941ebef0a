/** Carries the catalogue's write-ahead log over into its file, for a thread of its own: a slow disk takes hundreds of milliseconds to sync. */
import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import Database from 'better-sqlite3';
import { translateSqliteError } from './sqlite-error';

export interface Checkpointer {
  /** Carries over what waits once it is worth a sync. Neither readers nor the writer wait for it. Throws `io`, `disk-full`. */
  look(): void;
  close(): void;
}

/** Frames of 4 KB. Fewer would let the writer begin its log anew all the time, which syncs the head of the log. */
const LEAST_FRAMES = 2048;

/** Of the log's index, in the byte order of this computer: how long the log is, and how much of it was carried over (sqlite.org/walformat.html). */
const MX_FRAME_AT = 16;
const N_BACKFILL_AT = 96;

/** The file must be there, and main have it open. Errors as of `openCatalogue`. */
export function openCheckpointer(path: string): Checkpointer {
  let raw: Database.Database;
  let index: number;
  try {
    raw = new Database(path, { fileMustExist: true, timeout: 0 });
    raw.pragma('synchronous = NORMAL');
    raw.pragma('data_version'); // opens the files
    index = openSync(`${path}-shm`, 'r');
  } catch (error) {
    throw translateSqliteError(error, path);
  }
  const head = Buffer.alloc(N_BACKFILL_AT + 4);
  const numberAt = (at: number): number =>
    endianness() === 'LE' ? head.readUInt32LE(at) : head.readUInt32BE(at);
  return {
    look() {
      readSync(index, head, 0, head.length, 0);
      if (numberAt(MX_FRAME_AT) - numberAt(N_BACKFILL_AT) < LEAST_FRAMES) return;
      try {
        raw.pragma('wal_checkpoint(PASSIVE)');
      } catch (error) {
        throw translateSqliteError(error, path);
      }
    },
    close() {
      closeSync(index);
      raw.close();
    },
  };
}
