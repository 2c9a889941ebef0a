/** A download: an album, a selection or a photo on its way to a folder or one ZIP. Durable like an upload. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, AssetId, DownloadId } from '../units';

export const DownloadState = z.enum([
  'running',
  'paused', // by a person
  'waiting', // goes on by itself at retryAtMs
  'asking', // everything else is done; names are taken by other files and a person must say what to do
  'done',
  'failed', // some files could not be had; has a reason each
  'cancelled',
]);
export type DownloadState = z.infer<typeof DownloadState>;
export const downloadIsOpen = (state: DownloadState): boolean =>
  !['done', 'failed', 'cancelled'].includes(state);

export const DownloadFileState = z.enum([
  'queued',
  'running',
  'done',
  'already-there', // the very same bytes were there
  'conflict', // another file has that name
  'left-out', // the person chose to leave it out
  'failed',
]);
export type DownloadFileState = z.infer<typeof DownloadFileState>;

/** What to do where another file has the name: ask at the end, write beside it as "name (2)", replace it, or leave it out. */
export const ConflictChoice = z.enum(['ask', 'keep-both', 'replace', 'leave-out']);
export type ConflictChoice = z.infer<typeof ConflictChoice>;

export const Download = z.object({
  id: DownloadId,
  title: z.string(),
  /** null: photos of several albums. */
  albumId: AlbumId.nullable(),
  form: z.enum(['folder', 'zip']),
  /** The folder, or the ZIP file. */
  to: z.string(),
  conflicts: ConflictChoice,
  state: DownloadState,
  fileCount: z.number().int(),
  doneCount: z.number().int(),
  alreadyThereCount: z.number().int(),
  conflictCount: z.number().int(),
  failedCount: z.number().int(),
  /** Photos of the album that are not stored yet, so not part of it. */
  notStoredCount: z.number().int(),
  totalBytes: z.number(),
  doneBytes: z.number(),
  /** Smoothed; 0 when nothing moves. */
  bytesPerSecond: z.number(),
  remainingMs: z.number().nullable(),
  retryAtMs: z.number().nullable(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  error: WireError.nullable(),
});
export type Download = z.infer<typeof Download>;

export const DownloadFile = z.object({
  number: z.number().int(),
  assetId: AssetId,
  key: z.string(),
  /** Path below the folder, or name in the ZIP. */
  path: z.string(),
  state: DownloadFileState,
  sizeBytes: z.number(),
  doneBytes: z.number(),
  error: WireError.nullable(),
});
export type DownloadFile = z.infer<typeof DownloadFile>;
