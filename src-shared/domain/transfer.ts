/** A transfer: one durable job that moves bytes. The transfers table is the queue; these are its states and rules. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, AssetId, ImportId, IngestId, TransferId } from '../units';
import type { AssetState } from './asset';

export const TransferState = z.enum([
  'discovered', // found on disk, nothing read yet
  'preparing', // being read for metadata and thumbnail
  'queued', // ready, waits for a worker
  'uploading',
  'verifying', // all bytes sent, the store is asked what it holds
  'stored', // the store confirmed it
  'paused', // by a person
  'waiting', // will go on by itself at retryAtMs
  'failed', // needs a person; has a reason
  'cancelled',
]);
export type TransferState = z.infer<typeof TransferState>;
export const transferIsOpen = (state: TransferState): boolean =>
  !['stored', 'failed', 'cancelled'].includes(state);

/** The asset's state that goes with its transfer's: an asset does not tell waiting and paused from queued. */
export const assetStateOfTransfer: Readonly<Record<TransferState, AssetState>> = {
  discovered: 'discovered',
  preparing: 'preparing',
  queued: 'queued',
  paused: 'queued',
  waiting: 'queued',
  uploading: 'uploading',
  verifying: 'uploading',
  stored: 'stored',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Every allowed move. Each open state has a way to `stored` and to `cancelled`; nothing leaves `stored`. */
export const transferMoves: Record<TransferState, readonly TransferState[]> = {
  discovered: ['preparing', 'queued', 'paused', 'waiting', 'failed', 'cancelled'],
  preparing: ['queued', 'discovered', 'paused', 'waiting', 'failed', 'cancelled'],
  // Stored: bytes that were through when a person paused, and who let it go on before the answer came.
  queued: ['uploading', 'discovered', 'stored', 'paused', 'waiting', 'failed', 'cancelled'],
  uploading: ['verifying', 'queued', 'discovered', 'stored', 'paused', 'waiting', 'failed', 'cancelled'],
  verifying: ['stored', 'discovered', 'queued', 'uploading', 'paused', 'waiting', 'failed', 'cancelled'],
  stored: [],
  // Bytes that were through already when a person paused or cancelled are stored all the same.
  paused: ['discovered', 'queued', 'stored', 'cancelled', 'failed'],
  waiting: ['discovered', 'queued', 'uploading', 'paused', 'failed', 'cancelled'],
  failed: ['discovered', 'queued', 'cancelled'],
  cancelled: ['discovered', 'queued', 'stored'],
};

/** Staying in an open state, or failing again for another reason, is no move and always allowed. */
export const transferMayMove = (from: TransferState, to: TransferState): boolean =>
  (from === to && (transferIsOpen(from) || from === 'failed')) || transferMoves[from].includes(to);

export const Transfer = z.object({
  id: TransferId,
  importId: ImportId.nullable(),
  albumId: AlbumId,
  assetId: AssetId,
  fileName: z.string(),
  sourcePath: z.string(),
  state: TransferState,
  sizeBytes: z.number().int(),
  sentBytes: z.number().int(),
  attempts: z.number().int(),
  retryAtMs: z.number().nullable(),
  error: WireError.nullable(),
  /** Higher ones first; 0 unless a person asked for it first. */
  priority: z.number().int(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type Transfer = z.infer<typeof Transfer>;

/** One step of a transfer's story. */
export const TransferEvent = z.object({
  atMs: z.number(),
  state: TransferState,
  error: WireError.nullable(),
});
export type TransferEvent = z.infer<typeof TransferEvent>;

/** Why nothing is sent although nobody paused it: a rule of Settings. `untilMs`: when it ends by the clock; null: by itself, later. */
export const TransferHold = z.object({
  reason: z.enum(['schedule', 'battery', 'metered']),
  untilMs: z.number().nullable(),
});
export type TransferHold = z.infer<typeof TransferHold>;

/**
 * What the store's confirmation of an object rests on. `md5`: the store verified the MD5 of the whole; `parts`: it verified the MD5 of
 * every part and joined them; `read-back`: the bytes were read back and compared. `size`: only the size (objects that something else
 * put there); never enough to call a card safe.
 */
export const StoreProof = z.enum(['md5', 'parts', 'read-back', 'size']);
export type StoreProof = z.infer<typeof StoreProof>;

/** Overall progress, over every transfer of the imports that are still open (or ended last). */
export const TransferSummary = z.object({
  totalCount: z.number().int(),
  storedCount: z.number().int(),
  failedCount: z.number().int(),
  cancelledCount: z.number().int(),
  activeCount: z.number().int(),
  pausedCount: z.number().int(),
  waitingCount: z.number().int(),
  totalBytes: z.number(),
  sentBytes: z.number(),
  /** Smoothed; 0 when nothing moves. */
  bytesPerSecond: z.number(),
  /** null while it cannot be told. */
  remainingMs: z.number().nullable(),
  pausedAll: z.boolean(),
  /** The queue itself cannot go on (the disk under the catalogue is full, for one); it looks again by itself. */
  trouble: WireError.nullable(),
  /** Held back by a rule of Settings; null: not. */
  held: TransferHold.nullable(),
  skippedCount: z.number().int(),
});
export type TransferSummary = z.infer<typeof TransferSummary>;

/** Why a file on disk did not become an asset. Nothing is ever left out silently. */
export const SkipReason = z.enum([
  'not-media', // neither photo nor video
  'empty', // zero bytes
  'unreadable', // no permission or read error
  'link-outside', // a link that leads out of the dropped folder
  'link-broken',
  'duplicate', // same content already stored in this album
  'special-file', // socket, pipe, device
  'already-here', // the same file was imported before and is stored
  'hidden', // system litter such as .DS_Store, Thumbs.db
  'name-not-storable', // no legal object key can be made of its name
  'ingested-before', // the same content is stored in another album, and the person asked to leave such files out
]);
export type SkipReason = z.infer<typeof SkipReason>;
export const SkippedFile = z.object({
  path: z.string(),
  reason: SkipReason,
  /**
   * For a duplicate: the key it duplicates. For `already-here`: the key of the photo that came from this very path with this size and time;
   * its bytes were not compared. For `ingested-before`: `<album id>/<key>`.
   */
  detail: z.string().nullable(),
});
export type SkippedFile = z.infer<typeof SkippedFile>;

export const ImportState = z.enum(['scanning', 'running', 'done', 'cancelled', 'failed']);
export const ImportRun = z.object({
  id: ImportId,
  albumId: AlbumId,
  roots: z.array(z.string()),
  state: ImportState,
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  foundCount: z.number().int(),
  foundBytes: z.number(),
  skippedCount: z.number().int(),
  storedCount: z.number().int(),
  failedCount: z.number().int(),
  cancelledCount: z.number().int(),
  /** Bytes of it that the store has. */
  sentBytes: z.number(),
  /** The ingest it is a part of; null: a plain import. */
  ingestId: IngestId.nullable(),
  error: WireError.nullable(),
});
export type ImportRun = z.infer<typeof ImportRun>;
