/** A transfer: one durable job that moves bytes. The transfers table is the queue; these are its states and rules. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, AssetId, ImportId, TransferId } from '../units';
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
  queued: ['uploading', 'discovered', 'paused', 'waiting', 'failed', 'cancelled'],
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
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type Transfer = z.infer<typeof Transfer>;

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
]);
export type SkipReason = z.infer<typeof SkipReason>;
export const SkippedFile = z.object({
  path: z.string(),
  reason: SkipReason,
  /** For a duplicate: the key it duplicates. */
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
  error: WireError.nullable(),
});
export type ImportRun = z.infer<typeof ImportRun>;
