/** The journal: what happened, kept over restarts, so that a person can see afterwards what went on. Newest entries are kept. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, ConnectionId, DownloadId, ImportId, IngestId, ReceiptId, TransferId } from '../units';

export const JournalType = z.enum([
  'import-started',
  'import-ended', // params: stored, failed, skipped, cancelled
  'transfer-failed',
  'connection-offline', // the first wait of a row of them
  'connection-back',
  'paused-all',
  'resumed-all',
  'held', // params: reason (TransferHold)
  'released',
  'download-started',
  'download-ended', // params: done, failed, conflicts
  'ingest-started',
  'ingest-ended',
  'ejected',
  'receipt-made', // params: safe 0|1, files
  'restored-as', // out of the trash under another name: params: from
  'share-sent', // params: people
  'share-opened', // for the first time; params: name
  'share-picked', // a choice came home; params: name
  'share-revoked', // params: name, where one person alone lost it
  'share-ended', // by its time
  'share-failed',
  'leftovers-swept', // unfinished uploads of ours that nothing goes on with: params: count
]);
export type JournalType = z.infer<typeof JournalType>;

export const JournalEntry = z.object({
  id: z.number().int(),
  atMs: z.number(),
  type: JournalType,
  /** What it is about, as it was called then: an album's title, a connection's name, a file's name. */
  title: z.string(),
  albumId: AlbumId.nullable(),
  connectionId: ConnectionId.nullable(),
  importId: ImportId.nullable(),
  transferId: TransferId.nullable(),
  downloadId: DownloadId.nullable(),
  ingestId: IngestId.nullable(),
  receiptId: ReceiptId.nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  error: WireError.nullable(),
});
export type JournalEntry = z.infer<typeof JournalEntry>;
/** What a writer gives; what is left out is null, params {}. */
export type NewJournalEntry = Pick<JournalEntry, 'type' | 'title'> &
  Partial<Omit<JournalEntry, 'id' | 'atMs' | 'type' | 'title'>>;
